package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/store"
	"doorstep/shared/survey"
	"doorstep/shared/watch"
)

// caseList is a brand's list at a time.
type caseList struct {
	db    *store.Store
	brand string
	now   time.Time
}

func (l caseList) list(ctx context.Context, since time.Time, limit int) ([]row, error) {
	var out []row
	cursor := ""
	for len(out) < limit {
		page, err := l.db.Attention(ctx, l.brand, since, cursor, limit-len(out))
		if err != nil {
			return nil, err
		}
		for _, e := range page.Entries {
			line, open, err := l.listed(ctx, e)
			if err != nil {
				return nil, err
			}
			if open {
				out = append(out, line)
			}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	return out, nil
}

// listed reads what an entry is about. The index lags a little: what was closed meanwhile is left out.
func (l caseList) listed(ctx context.Context, e store.AttentionEntry) (line caseLine, open bool, err error) {
	switch {
	case e.Number != "":
		line, err = l.exception(ctx, e)
		return line, err == nil, err
	case e.Finding != "":
		f, err := l.db.Finding(ctx, e.Order, e.Finding)
		if err != nil {
			return caseLine{}, false, unlessMissing(err)
		}
		o, err := l.order(ctx, e.Order)
		return l.found(f, o), f.State == store.FindingOpen, err
	}
	c, err := l.db.Case(ctx, e.Order, e.Shipment, e.Kind)
	if err != nil {
		return caseLine{}, false, unlessMissing(err)
	}
	o, err := l.order(ctx, e.Order)
	return l.line(c, o), c.Case.Open, err
}

func unlessMissing(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// order reads an order; one that is gone, or cannot be read, shows no number and no carriers.
func (l caseList) order(ctx context.Context, id string) (order.Order, error) {
	stored, err := l.db.Order(ctx, id)
	if err != nil {
		return order.Order{}, unlessMissing(err)
	}
	o, err := order.Decode(stored.ID, stored.Brand, stored.Number, stored.Body)
	if err != nil {
		return order.Order{Number: stored.Number}, nil
	}
	return o, nil
}

// exception names the first order of the brand that claims the number.
func (l caseList) exception(ctx context.Context, e store.AttentionEntry) (caseLine, error) {
	line := caseLine{
		Since: e.Since.Format(time.RFC3339), Age: age(e.Since, l.now), Kind: exception, Number: e.Number, State: "open",
		Todo: "Look at the parcel's page and help.",
	}
	n, err := l.db.Number(ctx, e.Number)
	if err != nil {
		return line, unlessMissing(err)
	}
	for _, c := range n.Claims {
		if c.Released || c.Erased || c.Brand != l.brand {
			continue
		}
		o, err := l.order(ctx, c.Order)
		line.Order, line.Carrier = o.Number, c.Carrier
		return line, err
	}
	return line, nil
}

func (l caseList) show(ctx context.Context, number string) ([]row, error) {
	id := order.ID(l.brand, number)
	if _, err := l.db.Order(ctx, id); err != nil {
		return nil, fmt.Errorf("order %s of %s: %w", number, l.brand, err)
	}
	o, err := l.order(ctx, id)
	if err != nil {
		return nil, err
	}
	about, err := l.db.AboutOrder(ctx, id)
	if err != nil {
		return nil, err
	}
	findings, err := l.db.Findings(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []row
	for _, c := range about.Cases {
		line := l.line(c, o)
		if c.Case.Kind == survey.LowScore { // its comment stands with the vote
			line.Commented = slices.ContainsFunc(about.Votes, func(v store.Vote) bool { return v.Shipment == c.Shipment && len(v.Comment) > 0 })
		}
		out = append(out, line)
	}
	for _, f := range findings {
		out = append(out, l.found(f, o))
	}
	return out, nil
}

// close ends a case, or everything open of a kind that watch found.
func (l caseList) close(ctx context.Context, number, kind, shipment string) ([]row, error) {
	id := order.ID(l.brand, number)
	o, err := l.order(ctx, id)
	if err != nil {
		return nil, err
	}
	if slices.Contains(watch.Kinds(), kind) {
		return l.closeFound(ctx, o, id, kind, shipment)
	}
	closed, err := l.db.ChangeCase(ctx, l.brand, id, shipment, kind, func(seen store.Case) (store.Case, error) {
		if seen.Version == 0 {
			return seen, fault.New(fault.NotFound, "order %s of %s has no case %s about this shipment", number, l.brand, kind)
		}
		seen.Case = seen.Case.Close(survey.ByMerchant, l.now)
		return seen, nil
	})
	return []row{l.line(closed, o)}, err
}

func (l caseList) closeFound(ctx context.Context, o order.Order, id, kind, shipment string) ([]row, error) {
	findings, err := l.db.Findings(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []row
	for _, f := range findings {
		if f.Found.Kind != kind || shipment != "" && f.Shipment != shipment || f.State != store.FindingOpen {
			continue
		}
		if _, err := l.db.EndFinding(ctx, id, f.Name(), store.FindingClosed); err != nil {
			return nil, err
		}
		f.State, f.Ended = store.FindingClosed, l.now
		out = append(out, l.found(f, o))
	}
	if len(out) == 0 {
		return nil, fault.New(fault.NotFound, "nothing of kind %s is open about order %s of %s", kind, o.Number, l.brand)
	}
	return out, nil
}
