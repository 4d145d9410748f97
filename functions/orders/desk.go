package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
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
	PutLink(ctx context.Context, l store.Link) error
	Numbers(ctx context.Context, numbers []string) (map[string]store.Number, error)
}

// maxConflicts is how often a change is made again on what another writer left.
const maxConflicts = 5

// linkLife is how long a link opens its page: longer than any parcel travels and any return may take.
const linkLife = 400 * 24 * time.Hour

// desk registers orders.
type desk struct {
	table  table
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

// draft is an order as it would be stored.
type draft struct {
	stored  store.Order
	order   order.Order
	changed bool // against what is stored
	created bool
	doubts  []order.Field
}

// change puts a merchant's word on an order. For what happens when it dies halfway, see order.Complete: the link goes first,
// then the order, then the claims, and each of them can be repeated.
func (d desk) change(ctx context.Context, brand, number string, change order.Change, create bool) (outcome, error) {
	keys, err := d.keys.keys(ctx)
	if err != nil {
		return outcome{}, err
	}
	current, err := d.current(ctx, brand, number)
	if err != nil {
		return outcome{}, err
	}
	for attempt := 1; ; attempt++ {
		next, err := d.draft(ctx, keys, current, change, create)
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
		return outcome{next.order, statuses, token, next.created, next.doubts}, nil
	}
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

// draft makes what a change would leave. Nothing is written.
func (d desk) draft(ctx context.Context, keys keyring, current store.Order, change order.Change, create bool) (draft, error) {
	o := order.Order{ID: current.ID, Brand: current.Brand, Number: current.Number}
	known := order.Order{} // the zero order: there is none
	if current.Version > 0 {
		var err error
		if o, err = order.Decode(current.ID, current.Brand, current.Number, current.Body); err != nil {
			return draft{}, fault.Wrap(fault.Internal, err, "read stored order")
		}
		known = o
	} else if !create {
		return draft{}, fault.New(fault.NotFound, "no such order")
	}
	if err := change.Check(known); err != nil {
		return draft{}, err
	}
	change, doubts := nameCarriers(change, o.Shipments)
	for _, path := range change.Unknown {
		doubts = append(doubts, order.Field{Path: path, Detail: "means nothing here and was ignored"})
	}
	if change.Older(o) {
		doubts = append(doubts, order.Field{Path: "updated_at", Detail: "is older than what is known; the body was ignored"})
		return draft{stored: current, order: o, doubts: doubts}, nil
	}
	next := draft{stored: current, order: change.Apply(o, current.Version+1, d.now())}
	next.created = current.Version == 0 || !create && len(next.order.Shipments) > len(o.Shipments)
	next.doubts = append(doubts, next.order.Doubts()...)
	if err := next.encode(current); err != nil {
		return draft{}, err
	}
	return next, next.sealRecipient(ctx, keys, current, change.Recipient)
}

// encode writes the order into what is stored, and sees whether it says something new.
func (d *draft) encode(current store.Order) error {
	body, err := order.Encode(d.order)
	if err != nil {
		return err
	}
	d.changed = current.Version == 0 || !bytes.Equal(body, current.Body)
	d.stored.Body = body
	d.stored.Pending = slices.ContainsFunc(d.order.Shipments, func(s order.Shipment) bool { return s.Revision == current.Version+1 })
	return nil
}

// recipientLabel names the recipient among what is sealed with an order's key.
const recipientLabel = "recipient"

// owner is the name under which the order's data key is kept.
func owner(orderID string) string { return "order/" + orderID }

// sealRecipient merges personal data. Sealing the same again gives other bytes, so the clear texts are compared.
func (d *draft) sealRecipient(ctx context.Context, keys keyring, current store.Order, change order.Recipient) error {
	if change.Empty() {
		return nil
	}
	var known order.Recipient
	if len(current.Sealed) > 0 {
		clear, err := keys.vault.Open(ctx, owner(current.ID), recipientLabel, current.Sealed)
		if err != nil {
			return fmt.Errorf("open recipient: %w", err)
		}
		if known, err = order.UnmarshalRecipient(clear); err != nil {
			return err
		}
	}
	next := known.Apply(change)
	if next.Equal(known) {
		return nil
	}
	sealed, err := keys.vault.Seal(ctx, owner(current.ID), recipientLabel, next.Open())
	if err != nil {
		return fmt.Errorf("seal recipient: %w", err)
	}
	d.stored.Sealed, d.stored.Lookup, d.changed = sealed, next.Lookup(current.Brand, keys.lookup), true
	return nil
}

// save writes a changed draft over the version that it was made from.
func (d desk) save(ctx context.Context, current store.Order, next draft, token string) error {
	if !next.changed {
		return nil
	}
	if current.Version == 0 {
		l := store.Link{Hash: link.Hash(token), Order: current.ID, Scope: string(link.Owner), Expires: d.now().Add(linkLife)}
		if err := d.table.PutLink(ctx, l); err != nil {
			return err
		}
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
	o, err := order.Decode(stored.ID, stored.Brand, stored.Number, stored.Body)
	if err != nil {
		return outcome{}, fault.Wrap(fault.Internal, err, "read stored order")
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
		out.statuses[i] = statusOf(found[s.Number], o.ID, s.ID)
	}
	return out, nil
}
