// Package gallery holds example orders for every state that a shopper can see. They are built from facts through the real fold,
// so that what they show is what the system would. A merchant looks at them before a brand goes live, tests look at all of them.
// It reads no clock and no database, and holds no real person.
package gallery

import (
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/link"
	"doorstep/shared/locale"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
)

// Example is an order in one state.
type Example struct {
	Name  string // in file names: "customs-duties"
	Title string // for whoever looks through them
	Order page.Order
}

// Page gives the example as a brand shows it, in the language of words: look and content of the day, and all that may be offered.
func (e Example) Page(r brand.Record, words *locale.Catalog) page.Order {
	o := e.Order
	o.Theme, o.Words = page.NewTheme(r.On(o.Now.Format(time.DateOnly))), words
	o.Slots = brand.Slots(r, nil, page.Reader(o))
	if o.Scope == link.Owner {
		o.Paths = page.Paths{Calendar: "/t/example/calendar.ics", Gift: "/t/example/gift", Survey: "/s/example", Report: "/s/example/report"}
	}
	return o
}

// All gives every example as it looks at a moment; all that happened lies in the days before it.
func All(now time.Time) []Example {
	w := world{now: now}
	var all []Example
	for _, chapter := range [][]Example{w.waiting(), w.moving(), w.arriving(), w.held(), w.customs(), w.back(), w.unclear(), w.whole(), w.unusual()} {
		all = append(all, chapter...)
	}
	return all
}

// world makes orders, parcels and facts that hang on one moment.
type world struct{ now time.Time }

// day is a date some days from now.
func (w world) day(days int) string { return w.now.AddDate(0, 0, days).Format(time.DateOnly) }

// order is an order for three things, placed five days ago, with a parcel for each set of facts. It was promised for tomorrow.
func (w world) order(sets ...[]shipment.Fact) page.Order {
	price := func(n int64) *int64 { return &n }
	o := order.Order{
		ID: order.ID("aster", "1042"), Brand: "aster", Number: "1042", PlacedAt: w.day(-5) + "T20:15:00-06:00", Currency: "USD", Country: "US", Channel: "web",
		Items: []order.Item{
			{ID: "1", SKU: "MUG-SAGE", Name: "Stoneware mug, sage", Quantity: 2, UnitPrice: price(1800), ImageURL: "https://cdn.aster.example/mug.webp", URL: "https://aster.example/mug"},
			{ID: "2", SKU: "TEA-DJ-250", Name: "First flush Darjeeling, 250 g", Quantity: 1, UnitPrice: price(2150)},
			{ID: "3", SKU: "TOWEL", Name: "Linen tea towel", Quantity: 3, UnitPrice: price(1400)},
		},
		Promises: []order.Promise{{Earliest: w.day(0), Latest: w.day(1), Told: w.day(-5)}},
	}
	for i := range sets {
		s := order.Shipment{ID: "s" + digit(i), Number: "1Z999AA1012345678" + digit(i), Carrier: "ups", Service: "Ground", ShippedAt: w.day(-4), Revision: 1}
		if len(sets) > 1 {
			s.Items = []order.Part{{ID: o.Items[i%3].ID, Quantity: o.Items[i%3].Quantity}}
		}
		o.Shipments = append(o.Shipments, s)
	}
	return w.look(o, sets...)
}

// look folds each parcel's facts, as the functions do.
func (w world) look(o order.Order, sets ...[]shipment.Fact) page.Order {
	first, _ := o.Promised()
	promise := shipment.Window{Earliest: first.Earliest, Latest: first.Latest}
	if promise != (shipment.Window{}) {
		promise.Precision = shipment.Day
	}
	seen := page.Order{Order: o, Scope: link.Owner, Now: w.now}
	for i, s := range o.Shipments {
		facts, _ := shipment.Merge(sets[i])
		seen.Parcels = append(seen.Parcels, page.Parcel{Shipment: s, View: shipment.NewView(shipment.Fold(facts), promise, w.now)})
	}
	return seen
}

// change is an order with something different about it; its parcels are looked at again.
func (w world) change(seen page.Order, change func(*order.Order), sets ...[]shipment.Fact) page.Order {
	o := seen.Order
	change(&o)
	again := w.look(o, sets...)
	again.Scope = seen.Scope
	return again
}

func digit(i int) string { return string(rune('0' + i%10)) }
