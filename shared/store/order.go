package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

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
	Pending bool     // its claims are not known to be complete: the stream completes them
}

// Pointer leads from the merchant's order number to the order, with what a shopper must know to be let through.
type Pointer struct {
	OrderID string
	Lookup  [][]byte
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
	orderPrefix   = "O#"
	orderSort     = "O"
	pointerPrefix = "M#"
)

func orderKey(id string) (item, error) {
	err := named("order id", id)
	if err != nil {
		return nil, err
	}
	return key(orderPrefix+id, orderSort), nil
}

func pointerKey(brand, number string) (item, error) {
	err := brandNamed(brand)
	if err != nil {
		return nil, err
	}
	err = named("order number", number)
	if err != nil {
		return nil, err
	}
	return key(pointerPrefix+brand+"#"+number, orderSort), nil
}

// Order reads an order: fault.NotFound when there is none.
func (s *Store) Order(ctx context.Context, id string) (Order, error) {
	k, err := orderKey(id)
	if err != nil {
		return Order{}, err
	}
	it, err := s.get(ctx, s.tables.Main, k)
	if err != nil {
		return Order{}, classify(err, "read order %s", id)
	}
	if len(it) == 0 {
		return Order{}, fault.New(fault.NotFound, "no order %s", id)
	}
	return decodeOrder(id, it), nil
}

// OrderPointer finds an order by the merchant's number: fault.NotFound when there is none.
func (s *Store) OrderPointer(ctx context.Context, brand, number string) (Pointer, error) {
	k, err := pointerKey(brand, number)
	if err != nil {
		return Pointer{}, err
	}
	it, err := s.get(ctx, s.tables.Main, k)
	if err != nil {
		return Pointer{}, classify(err, "read the pointer of an order of %s", brand)
	}
	if len(it) == 0 {
		return Pointer{}, fault.New(fault.NotFound, "no order of %s has this number", brand)
	}
	return Pointer{OrderID: it.text("order"), Lookup: it.blobs("lookup")}, nil
}

// PutOrder stores o as the version after expect, which is the version that the caller read; 0 says that there was no order.
// Otherwise the error is a fault.Conflict that holds a *ConflictError with the present order. A write whose answer was lost is
// recognised when it is repeated.
//
// The pointer goes first and the order second, without a transaction. Between the two the number leads to an order that is not
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

// point writes the pointer of an order unless it stands as it should. The read must be the latest one: a stale pointer that
// happens to be right would keep a wrong one alive.
func (s *Store) point(ctx context.Context, o Order) error {
	it, err := pointerKey(o.Brand, o.Number)
	if err != nil {
		return err
	}
	present, err := s.latest(ctx, s.tables.Main, it)
	if err != nil {
		return classify(err, "read the pointer of order %s", o.ID)
	}
	if present.text("order") == o.ID && equalBlobs(present.blobs("lookup"), o.Lookup) {
		return nil
	}
	it["order"], it["v"] = str(o.ID), num(o.Version)
	if len(o.Lookup) > 0 {
		it["lookup"] = list(o.Lookup)
	}
	u := newUpdate()
	condition := u.absent() + " OR (" + u.name("order") + " = " + u.value("order", str(o.ID)) + " AND " +
		u.name("v") + " <= " + u.value("v", num(o.Version)) + ")"
	refused, present, err := s.put(ctx, s.tables.Main, it, u, condition)
	if err != nil {
		return classify(err, "write the pointer of order %s", o.ID)
	}
	if !refused {
		return nil
	}
	current, err := s.Order(ctx, present.text("order"))
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	current.ID = present.text("order")
	return fault.Wrap(fault.Conflict, &ConflictError{Current: current}, "point to order %s", o.ID)
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
	return k
}

func decodeOrder(id string, it item) Order {
	return Order{ID: id, Brand: it.text("brand"), Number: it.text("number"), Version: it.number("v"), Body: it.bytes("body"),
		Sealed: it.bytes("sealed"), Lookup: it.blobs("lookup"), Pending: it.number("news") == 1}
}

func sameOrder(a, b Order) bool {
	return a.Version == b.Version && a.Brand == b.Brand && a.Number == b.Number && bytes.Equal(a.Body, b.Body) &&
		bytes.Equal(a.Sealed, b.Sealed) && equalBlobs(a.Lookup, b.Lookup) && a.Pending == b.Pending
}

func equalBlobs(a, b [][]byte) bool { return slices.EqualFunc(a, b, bytes.Equal) }

func list(blobs [][]byte) types.AttributeValue {
	l := make([]types.AttributeValue, len(blobs))
	for i, b := range blobs {
		l[i] = blob(b)
	}
	return &types.AttributeValueMemberL{Value: l}
}

func (i item) blobs(name string) [][]byte {
	l, ok := i[name].(*types.AttributeValueMemberL)
	if !ok {
		return nil
	}
	out := make([][]byte, 0, len(l.Value))
	for _, v := range l.Value {
		if b, ok := v.(*types.AttributeValueMemberB); ok {
			out = append(out, b.Value)
		}
	}
	return out
}
