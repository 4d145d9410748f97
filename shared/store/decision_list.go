package store

import (
	"context"
	"strings"

	"doorstep/shared/fault"
)

// Decisions lists what was decided about an order, by key, in one query.
func (s *Store) Decisions(ctx context.Context, order string) ([]Decision, error) {
	err := named("order id", order)
	if err != nil {
		return nil, err
	}
	items, err := s.under(ctx, orderPrefix+order, decisionPrefix, true)
	if err != nil {
		return nil, classify(err, "list decisions of order %s", order)
	}
	out := make([]Decision, len(items))
	for i, it := range items {
		out[i] = decodeDecision(order, strings.TrimPrefix(it.text("sk"), decisionPrefix), it)
	}
	return out, nil
}

// OrderDecisions reads an order together with what was decided about it. The two stand side by side in the table, with nothing between
// them, so one query of mostly one read unit gives both; latest asks for everything that was written before. fault.NotFound: there is no
// order, the decisions are given all the same.
func (s *Store) OrderDecisions(ctx context.Context, id string, latest bool) (Order, []Decision, error) {
	err := named("order id", id)
	if err != nil {
		return Order{}, nil, err
	}
	u := newUpdate()
	condition := u.name("pk") + " = " + u.value("pk", str(orderPrefix+id)) + " AND " +
		u.name("sk") + " BETWEEN " + u.value("from", str(decisionPrefix)) + " AND " + u.value("to", str(orderSort))
	items, err := s.query(ctx, u, condition, latest)
	if err != nil {
		return Order{}, nil, classify(err, "read order %s and its decisions", id)
	}
	var o Order
	var decisions []Decision
	for _, it := range items {
		if sk := it.text("sk"); sk == orderSort {
			o = decodeOrder(id, it)
		} else if name, ok := strings.CutPrefix(sk, decisionPrefix); ok {
			decisions = append(decisions, decodeDecision(id, name, it))
		}
	}
	if o.ID == "" {
		return Order{}, decisions, fault.New(fault.NotFound, "no order %s", id)
	}
	return o, decisions, nil
}
