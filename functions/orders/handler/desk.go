package handler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// table is where orders and links are stored.
type table interface {
	Order(ctx context.Context, id string) (store.Order, error)
	PutOrder(ctx context.Context, o store.Order, expect int64) error
	DeletePointer(ctx context.Context, brand, number, orderID string) error
	Link(ctx context.Context, hash string) (store.Link, error)
	PutLink(ctx context.Context, l store.Link) error
	DeleteLink(ctx context.Context, hash string) error
	Numbers(ctx context.Context, numbers []string) (map[string]store.Number, error)
	AboutOrder(ctx context.Context, id string) (store.About, error)
}

// teller adds facts to numbers.
type teller interface {
	Add(ctx context.Context, number string, a store.Addition) (store.Saved, error)
}

// looks moves the next look at a number.
type looks interface {
	MoveDue(ctx context.Context, number string, from store.Due, to *store.Due) (bool, error)
}

// maxConflicts is how often a change is made again on what another writer left.
const maxConflicts = 5

// desk registers orders.
type desk struct {
	brands brands
	table  table
	tell   teller
	eraser eraser
	looks  looks
	claims order.Claimer
	keys   keySource
	now    func() time.Time
}

// outcome is what became of a change, or what is known.
type outcome struct {
	order    order.Order
	statuses []shipment.Status // per shipment
	token    string            // of the owner's link
	created  bool              // the order (PUT) or the shipment (POST) is new
	doubts   []order.Field
}

// change puts a merchant's word on an order. For what happens when it dies halfway, see order.Complete: the link goes first, then
// what was told of shipments without a carrier, then the order, then the claims, and each of them can be repeated. fault.Gone: the
// order was erased.
func (d desk) change(ctx context.Context, brand, number string, change order.Change, create bool) (outcome, error) {
	return d.amend(ctx, brand, number, func(order.Order) order.Change { return change }, create)
}

// amend is change for somebody whose word depends on what is known: say gets the stored order, the zero Order when there is none, and
// is asked again when another writer was faster.
func (d desk) amend(ctx context.Context, brand, number string, say func(known order.Order) order.Change, create bool) (outcome, error) {
	keys, err := d.keys.keys(ctx)
	if err != nil {
		return outcome{}, err
	}
	current, err := d.current(ctx, brand, number)
	if err != nil {
		return outcome{}, err
	}
	for attempt := 1; ; attempt++ {
		next, err := d.draft(ctx, keys, current, say, create)
		if fault.KindOf(err) == fault.Gone && attempt > 1 {
			// The erasure came between our pointer and our order: the pointer, with its hashes, must not stay.
			return outcome{}, errors.Join(err, d.table.DeletePointer(ctx, brand, number, current.ID))
		}
		if err != nil {
			return outcome{}, err
		}
		token := keys.links.Token(current.ID, link.Owner, next.order.Rotation)
		err = d.save(ctx, current, next, token)
		var conflict *store.ConflictError
		if errors.As(err, &conflict) && attempt < maxConflicts {
			current = conflict.Current
			current.Brand, current.Number = brand, number // not in it when only the order's place is taken yet
			continue
		}
		if err != nil {
			return outcome{}, err
		}
		statuses, err := order.Complete(ctx, next.order, d.claims)
		if err != nil {
			return outcome{}, err
		}
		return outcome{next.order, statuses, token, next.created, next.doubts}, d.hasten(ctx, next.rebound)
	}
}

// hasten has numbers that were bound to another carrier looked at now: the next look was planned for a carrier that knew nothing.
// When this dies, the look comes at its planned time.
func (d desk) hasten(ctx context.Context, numbers []string) error {
	if len(numbers) == 0 {
		return nil
	}
	found, err := d.table.Numbers(ctx, numbers)
	if err != nil {
		return err
	}
	now := d.now()
	for _, number := range numbers {
		stands := found[number].Due
		if stands.Kind != "poll" || !stands.At.After(now) {
			continue
		}
		// False when another worker has moved it meanwhile, who knows the new carrier.
		if _, err := d.looks.MoveDue(ctx, number, stands, &store.Due{Kind: "poll", At: now}); err != nil {
			return err
		}
	}
	return nil
}

// current reads the stored order; version 0 when there is none.
func (d desk) current(ctx context.Context, brand, number string) (store.Order, error) {
	id := order.ID(brand, number)
	stored, err := d.table.Order(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return store.Order{ID: id, Brand: brand, Number: number}, nil
	}
	return stored, err
}

// save writes a changed draft over the version that it was made from.
func (d desk) save(ctx context.Context, current store.Order, next draft, token string) error {
	if current.Version == 0 {
		l := store.Link{Hash: link.Hash(token), Order: current.ID, Scope: string(link.Owner), Expires: d.now().Add(link.Life)}
		if err := d.table.PutLink(ctx, l); err != nil {
			return err
		}
	}
	// Facts stand with their number, not with the order, so a status may be new where the order is not. Before its claim is there, the
	// number keeps them as it keeps any early scan.
	for _, told := range next.told {
		if _, err := d.tell.Add(ctx, told.Number, store.Addition{Facts: []shipment.Fact{told.Fact}}); err != nil {
			return fmt.Errorf("tell of a shipment: %w", err)
		}
	}
	if !next.changed {
		return nil
	}
	return d.table.PutOrder(ctx, next.stored, current.Version)
}

// read gives what is known about an order.
func (d desk) read(ctx context.Context, brand, number string) (outcome, error) {
	keys, err := d.keys.keys(ctx)
	if err != nil {
		return outcome{}, err
	}
	stored, err := d.table.Order(ctx, order.ID(brand, number))
	if err != nil {
		return outcome{}, err
	}
	o, err := unpack(stored)
	if err != nil {
		return outcome{}, err
	}
	out := outcome{order: o, token: keys.links.Token(o.ID, link.Owner, o.Rotation), statuses: make([]shipment.Status, len(o.Shipments))}
	var wanted []string
	for _, s := range o.Shipments {
		wanted = append(wanted, s.Number)
	}
	found, err := d.table.Numbers(ctx, wanted)
	if err != nil {
		return outcome{}, err
	}
	for i, s := range o.Shipments {
		out.statuses[i] = found[s.Number].Status(o.ID, s.ID)
		if s.Cancelled != "" {
			out.statuses[i] = shipment.Cancelled
		}
	}
	return out, nil
}

// unpack reads what is stored; that it cannot be read is our own fault.
func unpack(stored store.Order) (order.Order, error) {
	o, err := order.Decode(stored.ID, stored.Brand, stored.Number, stored.Body)
	return o, fault.Wrap(fault.Internal, err, "read stored order")
}

// alive gives an order that was not erased.
func alive(stored store.Order) (order.Order, error) {
	o, err := unpack(stored)
	if err == nil && o.Erased != "" {
		return order.Order{}, errErased(o)
	}
	return o, err
}

func errErased(o order.Order) error {
	return fault.New(fault.Gone, "the order was erased on %s", o.Erased)
}
