package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"doorstep/infra/bench/meter"
	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/store"
)

// polled registers a parcel that nobody pushes and has its carrier asked about it. The first answer brings everything; what is
// given is the mean of the others, which bring nothing new, and what the budget of the account costs, which a batch shares.
func (w *world) polled(ctx context.Context) (poll, budget units, err error) {
	old := time.Now().Add(-36 * time.Hour) // after fresh news poll spares its question
	p := &parcel{source: "usps", carrier: "usps", number: "9400111899223100000300", scans: story(8, pushesPerLife, old)}
	w.carriers.Add(simulated(p))
	if err := w.register(ctx, "POLL-1", p); err != nil {
		return poll, budget, err
	}
	for i := range polls {
		if err := w.makeDue(ctx, p.number, time.Now().Add(-time.Minute)); err != nil {
			return poll, budget, err
		}
		begin := w.meter.Mark()
		if err := w.Fire(ctx, "Schedule.EveryMinute"); err != nil {
			return poll, budget, err
		}
		err := w.await(ctx, "take in the answer to a poll", begin, func(calls []meter.Call) bool {
			// Schedule moves the entry; ingest reads the number after poll has asked.
			return moved(calls, p.number) > 0 && read(byIngest(calls), p.number) > 0 && (i > 0 || written(calls, p.number) > 0)
		})
		if err := errors.Join(err, w.quiet(ctx)); err != nil { // poll plans after it has queued the answer
			return poll, budget, err
		}
		if asked := w.carriers.Calls(p.source); asked <= i {
			return poll, budget, fmt.Errorf("the carrier was asked %d times in %d polls", asked, i+1)
		}
		if i == 0 { // what relay and notify make of the first answer is no part of a poll
			continue
		}
		calls := w.meter.After(begin)
		poll = poll.plus(unitsOf(about(calls, p.number)))
		budget = budget.plus(unitsOf(filter(calls, func(c meter.Call) bool { return c.Of(budgets) })))
	}
	return poll.per(polls - 1), budget.per(polls - 1), w.shown(ctx, []*parcel{p}, pushesPerLife)
}

// proved pushes a delivery without proof, of which UPS is asked at once and tells everything, and gives what that costs beside the
// push itself, down to the end of the number's looks.
func (w *world) proved(ctx context.Context) (units, error) {
	if err := w.open("ups"); err != nil {
		return units{}, err
	}
	sim := carriersim.Parcel{Number: "1ZA2B3C40300000409", Carrier: "ups", Life: carriersim.Domestic(time.Now().Add(-60*time.Hour), 1)}
	p := &parcel{source: "ups", carrier: "ups", number: sim.Number, scans: []scan{{at: sim.Life[0].At}}}
	w.carriers.Add(sim)
	if err := w.register(ctx, "PROOF-1", p); err != nil {
		return units{}, err
	}
	if err := w.makeDue(ctx, p.number, time.Now().Add(24*time.Hour)); err != nil { // a look by the clock is no part of the proof
		return units{}, err
	}
	var before, after units
	for i := range sim.Life {
		begin := w.meter.Mark()
		push, err := carriersim.PushFor("ups", demo.Secret("ups"), sim, i)
		if err != nil {
			return units{}, err
		}
		if _, err := w.send(ctx, http.MethodPost, "/webhooks/ups", push.Header, push.Body); err != nil {
			return units{}, err
		}
		last := i == len(sim.Life)-1
		err = w.await(ctx, "save a scan", begin, func(calls []meter.Call) bool {
			return written(calls, p.number) > 0 && (!last || written(calls, p.number) > 1)
		})
		if err := errors.Join(err, w.quiet(ctx)); err != nil {
			return units{}, err
		}
		before, after = after, unitsOf(byPolls(w.meter.After(begin), p.number))
	}
	err := errors.Join(w.shown(ctx, []*parcel{p}, len(sim.Life)), w.account("ups", "{}"))
	return units{after.read - before.read, after.write - before.write}, err
}

// makeDue moves the next look at a number. The clock of the system runs while it is measured, and would poll what is due. Looks come
// by the hours of the day; one that is brought forward is claimed until the hour that was planned, as one that comes by itself is
// until the next.
func (w *world) makeDue(ctx context.Context, number string, at time.Time) error {
	s := store.New(w.DynamoDB(), store.Tables{Main: w.Table, Keys: w.KeyTable}, time.Now, func() float64 { return 0 })
	known, err := s.Number(ctx, number)
	if err != nil {
		return err
	}
	moved, err := s.MoveDue(ctx, number, known.Due, &store.Due{Kind: "poll", At: at, Lease: time.Until(known.Due.At)})
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
