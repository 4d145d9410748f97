package store

import (
	"context"

	"doorstep/shared/fault"
)

// hostSort is the sort key of the pointer from a host to its brand.
const hostSort = "D"

// HostBrand gives the brand that a host serves: fault.NotFound when it serves none.
func (s *Store) HostBrand(ctx context.Context, host string) (string, error) {
	err := hostNamed(host)
	if err != nil {
		return "", err
	}
	it, err := s.get(ctx, s.tables.Main, key(brandPrefix+host, hostSort))
	if err != nil {
		return "", classify(err, "read the brand of host %s", host)
	}
	brand := it.text("brand")
	if brand == "" {
		return "", fault.New(fault.NotFound, "host %s serves no brand", host)
	}
	return brand, nil
}

// PointHost makes a host serve a brand. Repeating it changes nothing. fault.Conflict, naming the other brand: the host serves
// another one.
func (s *Store) PointHost(ctx context.Context, host, brand string) error {
	err := hostNamed(host)
	if err == nil {
		err = brandNamed(brand)
	}
	if err != nil {
		return err
	}
	u := newUpdate()
	name := u.name("brand")
	u.set("brand", str(brand))
	refused, present, err := s.update(ctx, key(brandPrefix+host, hostSort), u, "attribute_not_exists("+name+") OR "+name+" = :brand")
	if err != nil {
		return classify(err, "point host %s to brand %s", host, brand)
	}
	if refused {
		return fault.New(fault.Conflict, "host %s serves brand %s: take it from there first", host, present.text("brand"))
	}
	return nil
}

// FreeHost makes a host that serves a brand serve none. A host that serves another brand, or none, stays as it is.
func (s *Store) FreeHost(ctx context.Context, host, brand string) error {
	err := hostNamed(host)
	if err != nil {
		return err
	}
	u := newUpdate()
	u.remove("brand") // the item stays: it is tiny, and the function that reads it needs no more rights than reading
	_, _, err = s.update(ctx, key(brandPrefix+host, hostSort), u, u.name("brand")+" = "+u.value("brand", str(brand)))
	if err != nil {
		return classify(err, "free host %s", host)
	}
	return nil
}

func hostNamed(host string) error {
	if err := named("host", host); err != nil {
		return err
	}
	return brandNamed(host)
}
