package main

import (
	"context"
	"fmt"
	"time"
)

// polledFleet registers the parcels that nobody pushes. Their next look is put off until keepPolling wants it.
func (w *world) polledFleet(ctx context.Context) ([]*parcel, error) {
	old := time.Now().Add(-36 * time.Hour) // after fresh news poll spares its question
	fleet := make([]*parcel, polledParcels)
	for i := range fleet {
		p := &parcel{source: "usps", carrier: "usps", number: fmt.Sprintf("94001118992230010%05d", i), scans: story(uint64(900+i), pushesPerLife, old)}
		w.carriers.Add(simulated(p))
		if err := w.register(ctx, fmt.Sprintf("POLLED-%d", i), p); err != nil {
			return nil, err
		}
		fleet[i] = p
	}
	if err := w.quiet(ctx); err != nil {
		return nil, err
	}
	for _, p := range fleet {
		if err := w.makeDue(ctx, p.number, time.Now().Add(24*time.Hour)); err != nil {
			return nil, err
		}
	}
	return fleet, nil
}

// keepPolling makes one parcel of the fleet due after the other, and has schedule look after every fourth, and once more
// when the burst ends.
func (w *world) keepPolling(ctx, ending context.Context, fleet []*parcel) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-ending.Done():
			return w.Fire(ctx, "Schedule.EveryMinute") // for those that became due behind the last look
		case <-tick.C:
		}
		err := w.makeDue(ctx, fleet[i%len(fleet)].number, time.Now().Add(-time.Minute))
		if err == nil && i%4 == 3 {
			err = w.Fire(ctx, "Schedule.EveryMinute")
		}
		if err != nil {
			return fmt.Errorf("have %s polled: %w", fleet[i%len(fleet)].number, err)
		}
	}
}
