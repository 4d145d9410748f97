package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"doorstep/infra/bench/meter"
)

// units are request units of DynamoDB.
type units struct{ read, write float64 }

func unitsOf(calls []meter.Call) units {
	read, write := meter.Sum(calls)
	return units{read, write}
}

func (u units) plus(v units) units { return units{u.read + v.read, u.write + v.write} }

func (u units) per(n int) units { return units{u.read / float64(n), u.write / float64(n)} }

// usage is what one parcel of an ordinary life consumes, step by step.
type usage struct {
	order     units // its order with one shipment: order, pointer, link, key, claim with its due entry, and what relay makes of it
	pushes    units // all pushes together, the name of who signed sealed with the last
	messages  units // all that notify does about the pushes: news that nobody wants, decisions; nothing is sent
	looks     units // the part of it that brands take
	told      told  // what relay told, in the whole life
	view      units // one view, by a process that does not hold the brand's look
	brand     units // the part of it that the brand's look takes
	poll      units // one poll that brings nothing new, from the lease to ingest
	budget    units // of the account that is asked, per batch
	proof     units // the poll that proves a delivery, with all that its answer adds, and the end of the number's looks
	stored    int   // bytes of all items of the order and the parcel in the end, as storage bills them
	backed    int   // those of them in the table that can be recovered: that of the keys cannot, so that a destroyed key is gone
	logged    logs  // what the functions wrote in the whole life, every batch a batch of one
	viewBytes int   // of one page, as sent

	// The same life once more, with its messages sent.
	sending      units // as messages
	sendingLooks units // as looks
	sent         []decided
	sentBytes    int // of their items
	decidedBytes int // of the items of the decisions that were only made
	mailBytes    int // of one e-mail, the mean
}

// left is how many messages of a life were handed over.
func (u usage) left() (n int) {
	for _, d := range u.sent {
		if d.left() {
			n++
		}
	}
	return n
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
	before, quietly := w.lines(), w.tally()
	alone := logs{}
	for _, step := range []struct {
		does  func(context.Context, *parcel, *usage) error
		lines string // of the function whose lines belong to this step only; elsewhere the bench itself asks it
	}{{w.ordered, "orders"}, {w.pushed, ""}, {w.viewed, "track"}} {
		begin := w.lines()
		if err := step.does(ctx, p, &u); err != nil {
			return u, err
		}
		alone[step.lines] = w.lines().since(begin)[step.lines]
	}
	var err error
	u.told = w.tally().since(quietly)
	if err = w.stored(ctx, &u); err != nil {
		return u, err
	}
	if err := w.shown(ctx, []*parcel{p}, pushesPerLife); err != nil {
		return u, err
	}
	if u.poll, u.budget, err = w.polled(ctx); err != nil {
		return u, err
	}
	u.logged = w.lines().since(before)
	u.logged["orders"], u.logged["track"] = alone["orders"], alone["track"]
	if u.proof, err = w.proved(ctx); err != nil {
		return u, err
	}
	return u, w.sent(ctx, &u)
}

// ordered registers the parcel's order.
func (w *world) ordered(ctx context.Context, p *parcel, u *usage) error {
	begin := w.meter.Mark()
	if err := errors.Join(w.register(ctx, "LIFE-1", p), w.quiet(ctx)); err != nil {
		return err
	}
	u.order = unitsOf(withoutClock(w.meter.After(begin)))
	return w.makeDue(ctx, p.number, time.Now().Add(24*time.Hour)) // its polls are measured by themselves
}

// pushed tells the parcel's life and waits until notify has decided about it.
func (w *world) pushed(ctx context.Context, p *parcel, u *usage) error {
	begin := w.meter.Mark()
	if err := w.tell(ctx, p, begin); err != nil {
		return err
	}
	calls := w.meter.After(begin)
	deciding, _ := byNotify(calls)
	u.pushes, u.messages = unitsOf(byIngest(calls)), unitsOf(deciding)
	u.looks = unitsOf(filter(deciding, func(c meter.Call) bool { return c.Of("B#") }))
	return nil
}

// tell pushes all scans of a parcel and waits until notify has decided about them.
func (w *world) tell(ctx context.Context, p *parcel, begin int) error {
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
	if _, made := byNotify(w.meter.After(begin)); made != decisions {
		return fmt.Errorf("the life of a parcel makes %d decisions, not the %d that are charged", made, decisions)
	}
	return nil
}

// viewed opens the page a few times; what is counted is the first view.
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

// stored adds up what one order and its parcel left.
func (w *world) stored(ctx context.Context, u *usage) error {
	main, err := w.meter.Items(ctx, w.Table)
	if err != nil {
		return err
	}
	keys, err := w.meter.Items(ctx, w.KeyTable)
	if err != nil {
		return err
	}
	u.backed, u.decidedBytes = size(main), decisionBytes(main, "LIFE-1")
	u.stored = u.backed + size(keys)
	return nil
}

// size is what items take, without those of the deployment: brands, their list, the budgets of accounts.
func size(items []meter.Item) (sum int) {
	for _, i := range items {
		if !strings.HasPrefix(i.Key, "B#") && !strings.HasPrefix(i.Key, "R#") {
			sum += i.Size + itemOverhead
		}
	}
	return sum
}
