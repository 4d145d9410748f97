package store

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/fault"
)

// Pointer leads from the merchant's order number to the order, with what a shopper must know to be let through.
type Pointer struct {
	OrderID  string
	Lookup   [][]byte
	Rotation int // of the order's links
}

const pointerPrefix = "M#"

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
	return decodePointer(it), nil
}

// OrderPointers finds orders by several forms of a number in one request; forms that lead to no order are missing in the result.
// It costs the same request whether any is found or none.
func (s *Store) OrderPointers(ctx context.Context, brand string, numbers []string) (map[string]Pointer, error) {
	unique := slices.Compact(slices.Sorted(slices.Values(numbers)))
	if len(unique) > maxBatch {
		return nil, fault.New(fault.TooLarge, "%d forms of an order number, more than %d", len(unique), maxBatch)
	}
	keys := make([]map[string]types.AttributeValue, len(unique))
	names := make(map[string]string, len(unique))
	for i, number := range unique {
		k, err := pointerKey(brand, number)
		if err != nil {
			return nil, err
		}
		keys[i], names[k.text("pk")] = k, number
	}
	found := make(map[string]Pointer, len(unique))
	err := s.batch(ctx, keys, func(it item) error {
		found[names[it.text("pk")]] = decodePointer(it)
		return nil
	})
	return found, err
}

func decodePointer(it item) Pointer {
	return Pointer{OrderID: it.text("order"), Lookup: it.blobs("lookup"), Rotation: int(it.number("n"))}
}

// point writes the pointer of an order unless it stands as it should. The read must be the latest one: a stale pointer that
// happens to be right would keep a wrong one alive. The first version of an order is not asked about: nearly always there is no pointer yet.
func (s *Store) point(ctx context.Context, o Order) error {
	it, err := pointerKey(o.Brand, o.Number)
	if err != nil {
		return err
	}
	if o.Version > 1 {
		present, err := s.latest(ctx, s.tables.Main, it)
		if err != nil {
			return classify(err, "read the pointer of order %s", o.ID)
		}
		if present.text("order") == o.ID && equalBlobs(present.blobs("lookup"), o.Lookup) && present.number("n") == int64(o.Rotation) {
			return nil
		}
	}
	it["order"], it["v"] = str(o.ID), num(o.Version)
	if o.Rotation > 0 {
		it["n"] = num(int64(o.Rotation))
	}
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

// DeletePointer takes away what leads from an order's number to it, with the hashes, unless it leads to another order. Repeating it
// changes nothing. Refs stay: they are how a shop's late message learns that the order was erased.
func (s *Store) DeletePointer(ctx context.Context, brand, number, orderID string) error {
	k, err := pointerKey(brand, number)
	if err != nil {
		return err
	}
	u := newUpdate()
	err = s.remove(ctx, k, u, u.name("order")+" = "+u.value("order", str(orderID)))
	return classify(err, "delete the pointer of order %s", orderID)
}
