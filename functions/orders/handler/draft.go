package handler

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/secret"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

// draft is an order as it would be stored.
type draft struct {
	stored  store.Order
	order   order.Order
	changed bool // against what is stored
	created bool
	doubts  []order.Field
	rebound []string // numbers that got another carrier
	told    []order.Telling
}

// draft makes what the change that say gives would leave. Nothing is written.
func (d desk) draft(ctx context.Context, keys keyring, current store.Order, say func(known order.Order) order.Change, create bool) (draft, error) {
	o := order.Order{ID: current.ID, Brand: current.Brand, Number: current.Number}
	known := order.Order{} // the zero order: there is none
	if current.Version > 0 {
		var err error
		if o, err = alive(current); err != nil {
			return draft{}, err
		}
		known = o
	} else if !create {
		return draft{}, fault.New(fault.NotFound, "no such order")
	}
	change := say(known)
	if err := change.CheckAt(known, d.now()); err != nil {
		return draft{}, err
	}
	change, doubts := nameCarriers(change, o.Shipments)
	for _, path := range change.Unknown {
		doubts = append(doubts, order.Field{Path: path, Detail: "means nothing here and was ignored"})
	}
	if change.Older(o) {
		if !change.SaysConsent() {
			doubts = append(doubts, order.Field{Path: "updated_at", Detail: "is older than what is known; the body was ignored"})
			return draft{stored: current, order: o, doubts: doubts}, nil
		}
		doubts = append(doubts, order.Field{Path: "updated_at", Detail: "is older than what is known; of the body, only consents count that are newer than those known"})
		change = change.Consents(o)
	}
	next := draft{stored: current, order: change.Apply(o, current.Version+1, d.now())}
	next.created = current.Version == 0 || !create && len(next.order.Shipments) > len(o.Shipments)
	next.doubts = append(append(doubts, change.Ignored(next.order)...), next.order.Doubts()...)
	next.told = change.Told(next.order)
	next.refer(o)
	next.rebound = order.Rebound(known, next.order)
	next.watch(d.now())
	if err := next.encode(current); err != nil {
		return draft{}, err
	}
	next.stored.Pending = next.stored.Pending || len(next.order.Since(known)) > 0 // the stream tells of it
	return next, next.sealPeople(ctx, keys, current, change)
}

// encode writes the order into what is stored, and sees whether it says something new.
func (d *draft) encode(current store.Order) error {
	body, err := order.Encode(d.order)
	if err != nil {
		return err
	}
	d.changed = current.Version == 0 || !bytes.Equal(body, current.Body)
	d.stored.Body, d.stored.Rotation = body, d.order.Rotation
	d.stored.Pending = slices.ContainsFunc(d.order.Shipments, func(s order.Shipment) bool { return s.Revision == current.Version+1 })
	return nil
}

// watch has somebody look at an order of which no shipment is told, once that takes long. An order that comes with its shipments, as most
// do, never stands in that index.
func (d *draft) watch(now time.Time) {
	first, ok := watch.FirstOrder(d.order.Placed(), now)
	switch {
	case !ok || !d.order.Waits():
		d.stored.Due = store.Due{}
	case d.stored.Due.Kind == "":
		d.stored.Due = store.Due{Kind: store.CheckDue, At: first, Lease: watch.Again}
	}
}

// refer notes the names that other systems have for the order and that nobody told before.
func (d *draft) refer(known order.Order) {
	d.stored.Refs = nil
	for _, ref := range d.order.Refs {
		if !slices.Contains(known.Refs, ref) {
			d.stored.Refs = append(d.stored.Refs, store.Ref(ref))
		}
	}
}

// sealPeople merges personal data. Sealing the same again gives other bytes, so the clear texts are compared. Watchers are no way to
// find an order: the lookup hashes are of the recipient alone.
func (d *draft) sealPeople(ctx context.Context, keys keyring, current store.Order, change order.Change) error {
	if !change.Personal() {
		return nil
	}
	var known order.Recipient
	var contacts []order.Contact
	if len(current.Sealed) > 0 {
		clear, err := keys.vault.Open(ctx, secret.OfOrder(current.ID), secret.Recipient, current.Sealed)
		if err != nil {
			return fmt.Errorf("open recipient: %w", err)
		}
		if known, contacts, err = order.UnmarshalPeople(clear); err != nil {
			return err
		}
	}
	next, watching := known.Apply(change.Recipient), change.Contacts(contacts)
	if next.Equal(known) && slices.EqualFunc(watching, contacts, order.Contact.Equal) {
		return nil
	}
	seal := keys.vault.Seal
	if len(current.Sealed) == 0 {
		seal = keys.vault.SealFirst
	}
	sealed, err := seal(ctx, secret.OfOrder(current.ID), secret.Recipient, next.OpenWith(watching))
	if err != nil {
		return fmt.Errorf("seal recipient: %w", err)
	}
	d.stored.Sealed, d.stored.Lookup, d.changed = sealed, next.Lookup(current.Brand, keys.lookup), true
	return nil
}
