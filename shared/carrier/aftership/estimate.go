package aftership

import (
	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// Whose word an expected delivery is, the best first. What the merchant configured (custom_estimated_delivery_date) or promised
// (order_promised_delivery_date) is no news of the parcel and not read.
const (
	byCourier = iota // courier_estimated_delivery_date
	expected         // expected_delivery, the courier's in v3 and v4
	latest           // latest_estimated_delivery: the courier's or AfterShip's, whichever was told last
	byAfterShip
	wordsGiven

	first = wordsGiven // first_estimated_delivery: not in force, kept for comparison
)

// expectations are the windows that a tracking prints.
type expectations [wordsGiven + 1]span

// span is a window as printed: a moment, a range, or both.
type span struct{ at, from, until string }

// expectation reads one member of a tracking and reports whether it is an expected delivery.
func (d *decoder) expectation(e *expectations, key []byte) bool {
	word := 0
	switch string(key) {
	case "courier_estimated_delivery_date":
		word = byCourier
	case "expected_delivery":
		word = expected
	case "latest_estimated_delivery":
		word = latest
	case "aftership_estimated_delivery_date":
		word = byAfterShip
	case "first_estimated_delivery":
		word = first
	default:
		return false
	}
	e[word] = d.span()
	return true
}

// span reads an expected delivery: an object whose members differ by its author, or only the date.
func (d *decoder) span() span {
	var s span
	if !d.IsObject() {
		s.at = d.Text(payload.Short)
		return s
	}
	d.Object(func(key []byte) {
		switch string(key) {
		case "estimated_delivery_date", "datetime":
			s.at = d.Text(payload.Short)
		case "estimated_delivery_date_min", "datetime_min":
			s.from = d.Text(payload.Short)
		case "estimated_delivery_date_max", "datetime_max":
			s.until = d.Text(payload.Short)
		}
	})
	return s
}

// window gives the range, else the moment. Both are in the calendar of the destination, whatever offset they print.
func (s span) window() (shipment.Window, bool) {
	if w, ok := moment.Days(moment.ISO(s.from), moment.ISO(s.until)); ok {
		return w, true
	}
	return moment.Window(shipment.Moment{}, moment.ISO(s.at))
}

// estimates adds the window of the best word, told when the tracking changed last, and the first one ever told, whose time
// nobody prints.
func (d *decoder) estimates(t *tracking, p *carrier.Parcel, told shipment.Moment) {
	var inForce shipment.Window
	for _, s := range t.expected[:wordsGiven] {
		if w, ok := s.window(); ok {
			inForce = w
			d.estimate(p, w, told, s)
			break
		}
	}
	if w, ok := t.expected[first].window(); ok && w != inForce {
		d.estimate(p, w, shipment.Moment{Zone: shipment.NoZone}, t.expected[first])
	}
}

func (d *decoder) estimate(p *carrier.Parcel, w shipment.Window, told shipment.Moment, s span) {
	if d.Spend() {
		p.Facts = append(p.Facts, decode.Estimate(Source, p.Carrier, w, told, s.at, s.from, s.until))
	}
}
