package main

import (
	"context"
	"sync"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/page"
	"doorstep/shared/store"
)

// brands reads brands.
type brands interface {
	Brand(ctx context.Context, id string) (store.Brand, error)
}

// lookLife is how long a brand's look is kept: a changed colour shows within a minute, and a view costs no read for it.
const lookLife = time.Minute

// look is a brand, ready to be put on a page.
type look struct {
	record brand.Record
	theme  page.Theme
	until  time.Time
}

// looks keeps the looks of the brands of this deployment for the life of the process.
type looks struct {
	table brands
	now   func() time.Time

	mu   sync.Mutex
	kept map[string]look
}

func newLooks(table brands, now func() time.Time) *looks {
	return &looks{table: table, now: now, kept: map[string]look{}}
}

// of gives the look of a brand. It never fails: an old look beats none, and a page without a theme beats no page. The error
// says what went wrong meanwhile.
func (l *looks) of(ctx context.Context, id string) (look, error) {
	l.mu.Lock()
	defer l.mu.Unlock() // Lambda gives a process one request at a time, so nobody waits here
	kept, ok := l.kept[id]
	if ok && l.now().Before(kept.until) {
		return kept, nil
	}
	record, err := l.read(ctx, id)
	switch {
	case err != nil && ok:
		return kept, err
	case err != nil:
		record = brand.Default(id)
	}
	fresh := look{record: record, theme: page.NewTheme(record), until: l.now().Add(lookLife)}
	if err == nil || fault.KindOf(err) == fault.NotFound {
		l.kept[id] = fresh
	}
	return fresh, err
}

func (l *looks) read(ctx context.Context, id string) (brand.Record, error) {
	stored, err := l.table.Brand(ctx, id)
	if err != nil {
		return brand.Record{}, err
	}
	return brand.Decode(stored.Record)
}
