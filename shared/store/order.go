package store

import (
	"bytes"
	"context"
	"fmt"

	"doorstep/shared/fault"
)

// Order is an order as its own package writes it.
type Order struct {
	ID      string
	Brand   string
	Number  string   // the merchant's number, unique within the brand
	Version int64    // of the item; 1 after the first write
	Body    []byte   // record of shared/order, without personal data
	Sealed  []byte   // personal data, sealed with the order's key
	Lookup  [][]byte // keyed hashes of e-mail and postcode, copied into the pointer
	Pending bool     // the stream has to look at this write: claims are not known to be complete, or something happened to the order
	// Rotation is of the order's links; the pointer has it as well, so that one read answers a lookup.
	Rotation int
	// Due is when watch looks at the order itself; zero: never. Whoever writes an order that was read takes it over; that another worker
	// may have moved it meanwhile costs one look more.
	Due Due
	// Refs are names that other systems have for the order and that this write makes known: pointers are written for them. They are
	// not kept with the order, so they are empty when it is read.
	Refs []Ref
}

// ConflictError says that another writer was faster. Its kind is fault.Conflict.
type ConflictError struct {
	Current Order // as it is stored now; only the ID when the order number belongs to an order that is not written yet
}

// Error names the order, no more: an order holds personal data.
func (e *ConflictError) Error() string {
	return fmt.Sprintf("order %s is at version %d", e.Current.ID, e.Current.Version)
}

const (
	orderPrefix = "O#"
	orderSort   = "O"
)

func orderKey(id string) (item, error) {
	err := named("order id", id)
	if err != nil {
		return nil, err
	}
	return key(orderPrefix+id, orderSort), nil
}

// Order reads an order: fault.NotFound when there is none.
func (s *Store) Order(ctx context.Context, id string) (Order, error) {
	return s.orderAs(ctx, id, s.get)
}

// LatestOrder is Order with everything that was written before, at twice the price: for whoever takes an order that is not there for one
// that is gone.
func (s *Store) LatestOrder(ctx context.Context, id string) (Order, error) {
	return s.orderAs(ctx, id, s.latest)
}

func (s *Store) orderAs(ctx context.Context, id string, get func(context.Context, string, item) (item, error)) (Order, error) {
	k, err := orderKey(id)
	if err != nil {
		return Order{}, err
	}
	it, err := get(ctx, s.tables.Main, k)
	if err != nil {
		return Order{}, classify(err, "read order %s", id)
	}
	if len(it) == 0 {
		return Order{}, fault.New(fault.NotFound, "no order %s", id)
	}
	return decodeOrder(id, it), nil
}

// PutOrder stores o as the version after expect, which is the version that the caller read; 0 says that there was no order.
// Otherwise the error is a fault.Conflict that holds a *ConflictError with the present order. A write whose answer was lost is
// recognised when it is repeated.
//
// The pointers go first and the order last, without a transaction. Between the two the number leads to an order that is not
// there yet, which a repeated call mends: it must come with the same ID, as it does when ids are derived from brand and number
// or taken from the pointer. Two orders can never take one number.
func (s *Store) PutOrder(ctx context.Context, o Order, expect int64) error {
	k, err := orderKey(o.ID)
	if err != nil {
		return err
	}
	o.Version = expect + 1
	err = s.point(ctx, o)
	if err != nil {
		return err
	}
	err = s.refer(ctx, o)
	if err != nil {
		return err
	}
	u := newUpdate()
	refused, present, err := s.put(ctx, s.tables.Main, encodeOrder(k, o), u, u.unchanged(expect > 0, expect))
	if err != nil {
		return classify(err, "write order %s", o.ID)
	}
	if !refused {
		return nil
	}
	current := Order{ID: o.ID}
	if len(present) > 0 {
		current = decodeOrder(o.ID, present)
	}
	if sameOrder(current, o) {
		return nil
	}
	return fault.Wrap(fault.Conflict, &ConflictError{Current: current}, "write order %s over version %d", o.ID, expect)
}

func encodeOrder(k item, o Order) item {
	k["v"], k["brand"], k["number"], k["body"] = num(o.Version), str(o.Brand), str(o.Number), blob(o.Body)
	if len(o.Sealed) > 0 {
		k["sealed"] = blob(o.Sealed)
	}
	if len(o.Lookup) > 0 {
		k["lookup"] = list(o.Lookup)
	}
	if o.Pending {
		k["news"] = num(1)
	}
	if o.Rotation > 0 {
		k["n"] = num(int64(o.Rotation))
	}
	if o.Due.Kind != "" {
		k["dk"], k["dt"] = o.Due.attributes(orderPrefix + o.ID)
	}
	return k
}

func decodeOrder(id string, it item) Order {
	return Order{ID: id, Brand: it.text("brand"), Number: it.text("number"), Version: it.number("v"), Body: it.bytes("body"),
		Sealed: it.bytes("sealed"), Lookup: it.blobs("lookup"), Pending: it.number("news") == 1,
		Rotation: int(it.number("n")), Due: dueOf(it)}
}

func sameOrder(a, b Order) bool {
	return a.Version == b.Version && a.Brand == b.Brand && a.Number == b.Number && bytes.Equal(a.Body, b.Body) &&
		bytes.Equal(a.Sealed, b.Sealed) && equalBlobs(a.Lookup, b.Lookup) && a.Pending == b.Pending && a.Rotation == b.Rotation
}
