package main

import (
	"context"
	"sync"
	"time"
)

// brandLife is how long it is remembered that a brand is there. Orders of one brand come in crowds, and a read for each of them would
// ask the same again.
const brandLife = time.Minute

// brands remembers, for the life of the process, which brands are there. That one is not is never remembered: it may be made any moment.
type brands struct {
	mu   sync.Mutex
	seen map[string]time.Time // until when it counts
}

// on reports whether a brand is there.
func (b *brands) on(ctx context.Context, table reader, id string, now time.Time) (bool, error) {
	b.mu.Lock()
	until := b.seen[id]
	b.mu.Unlock()
	if now.Before(until) {
		return true, nil
	}
	if _, err := table.Brand(ctx, id); err != nil {
		return false, unlessGone(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.seen == nil {
		b.seen = map[string]time.Time{}
	}
	b.seen[id] = now.Add(brandLife)
	return true, nil
}
