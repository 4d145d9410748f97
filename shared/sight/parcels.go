package sight

import (
	"context"
	"time"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

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
