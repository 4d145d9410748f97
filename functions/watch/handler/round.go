package handler

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

// When somebody looks again.
const (
	again   = watch.Again         // at what was found, whether it is over, and at a parcel that only the merchant tells of
	soonest = time.Hour           // at the earliest
	giveUp  = 60 * 24 * time.Hour // since it was found, or shipped: nobody will tell any more
)

// round is one check, with the rules of its moment.
type round struct {
	*Handler
	rules watch.Rules
	now   time.Time
}

// number looks at the claims on a number, or at those of one order, and moves the number's own entry on where it has one.
func (r round) number(ctx context.Context, c queue.Check) error {
	n, err := r.numbers.Number(ctx, c.Number)
	if err != nil {
		return fault.Unless(fault.NotFound, err)
	}
	var next time.Time
	var errs []error // of one claim, and not the trouble of the others
	for _, claim := range n.Claims {
		if claim.Released || c.Order != "" && c.Order != claim.Order || c.Shipment != "" && c.Shipment != claim.Shipment {
			continue
		}
		at, err := r.claim(ctx, n, claim.Claim)
		errs = append(errs, err)
		if next.IsZero() || !at.IsZero() && at.Before(next) {
			next = at
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if c.Order != "" || !stands(n.Due, c.Due) {
		return nil // the entry is poll's, or was moved already
	}
	_, err = r.numbers.MoveDue(ctx, n.Number, n.Due, entry(next, r.now))
	return err
}

// stands reports whether an entry is the one under which schedule queued a check. A read that is too old to show the lease leaves the
// entry to the end of the lease.
func stands(due store.Due, queued string) bool {
	return due.Kind == store.CheckDue && due.At.Format(time.RFC3339) == queued
}

// entry plans the next look; nil: none is needed.
func entry(next, now time.Time) *store.Due {
	if next.IsZero() {
		return nil
	}
	if soon := now.Add(soonest); next.Before(soon) {
		next = soon
	}
	return &store.Due{Kind: store.CheckDue, At: next, Lease: again}
}

// claim looks at one claim and gives when the next look is worth it; the zero time: never.
func (r round) claim(ctx context.Context, n store.Number, c shipment.Claim) (next time.Time, err error) {
	stored, o, err := r.read(ctx, c.Order)
	if err != nil {
		return time.Time{}, fault.Unless(fault.NotFound, err)
	}
	recorded, err := r.records.Findings(ctx, c.Order)
	if err != nil {
		return time.Time{}, err
	}
	return r.parcel(ctx, stored, o, recorded, n, c)
}

// order looks at an order as a whole, or at what was found about it.
func (r round) order(ctx context.Context, c queue.Check) error {
	stored, o, err := r.read(ctx, c.Order)
	if err != nil {
		return fault.Unless(fault.NotFound, err)
	}
	recorded, err := r.records.Findings(ctx, c.Order)
	if err != nil {
		return err
	}
	next, err := r.whole(ctx, stored, o, recorded)
	if err != nil {
		return err
	}
	if c.Finding == "" && stands(stored.Due, c.Due) {
		if _, err := r.orders.MoveEntry(ctx, store.DueEntry{Order: o.ID, Due: stored.Due}, entry(next, r.now)); err != nil {
			return err
		}
	}
	return r.shipments(ctx, stored, o, recorded, c)
}

// read gives an order that is there and was not erased: of that one everything is over.
func (r round) read(ctx context.Context, id string) (store.Order, order.Order, error) {
	stored, err := r.orders.Order(ctx, id)
	if err != nil {
		return stored, order.Order{}, err
	}
	o, err := order.Decode(stored.ID, stored.Brand, stored.Number, stored.Body)
	return stored, o, fault.Wrap(fault.Internal, err, "read stored order")
}

// whole looks at what is wrong with the order itself.
func (r round) whole(ctx context.Context, stored store.Order, o order.Order, recorded []store.Finding) (time.Time, error) {
	found, next := watch.Split(r.rules.Order(watch.Order{Placed: o.Placed(), Country: o.Country, Waits: o.Waits()}), r.now)
	at := place{order: o.ID, brand: o.Brand, version: stored.Version}
	return next, r.settle(ctx, at, found, recorded)
}

// shipments looks at those that the check names, and at those about which something is open.
func (r round) shipments(ctx context.Context, stored store.Order, o order.Order, recorded []store.Finding, c queue.Check) error {
	for _, f := range open(recorded) {
		gone := !slices.ContainsFunc(o.Shipments, func(s order.Shipment) bool { return s.ID == f.Shipment && s.Cancelled == "" })
		if f.Shipment != "" && (gone || o.Erased != "") {
			if err := r.end(ctx, f); err != nil {
				return err
			}
		}
	}
	for _, s := range o.Shipments {
		concerned := slices.ContainsFunc(open(recorded), func(f store.Finding) bool { return f.Shipment == s.ID })
		if s.Cancelled != "" || o.Erased != "" || c.Shipment != "" && c.Shipment != s.ID || c.Finding != "" && !concerned {
			continue
		}
		n, err := r.numbers.Number(ctx, s.Number)
		if fault.Unless(fault.NotFound, err) != nil {
			return err
		}
		if _, err := r.parcel(ctx, stored, o, recorded, n, o.Claim(s)); err != nil {
			return err
		}
	}
	return nil
}

// parcel looks at one shipment of an order.
func (r round) parcel(ctx context.Context, stored store.Order, o order.Order, recorded []store.Finding, n store.Number, c shipment.Claim) (time.Time, error) {
	state, known := fold(n, c)
	at := place{order: o.ID, brand: o.Brand, shipment: c.Shipment, number: n.Number, journey: max(0, len(state.Journeys)-1), version: n.Version}
	if !known || o.Erased != "" {
		return time.Time{}, r.settle(ctx, at, nil, recorded)
	}
	p := parcelOf(o, n, c, state)
	found, next := watch.Split(r.rules.Parcel(p, r.now), r.now)
	if err := r.settle(ctx, at, found, recorded); err != nil {
		return time.Time{}, err
	}
	if err := r.missed(ctx, at, o, n, state); err != nil {
		return time.Time{}, err
	}
	return r.planned(p, next), nil
}

// fold gives the state of a claim; false when the number does not carry it any more.
func fold(n store.Number, c shipment.Claim) (shipment.State, bool) {
	claims := make([]shipment.Claim, len(n.Claims))
	at := -1
	for i, known := range n.Claims {
		claims[i] = known.Claim
		if known.Order == c.Order && known.Shipment == c.Shipment && !known.Released {
			at = i
		}
	}
	if at < 0 {
		return shipment.State{}, false
	}
	perClaim, _ := shipment.Select(n.Facts, claims)
	return shipment.Fold(perClaim[at]), true
}

func parcelOf(o order.Order, n store.Number, c shipment.Claim, state shipment.State) watch.Parcel {
	_, promise := o.Promised()
	p := watch.Parcel{
		State: state, Carrier: c.Carrier, Destination: o.Country, Own: order.IsOwn(n.Number), Epoch: c.Epoch,
		Promise: promise.Latest, Refunded: o.Told(order.Refund),
	}
	for _, s := range o.Shipments {
		if s.ID != c.Shipment {
			continue
		}
		p.Service = s.Service
		if cmp.Or(s.Method, o.Method) == order.Pickup {
			p.Until = o.Pickup.Until
		}
	}
	for _, f := range slices.Backward(n.Facts) {
		p.Carrier = cmp.Or(p.Carrier, f.Carrier)
	}
	return p
}

// planned is when a parcel without a carrier is looked at again: at its next deadline, and now and then, because what the merchant
// tells makes new ones.
func (r round) planned(p watch.Parcel, next time.Time) time.Time {
	begun, err := time.Parse(time.DateOnly, p.Epoch)
	if next.IsZero() && (p.State.Status.Terminal() || err == nil && r.now.Sub(begun) > giveUp) {
		return time.Time{}
	}
	if later := r.now.Add(again); next.IsZero() || later.Before(next) {
		return later
	}
	return next
}
