package store

import (
	"context"
	"strings"

	"doorstep/shared/fault"
)

// Ref is the name of an order in another system: "shopify" and its id there.
type Ref struct{ System, ID string }

const refSort = "A"

// refKey gives the pointer of a ref. It stands beside the pointers of order numbers and is told from them by its sort key.
func refKey(brand, system, id string) (item, error) {
	err := brandNamed(brand)
	if err != nil {
		return nil, err
	}
	err = named("system of the ref", system, "id of the ref", id)
	if err != nil {
		return nil, err
	}
	if strings.ContainsAny(system, "#/") {
		return nil, fault.New(fault.Invalid, "system %q of a ref holds a # or a /", system)
	}
	return key(pointerPrefix+brand+"#"+system+"/"+id, refSort), nil
}

// OrderByRef finds an order by its name in another system: fault.NotFound when nobody told of it. The order may not be written yet:
// see PutOrder.
func (s *Store) OrderByRef(ctx context.Context, brand, system, id string) (orderID, number string, err error) {
	k, err := refKey(brand, system, id)
	if err != nil {
		return "", "", err
	}
	it, err := s.get(ctx, s.tables.Main, k)
	if err != nil {
		return "", "", classify(err, "read a ref of %s", system)
	}
	if len(it) == 0 {
		return "", "", fault.New(fault.NotFound, "no order of %s has this name in %s", brand, system)
	}
	return it.text("order"), it.text("number"), nil
}

// refer writes the pointers of refs. One that leads to another order is a fault.Conflict that names it: two orders never share one.
func (s *Store) refer(ctx context.Context, o Order) error {
	for _, r := range o.Refs {
		it, err := refKey(o.Brand, r.System, r.ID)
		if err != nil {
			return err
		}
		it["order"], it["number"] = str(o.ID), str(o.Number)
		u := newUpdate()
		condition := u.absent() + " OR " + u.name("order") + " = " + u.value("order", str(o.ID))
		refused, present, err := s.put(ctx, s.tables.Main, it, u, condition)
		if err != nil {
			return classify(err, "write the %s ref of order %s", r.System, o.ID)
		}
		if refused {
			return fault.New(fault.Conflict, "the name %q in %s belongs to order %q", r.ID, r.System, present.text("number"))
		}
	}
	return nil
}
