package main

import (
	"context"
	"sync"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/store"
)

// brandTable reads brands.
type brandTable interface {
	Brand(ctx context.Context, id string) (store.Brand, error)
}

// brandLife is how long a brand's record is kept: a changed rule holds within a minute.
const brandLife = time.Minute

// brands keeps the records of the brands of this deployment for the life of the process.
type brands struct {
	table brandTable
	now   func() time.Time

	mu   sync.Mutex
	kept map[string]keptBrand
}

type keptBrand struct {
	record brand.Record
	until  time.Time
}

func newBrands(table brandTable, now func() time.Time) *brands {
	return &brands{table: table, now: now, kept: map[string]keptBrand{}}
}

// of gives the record of a brand. It always gives one: an old record beats none, and a form without look beats no form. The error says
// what went wrong meanwhile.
func (b *brands) of(ctx context.Context, id string) (brand.Record, error) {
	b.mu.Lock()
	defer b.mu.Unlock() // Lambda gives a process one request at a time, so nobody waits here
	kept, ok := b.kept[id]
	if ok && b.now().Before(kept.until) {
		return kept.record, nil
	}
	record, err := b.read(ctx, id)
	switch {
	case err != nil && ok:
		return kept.record, err
	case err != nil:
		record = brand.Default(id)
	}
	if err == nil || fault.KindOf(err) == fault.NotFound {
		b.kept[id] = keptBrand{record, b.now().Add(brandLife)}
	}
	return record, err
}

func (b *brands) read(ctx context.Context, id string) (brand.Record, error) {
	stored, err := b.table.Brand(ctx, id)
	if err != nil {
		return brand.Record{}, err
	}
	return brand.Decode(stored.Record)
}

// days gives for how many days a brand's links open. An unreadable brand gives 0, the default.
func (b *brands) days(ctx context.Context, id string) int {
	record, _ := b.of(ctx, id) // whoever asks for the look next tells the error
	return record.LinkDays
}
