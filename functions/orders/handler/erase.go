package handler

import (
	"context"
	"errors"
	"slices"
	"time"

	"doorstep/shared/order"
	"doorstep/shared/secret"
	"doorstep/shared/sight"
	"doorstep/shared/store"
)

// eraser destroys data keys and lets none take their place until a time; the zero time is never.
type eraser interface {
	DestroyDataKey(ctx context.Context, owner string, until time.Time) error
}

// numberRest is how long nobody may seal anything about the number of an erased parcel: longer than a late scan can come, and ended
// because carriers use numbers again, after 120 days at the earliest.
const numberRest = 400 * 24 * time.Hour

// erase destroys what is personal about an order and leaves a skeleton: that there was an order, which numbers it had, and that it
// was erased. Its steps, each of which can be repeated:
//
//  1. the data keys of the order and of its numbers are destroyed. From here on nothing personal can be read, and nothing told later
//     can be sealed, whatever happens to the rest;
//  2. the links are deleted;
//  3. the skeleton is written over the order, with its sealed data and the lookup hashes gone from order and pointer;
//  4. the pointer is deleted.
//
// A crash leaves what it had not come to, all of it unreadable after step 1; repeating the request goes through all steps again, also
// when the order is a skeleton already. A change that arrives in between makes step 3 meet another version and begin again with what
// that change brought. One that read the order before and writes its pointer after step 4 takes it away itself, see amend.
func (d desk) erase(ctx context.Context, brand, number string) (order.Order, error) {
	keys, err := d.keys.keys(ctx)
	if err != nil {
		return order.Order{}, err
	}
	stored, err := d.table.Order(ctx, order.ID(brand, number))
	if err != nil {
		return order.Order{}, err
	}
	for attempt := 1; ; attempt++ {
		o, err := unpack(stored)
		if err != nil {
			return order.Order{}, err
		}
		o, err = d.eraseVersion(ctx, keys, stored, o)
		var conflict *store.ConflictError
		if errors.As(err, &conflict) && attempt < maxConflicts {
			stored = conflict.Current
			continue
		}
		if err != nil {
			return order.Order{}, err
		}
		return o, d.table.DeletePointer(ctx, brand, number, o.ID)
	}
}

// eraseVersion does steps 1 to 3 with the order as it was read.
func (d desk) eraseVersion(ctx context.Context, keys keyring, stored store.Order, o order.Order) (order.Order, error) {
	if err := d.destroy(ctx, o); err != nil {
		return o, err
	}
	for n := range o.Rotation + 1 {
		if err := d.unlink(ctx, keys, o.ID, n); err != nil {
			return o, err
		}
	}
	if o.Erased != "" {
		return o, nil
	}
	o = o.Skeleton(d.now())
	body, err := order.Encode(o)
	if err != nil {
		return o, err
	}
	rest := store.Order{ID: stored.ID, Brand: stored.Brand, Number: stored.Number, Body: body, Rotation: o.Rotation, Pending: stored.Pending}
	return o, d.table.PutOrder(ctx, rest, stored.Version)
}

// destroy destroys the data keys of an order, of its numbers, and of the numbers that these are other names of, where no other order
// claims them.
func (d desk) destroy(ctx context.Context, o order.Order) error {
	if err := d.eraser.DestroyDataKey(ctx, secret.OfOrder(o.ID), time.Time{}); err != nil {
		return err
	}
	numbers, err := d.numbersOf(ctx, o)
	if err != nil {
		return err
	}
	for _, number := range numbers {
		if err := d.eraser.DestroyDataKey(ctx, numberOwner(number), d.now().Add(numberRest)); err != nil {
			return err
		}
	}
	return nil
}

// numbersOf gives the numbers under which somebody may have told who signed for a parcel of the order, each once.
func (d desk) numbersOf(ctx context.Context, o order.Order) ([]string, error) {
	found, err := sight.Tracked(ctx, d.table, o)
	if err != nil {
		return nil, err
	}
	var numbers, others []string
	for _, s := range o.Shipments {
		numbers = append(numbers, s.Number)
		for _, p := range s.Past {
			numbers = append(numbers, p.Number)
		}
		n := found[s.Number]
		others = append(append(others, n.Aliases...), found[n.Main].Aliases...)
		if n.Main != "" {
			others = append(others, n.Main)
		}
	}
	if len(others) > 0 {
		if found, err = d.table.Numbers(ctx, others); err != nil {
			return nil, err
		}
	}
	for _, other := range others {
		if !slices.ContainsFunc(found[other].Claims, func(c store.ClaimState) bool { return c.Order != o.ID }) {
			numbers = append(numbers, other)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers), nil
}

// numberOwner is the name under which ingest keeps the data key of a number.
func numberOwner(number string) string { return "T#" + number }

// erased answers an erasure. It says the same however often it is asked.
type erased struct {
	OrderID   string   `json:"order_id"`
	ErasedAt  string   `json:"erased_at"`
	Destroyed []string `json:"destroyed"`
	Kept      []string `json:"kept"`
}

func newErased(o order.Order) erased {
	return erased{
		OrderID: o.ID, ErasedAt: o.Erased,
		Destroyed: []string{
			"keys of the recipient's name, e-mail, phone and address, of who signed, and of what the shopper wrote",
			"hashes by which the order was found", "all links", "items, promises and prices",
		},
		Kept: []string{
			"order number, its names in other systems, tracking numbers, carrier scans (no person, no street)", "decisions about messages", "scores without comments",
			"pushes that could not be read, sealed, up to 30 days; undelivered queue messages, encrypted, up to 14 days",
		},
	}
}
