package main

import (
	"context"
	"fmt"
	"time"

	"doorstep/infra/bench/meter"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/store"
)

// polled registers a parcel that nobody pushes and has its carrier asked about it. The first answer brings everything; what is
// given is the mean of the others, which bring nothing new.
func (w *world) polled(ctx context.Context) (units, error) {
	old := time.Now().Add(-36 * time.Hour) // after fresh news poll spares its question
	p := &parcel{source: "usps", carrier: "usps", number: "9400111899223100000300", scans: story(8, pushesPerLife, old)}
	w.carriers.Add(simulated(p))
	if err := w.register(ctx, "POLL-1", p); err != nil {
		return units{}, err
	}
	var sum units
	for i := range polls {
		if err := w.makeDue(ctx, p.number, time.Now().Add(-time.Minute)); err != nil {
			return units{}, err
		}
		begin := w.meter.Mark()
		if err := w.Fire(ctx, "Schedule.EveryMinute"); err != nil {
			return units{}, err
		}
		err := w.await(ctx, "take in the answer to a poll", begin, func(calls []meter.Call) bool {
			// Schedule moves the entry. Poll reads the number, and moves the entry again unless its plan is near; ingest reads the
			// number. A poll that moves nothing looks like ingest.
			reads := read(byIngest(calls), p.number)
			treated := moved(calls, p.number) > 1 && reads > 0 || moved(calls, p.number) == 1 && reads > 1
			return treated && (i > 0 || written(calls, p.number) > 0)
		})
		if err != nil {
			return units{}, err
		}
		if asked := w.carriers.Calls(p.source); asked <= i {
			return units{}, fmt.Errorf("the carrier was asked %d times in %d polls", asked, i+1)
		}
		if i == 0 {
			if err := w.quiet(ctx); err != nil { // what relay and notify make of the first answer is no part of a poll
				return units{}, err
			}
			continue
		}
		u := unitsOf(about(w.meter.After(begin), p.number))
		sum.read += u.read
		sum.write += u.write
	}
	return sum.per(polls - 1), w.shown(ctx, []*parcel{p}, pushesPerLife)
}

// makeDue moves the next look at a number. The clock of the system runs while it is measured, and would poll what is due.
func (w *world) makeDue(ctx context.Context, number string, at time.Time) error {
	s := store.New(w.DynamoDB(), store.Tables{Main: w.Table, Keys: w.KeyTable}, time.Now, func() float64 { return 0 })
	known, err := s.Number(ctx, number)
	if err != nil {
		return err
	}
	moved, err := s.MoveDue(ctx, number, known.Due, &store.Due{Kind: "poll", At: at})
	if err == nil && !moved {
		err = fmt.Errorf("the next look at %s was moved by somebody else", number)
	}
	return err
}

// simulated puts a parcel's life into the words of the simulated carriers, which answer polls.
func simulated(p *parcel) carriersim.Parcel {
	sim := carriersim.Parcel{Number: p.number, Carrier: p.carrier}
	for i, s := range p.scans {
		steps := [...]carriersim.Step{carriersim.Label, carriersim.Pickup, carriersim.Departed, carriersim.Arrived}
		step := steps[min(i, 2+i%2)]
		sim.Life = append(sim.Life, carriersim.Scan{Step: step, At: s.at, City: s.stop.city, Region: s.stop.region, Postal: s.stop.postal})
	}
	return sim
}
