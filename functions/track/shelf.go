package main

import (
	"context"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// table is what a look at an order reads: link, order, numbers, in this order, each once.
type table interface {
	Link(ctx context.Context, hash string) (store.Link, error)
	Order(ctx context.Context, id string) (store.Order, error)
	Numbers(ctx context.Context, numbers []string) (map[string]store.Number, error)
}

// shelf finds what a link shows.
type shelf struct {
	table table
	now   func() time.Time
}

// sight is an order as it looks at one moment.
type sight struct {
	order   order.Order
	scope   link.Scope
	parcels []shipment.View // in the order of order.Shipments
	now     time.Time
}

// find reads what a token opens. fault.NotFound: nothing, whatever the reason.
func (s shelf) find(ctx context.Context, token string) (sight, error) {
	token, err := link.Parse(token)
	if err != nil {
		return sight{}, err
	}
	opened, err := s.table.Link(ctx, link.Hash(token))
	if err != nil {
		return sight{}, err
	}
	stored, err := s.table.Order(ctx, opened.Order)
	if err != nil {
		return sight{}, err
	}
	o, err := order.Decode(stored.ID, stored.Brand, stored.Number, stored.Body)
	if err != nil {
		return sight{}, fault.Wrap(fault.Internal, err, "read stored order")
	}
	numbers, err := s.numbers(ctx, o)
	if err != nil {
		return sight{}, err
	}
	seen := sight{order: o, scope: link.Scope(opened.Scope), now: s.now()}
	for _, sh := range o.Shipments {
		n := numbers[sh.Number]
		seen.parcels = append(seen.parcels, view(o, sh, n, numbers[n.Main].Facts, seen.now))
	}
	return seen, nil
}

// numbers reads the items of all tracking numbers, and of the numbers that they are other names of.
func (s shelf) numbers(ctx context.Context, o order.Order) (map[string]store.Number, error) {
	if len(o.Shipments) == 0 {
		return nil, nil
	}
	wanted := make([]string, len(o.Shipments))
	for i, sh := range o.Shipments {
		wanted[i] = sh.Number
	}
	found, err := s.table.Numbers(ctx, wanted)
	if err != nil {
		return nil, err
	}
	var mains []string
	for _, n := range found {
		if _, ok := found[n.Main]; n.Main != "" && !ok {
			mains = append(mains, n.Main)
		}
	}
	if len(mains) == 0 {
		return found, nil
	}
	more, err := s.table.Numbers(ctx, mains)
	if err != nil {
		return nil, err
	}
	for name, n := range more {
		found[name] = n
	}
	return found, nil
}

// view folds the facts that belong to one shipment. The order's own claim counts even before it has reached the number, so that
// a fresh registration shows what is known.
func view(o order.Order, sh order.Shipment, n store.Number, more []shipment.Fact, now time.Time) shipment.View {
	own := o.Claim(sh)
	claims := []shipment.Claim{own}
	for _, c := range n.Claims {
		claims = append(claims, c.Claim)
	}
	claims = shipment.MergeClaims(claims)
	facts := n.Facts
	if len(more) > 0 {
		facts, _ = shipment.Merge(n.Facts, more)
	}
	perClaim, _ := shipment.Select(facts, claims)
	var mine []shipment.Fact
	for i, c := range claims {
		if c.Order == own.Order && c.Shipment == own.Shipment {
			mine = perClaim[i]
		}
	}
	first, _ := o.Promised()
	promise := shipment.Window{Earliest: first.Earliest, Latest: first.Latest}
	if promise != (shipment.Window{}) {
		promise.Precision = shipment.Day
	}
	return shipment.NewView(shipment.Fold(mine), promise, now)
}
