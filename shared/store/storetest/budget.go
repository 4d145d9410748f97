package storetest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"doorstep/shared/carrier/budget"
	"doorstep/shared/fault"
	"doorstep/shared/store"
)

// change takes calls out of a budget as poll does and gives what it then knows.
func (e env) change(t *testing.T, seen store.Budget, next func(budget.State) budget.State) store.Budget {
	t.Helper()
	for {
		now, changed, err := e.store.ChangeBudget(e.ctx, seen, next(seen.State))
		if err != nil {
			t.Fatal(err)
		}
		if changed {
			return now
		}
		seen = now
	}
}

func testBudget(t *testing.T, e env) {
	nobody := store.Budget{Source: "usps", Account: "default"}
	full := budget.State{
		Rested: e.now().Add(time.Minute).Add(1500 * time.Microsecond), Line: e.now().Add(time.Hour), Closed: e.now().Add(2 * time.Hour),
		Strikes: 3, Reason: budget.TooOften,
	}
	first := e.change(t, nobody, func(budget.State) budget.State { return full })
	now, changed, err := e.store.ChangeBudget(e.ctx, nobody, budget.State{}) // a worker that has seen nothing
	if err != nil || changed || now != first || now.State != full {
		t.Errorf("a stranger changed it (%v, %v), or learns %+v, not %+v", changed, err, now, first)
	}
	other := store.Budget{Source: "usps", Account: "west"}
	if b := e.change(t, other, func(s budget.State) budget.State { return s.Ease() }); b.Version != 1 || b.State != (budget.State{}) {
		t.Errorf("another account: %+v", b)
	}
	e.pass(2*time.Hour + 50*time.Hour) // its time to live is over, whether it is deleted yet or not
	now, _, err = e.store.ChangeBudget(e.ctx, nobody, full)
	if err != nil || now.Version != 1 || now.State != (budget.State{}) {
		t.Errorf("after its time it must say nothing: %+v, %v", now, err)
	}
	for _, bad := range []store.Budget{{Source: "usps"}, {Account: "default"}, {Source: "usps#x", Account: "default"}} {
		if _, _, err := e.store.ChangeBudget(e.ctx, bad, full); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: %v, want invalid", bad, err)
		}
	}
}

// Eight workers share 60 calls an hour: none of them reads, and together they get no more than the limit gives one.
func testBudgetWorkers(t *testing.T, e env) {
	limit := budget.Limit{Calls: 60, Per: time.Hour}
	var given atomic.Int64
	var wg sync.WaitGroup
	meter := &store.Meter{}
	for range 8 {
		wg.Go(func() {
			seen := store.Budget{Source: "usps", Account: "default"}
			for range 4 {
				for {
					next, grant := seen.State.Take(limit, e.now(), budget.Wish{Urgent: 1})
					now, changed, err := e.store.ChangeBudget(store.WithMeter(e.ctx, meter), seen, next)
					if err != nil {
						t.Error(err)
						return
					}
					seen = now
					if changed {
						given.Add(int64(len(grant.Slots)))
						break
					}
				}
			}
		})
	}
	wg.Wait()
	if given.Load() != 6 || meter.Read != 0 {
		t.Errorf("%d calls given, want the burst of 6; %.1f read units", given.Load(), meter.Read)
	}
}

// A worker that knows the account pays one write unit for a batch of calls and reads nothing.
func testBudgetCost(t *testing.T, e env) {
	limit := budget.Limit{Calls: 200, Per: time.Minute}
	known := e.change(t, store.Budget{Source: "shipengine", Account: "default"}, func(s budget.State) budget.State { return s })
	next, _ := known.State.Take(limit, e.now(), budget.Wish{Ordinary: 10})
	m := &store.Meter{}
	if _, changed, err := e.store.ChangeBudget(store.WithMeter(e.ctx, m), known, next); err != nil || !changed {
		t.Fatalf("changed %v, %v", changed, err)
	}
	want(t, "a batch of calls", m.Write, 1)
	want(t, "a batch of calls, read", m.Read, 0)
}
