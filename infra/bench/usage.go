package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"doorstep/infra/bench/meter"
	"doorstep/shared/store"
)

// units are request units of DynamoDB.
type units struct{ read, write float64 }

func unitsOf(calls []meter.Call) units {
	read, write := meter.Sum(calls)
	return units{read, write}
}

func (u units) over(n int) units { return units{u.read / float64(n), u.write / float64(n)} }

// usage is what one parcel of an ordinary life consumes, step by step.
type usage struct {
	order     units // its order with one shipment: order, pointer, link, key, claim with its due entry, and what relay makes of it
	pushes    units // all pushes together, the name of who signed sealed with the last
	decision  units // one decision of notify, with what it reads and with news that finds it made
	view      units // one view, by a process that does not hold the brand's look
	brand     units // the part of it that the brand's look takes
	poll      units // one poll that brings nothing new, from the lease to ingest
	stored    int   // bytes of all items of the order and the parcel in the end, as storage bills them
	logged    logs  // what the functions wrote in the whole life, every batch a batch of one
	viewBytes int   // of one page, as sent
}

// pushesPerLife is how many pushes tell an ordinary parcel.
const pushesPerLife = 8

// itemOverhead is what DynamoDB stores beside each item and each index entry
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
const itemOverhead = 100

// live takes a parcel through its life with nothing else going on, so that every call in between belongs to the step.
func (w *world) live(ctx context.Context) (usage, error) {
	p := &parcel{source: "ups", carrier: "ups", signer: "EXAMPLE", number: "1ZA2B3C40300000300", scans: story(7, pushesPerLife, time.Now())}
	var u usage
	before := w.lines()
	for _, step := range []func(context.Context, *parcel, *usage) error{w.ordered, w.pushed, w.viewed} {
		if err := step(ctx, p, &u); err != nil {
			return u, err
		}
	}
	var err error
	if u.stored, err = w.stored(ctx); err != nil {
		return u, err
	}
	if err := w.shown(ctx, []*parcel{p}, pushesPerLife); err != nil {
		return u, err
	}
	u.poll, err = w.polled(ctx)
	u.logged = w.lines().since(before) // with two more orders and looks at JSON: a little too much
	return u, err
}

func (w *world) ordered(ctx context.Context, p *parcel, u *usage) error {
	begin := w.meter.Mark()
	if err := errors.Join(w.register(ctx, "LIFE-1", p), w.quiet(ctx)); err != nil {
		return err
	}
	u.order = unitsOf(withoutClock(w.meter.After(begin)))
	return w.makeDue(ctx, p.number, time.Now().Add(24*time.Hour)) // its polls are measured by themselves
}

func (w *world) pushed(ctx context.Context, p *parcel, u *usage) error {
	begin := w.meter.Mark()
	for i := range p.scans {
		if err := w.round(ctx, []*parcel{p}, begin, i); err != nil {
			return err
		}
	}
	err := w.await(ctx, "decide about every milestone", begin, func(calls []meter.Call) bool {
		_, made := byNotify(calls)
		return made >= decisions
	})
	if err := errors.Join(err, w.quiet(ctx)); err != nil {
		return err
	}
	calls := w.meter.After(begin)
	deciding, made := byNotify(calls)
	if made != decisions {
		return fmt.Errorf("the life of a parcel makes %d decisions, not the %d that are charged", made, decisions)
	}
	u.pushes, u.decision = unitsOf(byIngest(calls)), unitsOf(deciding).over(made)
	return nil
}

func (w *world) viewed(ctx context.Context, p *parcel, u *usage) error {
	begin := w.meter.Mark()
	for i := range views {
		page, err := w.send(ctx, http.MethodGet, p.page, nil, nil)
		if err != nil {
			return err
		}
		if i == 0 {
			u.viewBytes = gzipped(page)
			calls, err := byView(w.meter.After(begin))
			if err != nil {
				return err
			}
			u.view = unitsOf(calls)
			u.brand = unitsOf(filter(calls, func(c meter.Call) bool { return c.Of("B#") }))
		}
	}
	return w.quiet(ctx)
}

// stored adds up all items but the brand: what one order and its parcel left.
func (w *world) stored(ctx context.Context) (int, error) {
	main, err := w.meter.Items(ctx, w.Table)
	if err != nil {
		return 0, err
	}
	keys, err := w.meter.Items(ctx, w.KeyTable)
	if err != nil {
		return 0, err
	}
	sum := 0
	for _, i := range append(main, keys...) {
		if !strings.HasPrefix(i.Key, "B#") {
			sum += i.Size + itemOverhead
		}
	}
	return sum, nil
}

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
			leasedAndPlanned := moved(calls, p.number) > 1 // from then on what poll read is not taken for ingest's
			return leasedAndPlanned && read(byIngest(calls), p.number) > 0 && (i > 0 || written(calls, p.number) > 0)
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
	return sum.over(polls - 1), w.shown(ctx, []*parcel{p}, pushesPerLife)
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
