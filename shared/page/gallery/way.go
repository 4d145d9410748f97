package gallery

import (
	"time"

	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
)

// one is an example of a single parcel.
func (w world) one(name, title string, facts ...shipment.Fact) Example {
	return Example{name, title, w.order(facts)}
}

// waiting is everything before a carrier has held a parcel.
func (w world) waiting() []Example {
	late := w.change(w.order(), func(o *order.Order) { o.Promises = []order.Promise{{Latest: w.day(-3), Told: w.day(-9)}} })
	unpromised := w.change(w.order(), func(o *order.Order) { o.Promises = nil })
	stranger := w.change(w.order(nil), func(o *order.Order) {
		o.Shipments[0].Carrier, o.Shipments[0].CarrierRaw, o.Shipments[0].Service = "", "Bob's Vans", ""
	}, nil)
	return []Example{
		{"ordered", "Nothing packed yet", w.order()},
		{"ordered-late", "Nothing packed yet, the promised day has passed", late},
		{"ordered-unpromised", "Nothing packed yet, nothing promised", unpromised},
		w.one("announced", "Label made, not handed over", w.label()),
		w.one("pending", "The carrier knows the number and nothing else", w.scan(shipment.Pending, "awaiting_carrier_data", 1, "08:00", "", nowhere)),
		w.one("no-scan", "A number of which nobody has said anything"),
		{"unknown-carrier", "A carrier that we do not know", stranger},
		w.one("unknown", "The only scan has a code that no table knows", w.scan(shipment.Unknown, "unmapped_code", 1, "08:00", "Processed through sub-depot 7", chicago)),
	}
}

// moving is the way without trouble.
func (w world) moving() []Example {
	return []Example{
		w.one("accepted", "With the carrier", w.label(), w.picked()),
		w.one("in-transit", "On its way", w.then(w.estimate(1, 1, 1))...),
		w.one("in-transit-early", "On its way, before the promised day", w.then(w.estimate(1, 0, 0))...),
		w.one("handed-over", "Handed to another carrier", w.then(w.scan(shipment.InTransit, "handed_to_partner", 1, "07:20", "Tendered to USPS", chicago))...),
		w.one("out-for-delivery", "In the delivery vehicle", w.then(w.estimate(0, 0, 0), w.after(shipment.OutForDelivery, "loaded", 3*time.Hour, "Out For Delivery Today"))...),
		w.one("next-stop", "The driver's next stop", w.then(w.after(shipment.OutForDelivery, "next_stop", 20*time.Minute, "You are the next stop"))...),
		w.one("late-estimates", "Three estimates, each later than the one before", w.then(
			w.estimate(4, 1, 1), w.estimate(2, 2, 2), w.scan(shipment.InTransit, "delayed", 1, "07:00", "A mechanical failure has delayed delivery.", chicago), w.estimate(1, 3, 4))...),
		{"overdue", "The promised day has passed", w.overdue()},
		w.one("many-scans", "A long way with sixty scans", w.long()...),
	}
}

func (w world) overdue() page.Order {
	return w.change(w.order(w.road()), func(o *order.Order) {
		o.Promises = []order.Promise{{Earliest: w.day(-4), Latest: w.day(-3), Told: w.day(-5)}}
	}, w.road())
}

func (w world) long() []shipment.Fact {
	facts := []shipment.Fact{w.label(), w.picked()}
	for i := range 58 {
		at := []place{portland, saltLake, chicago, milwaukee}[i*4/58]
		facts = append(facts, w.scan(shipment.InTransit, []string{"arrived", "departed"}[i%2], 3-i/20, time.Date(2000, 1, 1, 1+i%20, 7, 0, 0, time.UTC).Format("15:04"),
			[]string{"Arrived at Facility", "Departed from Facility"}[i%2], at))
	}
	return facts
}

// arriving is every way in which a parcel gets to somebody, or nearly.
func (w world) arriving() []Example {
	all := []Example{
		w.one("attempted", "Nobody was at home", w.round(w.scan(shipment.DeliveryAttempted, "not_home", 1, "12:40", "The receiver was not available for delivery.", milwaukee), w.estimate(1, 1, 1))...),
		w.one("attempted-twice", "Nobody was at home, twice", w.round(w.scan(shipment.DeliveryAttempted, "not_home", 1, "10:40", "The receiver was not available", milwaukee),
			w.after(shipment.DeliveryAttempted, "notice_left", 2*time.Hour, "We left a notice"))...),
		w.one("attempted-payment", "The driver wants to be paid", w.round(w.scan(shipment.DeliveryAttempted, "payment_missing", 1, "12:40", "Money was not available", milwaukee))...),
		w.one("pickup-shop", "Waiting in a parcel shop", w.round(w.scan(shipment.AvailableForPickup, "parcel_shop", 1, "16:05", "Delivered to UPS Access Point", milwaukee))...),
		w.one("pickup-locker", "Waiting in a locker", w.round(w.scan(shipment.AvailableForPickup, "locker", 1, "16:05", "Ready in locker", milwaukee))...),
		w.one("pickup-expiring", "Goes back if nobody fetches it soon", w.round(w.scan(shipment.AvailableForPickup, "parcel_shop", 1, "09:05", "Delivered to UPS Access Point", milwaukee),
			w.after(shipment.AvailableForPickup, "pickup_expiring", 5*time.Hour, "Last day of pickup is tomorrow"))...),
	}
	for _, end := range []struct{ sub, title, text string }{
		{"", "Delivered", "DELIVERED"}, {"signed", "Signed for", "DELIVERED, signed"}, {"to_neighbour", "At the neighbour's", "Left with neighbour"},
		{"safe_place", "In a safe place", "Left at side door"}, {"mailbox", "In the mailbox", "Delivered, In/At Mailbox"}, {"damaged", "Arrived damaged", "Delivered, damaged"},
		{"pickup_collected", "Fetched by the shopper", "Picked up by customer"},
	} {
		name := "delivered"
		if end.sub != "" {
			name += "-" + dashed(end.sub)
		}
		all = append(all, w.one(name, end.title, w.round(w.scan(shipment.Delivered, end.sub, 1, "13:05", end.text, milwaukee))...))
	}
	handed := w.round(w.scan(shipment.Delivered, "", 1, "13:05", "DELIVERED", milwaukee))
	late := w.change(w.order(handed), func(o *order.Order) { o.Promises = []order.Promise{{Latest: w.day(-3), Told: w.day(-5)}} }, handed)
	return append(all, Example{"delivered-late", "Delivered after the promised day", late})
}
