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
	Numbers(ctx context.Context, numbers []string) (map[string]store.Number, error)
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
func (s Finder) Find(ctx context.Context, token string) (Sight, error) {
	token, err := link.Parse(token)
	if err != nil {
		return Sight{}, err
	}
	opened, err := s.Table.Link(ctx, link.Hash(token))
	if err != nil {
		return Sight{}, err
	}
	stored, err := s.Table.Order(ctx, opened.Order)
	if err != nil {
		return Sight{}, err
	}
	o, err := order.Decode(stored.ID, stored.Brand, stored.Number, stored.Body)
	if err != nil {
		return Sight{}, fault.Wrap(fault.Internal, err, "read stored order")
	}
	seen := Sight{Order: o, Scope: link.Scope(opened.Scope), Now: s.Now()}
	if seen.Parcels, err = Parcels(ctx, s.Table, o, seen.Now); err != nil {
		return Sight{}, err
	}
	if !opens(seen, opened.N, s.days(ctx, o.Brand)) {
		return Sight{}, fault.New(fault.NotFound, "the link has ended")
	}
	return seen, nil
}

func (s Finder) days(ctx context.Context, id string) int {
	if s.Days == nil {
		return brand.DefaultLinkDays
	}
	return cmp.Or(s.Days(ctx, id), brand.DefaultLinkDays)
}

// Numbers reads the items of tracking numbers.
type Numbers interface {
	Numbers(ctx context.Context, numbers []string) (map[string]store.Number, error)
}

// Parcels gives an order's parcels as they look at a moment, in the order of Order.Shipments.
func Parcels(ctx context.Context, table Numbers, o order.Order, now time.Time) ([]shipment.View, error) {
	found, err := Tracked(ctx, table, o)
	if err != nil {
		return nil, err
	}
	var parcels []shipment.View
	for _, sh := range o.Shipments {
		n := found[sh.Number]
		parcels = append(parcels, View(o, sh, n, found[n.Main].Facts, now))
	}
	return parcels, nil
}

// Tracked reads the items of all tracking numbers of an order, and of the numbers that they are other names of.
func Tracked(ctx context.Context, table Numbers, o order.Order) (map[string]store.Number, error) {
	if len(o.Shipments) == 0 {
		return nil, nil
	}
	wanted := make([]string, len(o.Shipments))
	for i, sh := range o.Shipments {
		wanted[i] = sh.Number
	}
	found, err := table.Numbers(ctx, wanted)
	if err != nil {
		return nil, err
	}
	var mains []string
	for _, n := range found {
		if _, ok := found[n.Main]; n.Main != "" && !ok {
			mains = append(mains, n.Main)
		}
	}
	if len(mains) == 0 {
		return found, nil
	}
	more, err := table.Numbers(ctx, mains)
	if err != nil {
		return nil, err
	}
	for name, n := range more {
		found[name] = n
	}
	return found, nil
}

// View folds the facts that belong to one shipment; more are those of the number that n is another name of. The order's own claim
// counts even before it has reached the number, so that a fresh registration shows what is known. A shipment that the merchant took
// back shows that and nothing else.
func View(o order.Order, sh order.Shipment, n store.Number, more []shipment.Fact, now time.Time) shipment.View {
	facts := []shipment.Fact{order.Cancellation(sh)}
	if sh.Cancelled == "" {
		facts = Facts(o, sh, n, more)
	}
	first, _ := o.Promised()
	promise := shipment.Window{Earliest: first.Earliest, Latest: first.Latest}
	if promise != (shipment.Window{}) {
		promise.Precision = shipment.Day
	}
	return shipment.NewView(shipment.Fold(facts), promise, now)
}

// Facts gives the facts that belong to one shipment: not those of another parcel that had its number before.
func Facts(o order.Order, sh order.Shipment, n store.Number, more []shipment.Fact) []shipment.Fact {
	own := o.Claim(sh)
	claims := []shipment.Claim{own}
	for _, c := range n.Claims {
		claims = append(claims, c.Claim)
	}
	claims = shipment.MergeClaims(claims)
	facts := n.Facts
	if len(more) > 0 {
		facts, _ = shipment.Merge(n.Facts, more)
	}
	perClaim, _ := shipment.Select(facts, claims)
	for i, c := range claims {
		if c.Order == own.Order && c.Shipment == own.Shipment {
			return perClaim[i]
		}
	}
	return nil
}
