package store

import (
	"context"
	"strings"
	"time"

	"doorstep/shared/carrier/budget"
	"doorstep/shared/fault"
)

// Budget is what all workers know of an account with a source: how much of its rate is used, and whether it is closed.
type Budget struct {
	Source  string
	Account string
	Version int64 // grows with every change; 0: nothing is stored
	State   budget.State
}

// budgetPrefix is followed by the source; the sort key is the account. One item per account, far below 1 KB and in no index: a
// change is one write unit.
const budgetPrefix = "R#rate#"

// budgetLife is how long a budget that says nothing any more is kept.
const budgetLife = 24 * time.Hour

// ChangeBudget stores next in place of what the caller has seen (of a caller that has seen nothing, the zero State at version 0).
// When somebody was faster, changed is false and now is what is there, so that the caller can decide again without a read. A write
// whose answer was lost is one of somebody else then: calls may be counted twice, never not at all.
func (s *Store) ChangeBudget(ctx context.Context, seen Budget, next budget.State) (now Budget, changed bool, err error) {
	if err := named("source", seen.Source, "account", seen.Account); err != nil {
		return Budget{}, false, err
	}
	if strings.Contains(seen.Source, "#") {
		return Budget{}, false, fault.New(fault.Invalid, "source %q holds a #", seen.Source)
	}
	k := key(budgetPrefix+seen.Source, seen.Account)
	u := newUpdate()
	u.set("v", num(seen.Version+1))
	for name, at := range map[string]time.Time{"rested": next.Rested, "line": next.Line, "closed": next.Closed} {
		if at.IsZero() {
			u.remove(name)
			continue
		}
		u.set(name, num(at.UnixMicro()))
	}
	u.set("strikes", num(int64(next.Strikes)))
	u.set("reason", str(string(next.Reason)))
	u.set("ttl", num(next.Until().Add(budgetLife).Unix()))
	refused, present, err := s.update(ctx, k, u, u.unchanged(seen.Version > 0, seen.Version))
	if err != nil {
		return Budget{}, false, classify(err, "change the budget of %s/%s", seen.Source, seen.Account)
	}
	if refused {
		return s.budgetOf(seen, present), false, nil
	}
	return Budget{Source: seen.Source, Account: seen.Account, Version: seen.Version + 1, State: next}, true, nil
}

// budgetOf reads the item that stands where somebody saw another; no item at all was deleted since.
func (s *Store) budgetOf(seen Budget, it item) Budget {
	b := Budget{Source: seen.Source, Account: seen.Account, Version: it.number("v")}
	if it.expired(s.now()) {
		return b
	}
	b.State = budget.State{
		Rested: instant(it, "rested"), Line: instant(it, "line"), Closed: instant(it, "closed"),
		Strikes: int(it.number("strikes")), Reason: budget.Reason(it.text("reason")),
	}
	return b
}

// Budgets gives what is known of the accounts with a source, by account. What is stored says nothing any more after a while and is left out then.
func (s *Store) Budgets(ctx context.Context, source string) ([]Budget, error) {
	if err := named("source", source); err != nil {
		return nil, err
	}
	items, err := s.under(ctx, budgetPrefix+source, "", false)
	if err != nil {
		return nil, classify(err, "read the budgets of %s", source)
	}
	var out []Budget
	for _, it := range items {
		if !it.expired(s.now()) {
			out = append(out, s.budgetOf(Budget{Source: source, Account: it.text("sk")}, it))
		}
	}
	return out, nil
}

func instant(it item, name string) time.Time {
	if it.number(name) == 0 {
		return time.Time{}
	}
	return time.UnixMicro(it.number(name)).UTC()
}
