package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"doorstep/infra/bench/meter"
)

// perSource is over how many parcels of each source the means are taken.
const perSource = 3

// scanCost is what ingest consumes for pushes that each bring one scan of a claimed number, in request units per scan.
type scanCost struct {
	writes8, writes float64 // mean of the first 8 scans, and of all
	reads           float64
	duplicateWrites float64 // for a push of which everything is known
	duplicateReads  float64
}

// traffic is what the scans and the pages of a few orders cost, each order with two parcels that two sources push.
type traffic struct {
	scans  map[string]scanCost // by source
	view   units               // the page of an order with two shipments of eight scans each, through its link
	weight weight              // of that page
}

// move registers the orders and pushes n scans of each parcel, then everything that was told last once more. The parcels move side
// by side, and each waits for its own scan to be saved before the next one is told.
func (w *world) move(ctx context.Context, n int, progress func(string, ...any)) (traffic, error) {
	parcels, err := w.depart(ctx, n)
	if err != nil {
		return traffic{}, err
	}
	var t traffic
	begin := w.meter.Mark()
	after8 := begin
	for i := range n {
		if i%10 == 0 {
			progress("scans %d to %d of %d parcels, one at a time", i+1, min(n, i+10), len(parcels))
		}
		if err := w.round(ctx, parcels, begin, i); err != nil {
			return t, err
		}
		if i+1 == pushesPerLife {
			after8 = w.meter.Mark()
			if err := w.look(ctx, parcels[0], &t); err != nil {
				return t, err
			}
		}
	}
	if err := w.quiet(ctx); err != nil { // so that a read of the number after this is ingest's
		return t, err
	}
	told := w.meter.Mark()
	if err := w.again(ctx, parcels, told); err != nil {
		return t, err
	}
	first, whole, repeated := w.meter.After(begin)[:after8-begin], w.meter.After(begin)[:told-begin], w.meter.After(told)
	t.scans = map[string]scanCost{}
	for _, p := range parcels {
		c := t.scans[p.source]
		of8, all, again := unitsOf(about(byIngest(first), p.number)), unitsOf(about(byIngest(whole), p.number)), unitsOf(about(byIngest(repeated), p.number))
		c.writes8 += of8.write / pushesPerLife / perSource
		c.writes += all.write / float64(n) / perSource
		c.reads += all.read / float64(n) / perSource
		c.duplicateReads += again.read / perSource
		c.duplicateWrites += again.write / perSource
		t.scans[p.source] = c
	}
	return t, w.shown(ctx, parcels, n)
}

// depart registers the orders and keeps polls away from them.
func (w *world) depart(ctx context.Context, n int) ([]*parcel, error) {
	var parcels []*parcel
	for i := range perSource {
		pair := []*parcel{
			{source: "ups", carrier: "ups", number: fmt.Sprintf("1ZA2B3C403000002%02d", i), scans: story(uint64(i), n, time.Now())},
			{source: "easypost", carrier: "usps", number: fmt.Sprintf("94001118992231000002%02d", i), scans: story(uint64(10+i), n, time.Now())},
		}
		if err := w.register(ctx, fmt.Sprintf("SCANS-%d", i), pair...); err != nil {
			return nil, err
		}
		parcels = append(parcels, pair...)
	}
	for _, p := range parcels {
		if err := w.makeDue(ctx, p.number, time.Now().Add(24*time.Hour)); err != nil {
			return nil, err
		}
	}
	return parcels, w.quiet(ctx) // relay looks at the number of a new order, as ingest does
}

// look opens the page of a parcel's order twice: the first view may have to read the brand's look, the second finds it kept.
func (w *world) look(ctx context.Context, p *parcel, t *traffic) error {
	if _, err := w.send(ctx, http.MethodGet, p.page, nil, nil); err != nil {
		return err
	}
	begin := w.meter.Mark()
	page, err := w.send(ctx, http.MethodGet, p.page, nil, nil)
	if err != nil {
		return err
	}
	calls, err := byView(w.meter.After(begin))
	if err != nil {
		return err
	}
	t.view = unitsOf(calls)
	t.weight, err = weigh(ctx, w.client, w.URL()+p.page, page)
	return err
}

// round pushes scan i of every parcel and waits until each is saved.
func (w *world) round(ctx context.Context, parcels []*parcel, mark, i int) error {
	for _, p := range parcels {
		if err := w.push(ctx, p, i); err != nil {
			return err
		}
	}
	return w.await(ctx, fmt.Sprintf("save scan %d of every parcel", i), mark, func(calls []meter.Call) bool {
		for _, p := range parcels {
			if written(calls, p.number) <= i {
				return false
			}
		}
		return true
	})
}

// again pushes once more what was told last, and waits until ingest has looked at it and whatever it does about it is over.
func (w *world) again(ctx context.Context, parcels []*parcel, mark int) error {
	for _, p := range parcels {
		if err := w.push(ctx, p, len(p.scans)-1); err != nil {
			return err
		}
	}
	err := w.await(ctx, "look at the duplicates", mark, func(calls []meter.Call) bool {
		for _, p := range parcels {
			if read(byIngest(calls), p.number) == 0 {
				return false
			}
		}
		return true
	})
	if err != nil {
		return err
	}
	return w.quiet(ctx)
}

// shown checks that the shopper sees each scan once: numbers measured on a system that loses scans would be worth nothing.
func (w *world) shown(ctx context.Context, parcels []*parcel, n int) error {
	for _, p := range parcels {
		events, err := w.events(ctx, p)
		if err != nil {
			return err
		}
		if events != n {
			return fmt.Errorf("%s was told %d scans and its page shows %d", p.number, n, events)
		}
	}
	return nil
}
