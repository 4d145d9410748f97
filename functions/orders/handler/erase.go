package handler

import (
	"context"
	"errors"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/secret"
	"doorstep/shared/store"
)

// eraser is what only an erasure does.
type eraser interface {
	// DestroyDataKey lets no key take the place of the destroyed one until a time; the zero time is never.
	DestroyDataKey(ctx context.Context, owner string, until time.Time) error
	// LatestOrder: a stale "there is none" would leave an order that was just stored unerased, and say that it was never there.
	LatestOrder(ctx context.Context, id string) (store.Order, error)
	LatestNumber(ctx context.Context, number string) (store.Number, error)
	ForgetAbout(ctx context.Context, order string) error
	OrderPointer(ctx context.Context, brand, number string) (store.Pointer, error)
}

// erase destroys what is personal about an order and leaves a skeleton: that there was an order, which numbers it had, and that it
// was erased. Its steps, each of which can be repeated:
//
//  1. the data keys of the order and of its numbers are destroyed. From here on nothing sealed can be read, and nothing told later
//     can be sealed, whatever happens to the rest;
//  2. the links are deleted;
//  3. the skeleton is written over the order, with its sealed data and the lookup hashes gone from order and pointer;
//  4. the claims on its numbers are marked, which strikes the carriers' words from their facts and ends the looks at them. What the
//     numbers show then is all that was tied to them before; whoever ties another number to them later sees the mark, and does the same;
//  5. what the shopper wrote is taken from votes and cases, and nothing of the order stays on a list;
//  6. the pointer is deleted.
//
// A crash leaves what it had not come to: of that, what stands in clear can be read (items, carriers' words), and nothing sealed.
// Repeating the request goes through all steps again, also when the order is a skeleton already. A change that arrives in between makes
// step 3 meet another version and begin again with what that change brought. One that read the order before and writes its pointer after
// step 6 takes it away itself, see amend.
//
// A number that another order claims as well, which is not erased, keeps its key and its words for that one: they are about its parcel.
// The erasure of the last order on it destroys them.
func (d desk) erase(ctx context.Context, brand, number string) (order.Order, error) {
	keys, err := d.keys.keys(ctx)
	if err != nil {
		return order.Order{}, err
	}
	stored, err := d.eraser.LatestOrder(ctx, order.ID(brand, number))
	if err != nil {
		return order.Order{}, err
	}
	for attempt := 1; ; attempt++ {
		o, err := unpack(stored)
		if err != nil {
			return order.Order{}, err
		}
		e := erasure{desk: d, destroyed: map[string]bool{}}
		e.order, err = e.version(ctx, keys, stored, o)
		var conflict *store.ConflictError
		if errors.As(err, &conflict) && attempt < maxConflicts {
			stored = conflict.Current
			continue
		}
		if err != nil {
			return order.Order{}, err
		}
		return e.order, e.rest(ctx)
	}
}

// eraseOnce erases an order unless that was done: it is a skeleton, and nothing leads to it any more, which is the last step.
func (d desk) eraseOnce(ctx context.Context, brand, number string) error {
	stored, err := d.eraser.LatestOrder(ctx, order.ID(brand, number))
	if err != nil {
		return err
	}
	if _, err = alive(stored); fault.KindOf(err) == fault.Gone {
		_, err = d.eraser.OrderPointer(ctx, brand, number)
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
	}
	if err != nil {
		return err
	}
	_, err = d.erase(ctx, brand, number)
	return err
}

// erasure is the erasure of one version of an order.
type erasure struct {
	desk
	order     order.Order
	destroyed map[string]bool // numbers whose keys this erasure destroyed
}

// version does steps 1 to 3 with the order as it was read.
func (e erasure) version(ctx context.Context, keys keyring, stored store.Order, o order.Order) (order.Order, error) {
	if err := e.eraser.DestroyDataKey(ctx, secret.OfOrder(o.ID), time.Time{}); err != nil {
		return o, err
	}
	numbers, err := e.numbersOf(ctx, o)
	if err != nil {
		return o, err
	}
	for _, number := range numbers {
		if err := e.destroy(ctx, number); err != nil {
			return o, err
		}
	}
	for n := range o.Rotation + 1 {
		if err := e.unlink(ctx, keys, o.ID, n); err != nil {
			return o, err
		}
	}
	if o.Erased != "" {
		return o, nil
	}
	o = o.Skeleton(e.now())
	body, err := order.Encode(o)
	if err != nil {
		return o, err
	}
	rest := store.Order{ID: stored.ID, Brand: stored.Brand, Number: stored.Number, Body: body, Rotation: o.Rotation, Pending: stored.Pending}
	return o, e.table.PutOrder(ctx, rest, stored.Version)
}

// rest does steps 4 to 6, with the skeleton in place.
func (e erasure) rest(ctx context.Context) error {
	if err := e.mark(ctx); err != nil {
		return err
	}
	if err := e.eraser.ForgetAbout(ctx, e.order.ID); err != nil {
		return err
	}
	return e.table.DeletePointer(ctx, e.order.Brand, e.order.Number, e.order.ID)
}
