// Package sight finds what a capability link shows: the order and its parcels as they look at one moment. Every function that a
// shopper reaches by a link looks through it, so that page, data, calendar and survey never disagree.
package sight

import (
	"cmp"
	"context"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// Table is what a look at an order reads: link, order, numbers, in this order, each once.
type Table interface {
	Link(ctx context.Context, hash string) (store.Link, error)
	Order(ctx context.Context, id string) (store.Order, error)
	Numbers
}

// Finder finds what a link shows.
type Finder struct {
	Table Table
	Now   func() time.Time
	// Days gives for how many days after the end of an order's last parcel a brand's links open (brand.Record.LinkDays). Where it is
	// nil or gives 0, brand.DefaultLinkDays holds. It should answer from memory: the budget of a page has no read for it.
	Days func(ctx context.Context, brand string) int
}

// Sight is an order as it looks at one moment.
type Sight struct {
	Order   order.Order
	Scope   link.Scope
	Parcels []shipment.View // in the order of Order.Shipments
	Now     time.Time
}

// Find reads what a token opens. fault.NotFound: nothing, whatever the reason: no such link, a link that was rotated away or has
// ended, an order that was erased.
func (f Finder) Find(ctx context.Context, token string) (Sight, error) {
	token, err := link.Parse(token)
	if err != nil {
		return Sight{}, err
	}
	opened, err := f.Table.Link(ctx, link.Hash(token))
	if err != nil {
		return Sight{}, err
	}
	stored, err := f.Table.Order(ctx, opened.Order)
	if err != nil {
		return Sight{}, err
	}
	o, err := order.Decode(stored.ID, stored.Brand, stored.Number, stored.Body)
	if err != nil {
		return Sight{}, fault.Wrap(fault.Internal, err, "read stored order")
	}
	seen := Sight{Order: o, Scope: link.Scope(opened.Scope), Now: f.Now()}
	if seen.Parcels, err = Parcels(ctx, f.Table, o, seen.Now); err != nil {
		return Sight{}, err
	}
	if !opens(seen, opened, f.days(ctx, o.Brand)) {
		return Sight{}, fault.New(fault.NotFound, "the link has ended")
	}
	return seen, nil
}

func (f Finder) days(ctx context.Context, id string) int {
	if f.Days == nil {
		return brand.DefaultLinkDays
	}
	return cmp.Or(f.Days(ctx, id), brand.DefaultLinkDays)
}
