package handler

import (
	"context"
	"sync"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/message"
	"doorstep/shared/store"
)

// brandLife is how long a brand's policy is remembered. Orders of one brand come in crowds, and a read for each of them would ask the
// same again.
const brandLife = time.Minute

// brandReader reads brands.
type brandReader interface {
	Brand(ctx context.Context, id string) (store.Brand, error)
}

// brands remembers, for the life of the process, how brands want their messages. That one is not there is never remembered: it may be
// made any moment.
type brands struct {
	table brandReader

	mu   sync.Mutex
	seen map[string]remembered
}

type remembered struct {
	policy message.Policy
	until  time.Time
}

func newBrands(table brandReader) *brands {
	return &brands{table: table, seen: map[string]remembered{}}
}

// policy gives a brand's policy; known is false when there is no such brand.
func (b *brands) policy(ctx context.Context, id string, now time.Time) (p message.Policy, known bool, err error) {
	b.mu.Lock()
	kept, ok := b.seen[id]
	b.mu.Unlock()
	if ok && now.Before(kept.until) {
		return kept.policy, true, nil
	}
	stored, err := b.table.Brand(ctx, id)
	if err != nil {
		return message.Policy{}, false, fault.Unless(fault.NotFound, err)
	}
	record := brand.Default(id) // a brand that was made without a record has keys and nothing else
	if len(stored.Record) > 0 {
		if record, err = brand.Decode(stored.Record); err != nil {
			return message.Policy{}, false, fault.Wrap(fault.Internal, err, "read brand %s", id)
		}
	}
	p = message.PolicyOf(record.Messages)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seen[id] = remembered{policy: p, until: now.Add(brandLife)}
	return p, true, nil
}
