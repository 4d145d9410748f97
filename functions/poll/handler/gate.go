package handler

import (
	"context"
	"sync"
	"time"

	"doorstep/shared/carrier/budget"
	"doorstep/shared/fault"
	"doorstep/shared/store"
)

// tries is how often a change of a budget is decided anew after another worker was faster. Few workers run at once.
const tries = 12

// budgets keeps the budgets that all workers share.
type budgets interface {
	ChangeBudget(ctx context.Context, seen store.Budget, next budget.State) (now store.Budget, changed bool, err error)
}

// gate stands before the accounts. It remembers what it last saw of each, so that the common case is one write and no read, and
// that an account that is closed costs nothing at all. It is safe for concurrent use.
type gate struct {
	budgets budgets
	now     func() time.Time

	mu   sync.Mutex
	seen map[account]store.Budget
}

// clock leaves out the monotonic reading: it stands still while Lambda holds the process.
func (g *gate) clock() time.Time { return g.now().UTC().Round(0) }

// change decides the next state of an account until no other worker is faster. A decision that leaves the state as it is writes
// nothing.
func (g *gate) change(ctx context.Context, of account, decide func(budget.State) budget.State) error {
	for range tries {
		seen := g.last(of)
		next := decide(seen.State)
		if next == seen.State {
			return nil
		}
		now, changed, err := g.budgets.ChangeBudget(ctx, seen, next)
		if err != nil {
			return err
		}
		g.mu.Lock()
		g.seen[of] = now
		g.mu.Unlock()
		if changed {
			return nil
		}
	}
	return fault.New(fault.Conflict, "budget of %s/%s: met other workers in all of %d tries", of.source, of.name, tries)
}

func (g *gate) last(of account) store.Budget {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.seen == nil {
		g.seen = map[account]store.Budget{}
	}
	if b, ok := g.seen[of]; ok {
		return b
	}
	return store.Budget{Source: of.source, Account: of.name}
}

// take asks for calls.
func (g *gate) take(ctx context.Context, of account, l budget.Limit, w budget.Wish) (grant budget.Grant, err error) {
	err = g.change(ctx, of, func(s budget.State) (next budget.State) {
		next, grant = s.Take(l, g.clock(), w)
		return next
	})
	return grant, err
}

// close keeps every worker away from an account and gives until when.
func (g *gate) close(ctx context.Context, of account, why budget.Reason, given time.Duration) (time.Time, error) {
	err := g.change(ctx, of, func(s budget.State) budget.State { return s.Close(why, given, g.clock()) })
	return g.last(of).State.Closed, err
}

// ease notes a good answer, which costs a write only after refusals.
func (g *gate) ease(ctx context.Context, of account) error {
	return g.change(ctx, of, budget.State.Ease)
}

// pass lets single calls through while their slots last, and fetches more for a source that needs more calls than were foreseen:
// for a token, for a second try, for two calls per number.
type pass struct {
	gate  *gate
	of    account
	limit budget.Limit

	mu      sync.Mutex
	slots   []time.Time
	more    int       // slots asked for when the last were used up
	refused time.Time // when there will be room again; zero: nothing was refused
	why     budget.Reason
}

// permit waits for the next slot; it is what fetch.Counted calls before each request.
func (p *pass) permit(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	slot, err := p.next(ctx)
	if err != nil {
		return err
	}
	wait := slot.Sub(p.gate.clock())
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// next gives the next slot that is still good.
func (p *pass) next(ctx context.Context) (time.Time, error) {
	for {
		for len(p.slots) > 0 {
			slot := p.slots[0]
			p.slots = p.slots[1:]
			if p.gate.clock().Sub(slot) < p.limit.Hold() {
				return slot, nil
			}
		}
		p.more = max(1, 2*p.more)
		grant, err := p.gate.take(ctx, p.of, p.limit, budget.Wish{Urgent: p.more})
		if err != nil {
			return time.Time{}, err
		}
		if p.slots = grant.Slots; len(p.slots) == 0 {
			p.refused, p.why = grant.Later[0], grant.Why
			return time.Time{}, fault.New(fault.Throttled, "the calls of %s/%s are used up for now", p.of.source, p.of.name)
		}
	}
}
