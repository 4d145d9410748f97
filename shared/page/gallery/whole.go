package gallery

import (
	"strings"
	"time"

	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
)

// whole is what concerns the order and not one parcel.
func (w world) whole() []Example {
	handed := w.round(w.scan(shipment.Delivered, "", 1, "13:05", "DELIVERED", milwaukee))
	soon := w.then(w.estimate(1, 1, 1))
	part := w.change(w.order(handed), func(o *order.Order) { o.Shipments[0].Items = []order.Part{{ID: "1", Quantity: 1}} }, handed)
	gone := w.change(w.order(soon), func(o *order.Order) { o.Items[1].Quantity = 0 }, soon)
	back := w.change(w.order(soon, []shipment.Fact{w.label()}), func(o *order.Order) { o.Shipments[1].Cancelled = w.day(-1) }, soon, []shipment.Fact{w.label()})
	cancel := func(reason string, sets ...[]shipment.Fact) page.Order {
		return w.change(w.order(sets...), func(o *order.Order) { o.CancelledAt, o.CancelReason = w.day(-1)+"T10:00:00-06:00", reason }, sets...)
	}
	return []Example{
		{"two-parcels", "Two parcels, one delivered", w.order(handed, soon)},
		{"three-parcels", "Three parcels, one of them held up", w.order(handed, w.then(w.scan(shipment.Exception, "weather", 1, "11:00", "Severe weather", chicago)), []shipment.Fact{w.label()})},
		{"still-to-come", "One parcel delivered, the rest not packed", part},
		{"pieces", "One of three packages has arrived", w.order(w.pieces())},
		{"taken-out", "An item was taken out of the order", gone},
		{"parcel-taken-back", "The shop took one of two parcels back", back},
		{"cancelled", "The order was cancelled", cancel("customer")},
		{"cancelled-stock", "Cancelled because something was sold out", cancel("inventory")},
		{"cancelled-on-the-way", "Cancelled while a parcel is on its way", cancel("", soon)},
		{"pickup-waiting", "To be picked up, not ready yet", w.own(order.Pickup)},
		{"pickup-ready", "Ready in the shop", w.own(order.Pickup, w.merchant(shipment.AvailableForPickup, 1))},
		{"pickup-fetched", "Fetched from the shop", w.own(order.Pickup, w.merchant(shipment.AvailableForPickup, 2), w.merchant(shipment.Delivered, 1))},
		{"local-delivery", "On the shop's own van", w.own(order.LocalDelivery, w.merchant(shipment.OutForDelivery, 0))},
		{"gift", "A present, for whoever gets it", scoped(w.order(soon, []shipment.Fact{w.label()}), link.Gift)},
		{"gift-waiting", "A present that is not packed yet", scoped(w.order(), link.Gift)},
		{"support", "For the shop's support team", scoped(w.order(w.then(told(w.road()[3], "easypost", shipment.Signed)), handed), link.Support)},
	}
}

func scoped(o page.Order, scope link.Scope) page.Order { o.Scope = scope; return o }

// pieces is a shipment of three packages, of which one has arrived.
func (w world) pieces() []shipment.Fact {
	facts := w.road()
	count := shipment.Identify(shipment.Fact{Kind: shipment.PiecesFact, Source: "ups", Count: 3}, "3")
	handed := w.scan(shipment.Delivered, "", 1, "13:05", "DELIVERED", milwaukee)
	handed.Piece = "1Z999AA10123456780"
	return append(facts, count, shipment.Identify(handed, "piece", handed.At.Local))
}

// merchant is a status that the merchant told, some days ago, of a parcel that no carrier tracks.
func (w world) merchant(status shipment.Status, ago int) shipment.Fact {
	at := shipment.Moment{Local: w.day(-ago) + "T00:30:00", Offset: "-06:00", Zone: shipment.ZonePayload, Precision: shipment.Second}
	if ago == 0 {
		at.Local = w.now.Add(-time.Hour).In(time.FixedZone("", -6*3600)).Format("2006-01-02T15:04:05")
	}
	return shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "merchant", Assurance: shipment.Signed, Status: status, At: at}, string(status), at.Local)
}

// own is an order that no carrier brings.
func (w world) own(method string, facts ...shipment.Fact) page.Order {
	return w.change(w.order(facts), func(o *order.Order) {
		o.Method = method
		o.Shipments[0] = order.Shipment{ID: "s0", Number: order.OwnNumber(o.ID, "f1"), Ref: "f1", Method: method, Revision: 1}
		if method == order.Pickup {
			o.Pickup = order.Place{Name: "Aster & Pine, Brady Street", Address: "1201 E Brady St, Milwaukee, WI 53202", Hours: "Mon to Sat, 10 to 19", URL: "https://aster.example/brady", Until: w.day(6)}
		}
	}, facts)
}

// unusual is what nobody means to send and somebody does.
func (w world) unusual() []Example {
	hostile := "\u202e\"><script>alert(1)</script><img src=x onerror=alert(1)>"
	long := strings.Repeat("Donaudampfschifffahrtsgesellschaftskapitän ", 12) + strings.Repeat("x", 400)
	return []Example{
		{"hostile", "Markup in every text", w.texts(hostile)},
		{"long", "Very long texts", w.texts(long)},
		{"empty", "Items without names, numbers without carriers", w.texts("")},
	}
}

// texts is an order with one text in every place where a shop or a carrier may write.
func (w world) texts(text string) page.Order {
	at := place{text, text, text, text, "-06:00"}
	facts := []shipment.Fact{
		w.label(), w.scan(shipment.Accepted, "picked_up", 3, "17:45", text, at), w.scan(shipment.Exception, "other", 1, "11:00", text, at),
	}
	return w.change(w.order(facts, facts), func(o *order.Order) {
		for i := range o.Items {
			o.Items[i].Name, o.Items[i].SKU, o.Items[i].URL, o.Items[i].ImageURL = text, text, text, text
		}
		for i := range o.Shipments {
			s := &o.Shipments[i]
			s.Carrier, s.CarrierRaw, s.Service = "", text, text
		}
		o.Number = "1042" + text
		o.Pickup = order.Place{Name: text, Address: text, Hours: text, URL: text, Until: text}
	}, facts, facts)
}
