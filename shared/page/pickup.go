package page

import (
	"cmp"
	"slices"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// pickupModel is where a parcel waits for the shopper.
type pickupModel struct {
	Title, Name, Address, Hours, URL, Link, Until, Bring string
	Words                                                struct{ Hours, Bring string }
}

// newPickup says where to pick the parcel up: at the merchant's place, or where the carrier left it. A deadline is shown only when
// somebody told one.
func newPickup(s subject) *pickupModel {
	if s.method == order.Pickup {
		if s.view.Status.Terminal() {
			return nil
		}
		return shopPickup(s.order)
	}
	if s.view.Status != shipment.AvailableForPickup {
		return nil
	}
	place := ""
	for _, scan := range slices.Backward(s.view.Scans) {
		if scan.Status == shipment.AvailableForPickup && !scan.Denied {
			place = cmp.Or(placeText(scan.Place), place)
			break
		}
	}
	w := s.order.Words
	m := pickupModel{Title: w.Text("pickup.title"), Name: place, Bring: w.First("pickup.bring."+s.view.Sub, "pickup.bring")}
	if s.carrier.URL != "" {
		m.URL, m.Link = s.carrier.URL, w.Text("pickup.ask_carrier", "carrier", s.carrier.Name)
	}
	m.Words.Hours, m.Words.Bring = w.Text("pickup.hours"), w.Text("pickup.what_to_bring")
	return &m
}

// shopPickup is the merchant's own place; nothing for an order that comes to the shopper, or has no such place.
func shopPickup(o Order) *pickupModel {
	p, w := o.Order.Pickup, o.Words
	if o.Order.Method != order.Pickup || p == (order.Place{}) {
		return nil
	}
	m := pickupModel{
		Title: w.Text("pickup.title"), Name: Plain(p.Name, maxLine), Address: Plain(p.Address, maxLine), Hours: Plain(p.Hours, maxLine),
		Bring: w.Text("pickup.bring.shop", "number", orderNumber(o)),
	}
	if o.gift() {
		m.Bring = w.Text("pickup.bring")
	}
	if isAddress(p.URL) {
		m.URL, m.Link = p.URL, w.Text("pickup.link")
	}
	if day := w.Day(p.Until, o.Now); day != "" {
		m.Until = w.Text("pickup.until", "day", day)
	}
	m.Words.Hours, m.Words.Bring = w.Text("pickup.hours"), w.Text("pickup.what_to_bring")
	return &m
}
