package usps

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// mailpiece is one tracked item while it is read.
type mailpiece struct {
	parcel   carrier.Parcel
	event    event  // fields of a notification that prints its one event without a list around it
	expected string // when USPS expects to deliver: the most exact of several fields
	from     string // start of the predicted window
	failed   bool
	problem  carrier.Problem

	forbidden bool // USPS knows the number and may not tell us: since April 2026 only the owner of a label may ask
}

// field reads one member of a tracking answer.
func (d *decoder) field(m *mailpiece, key []byte) {
	switch string(key) {
	case "trackingNumber":
		m.parcel.Number = number(d.Text(payload.Short))
	case "trackingEvents", "eventSummaries":
		d.known = true
		d.Each(func() { d.event(m) })
	case "mailClass":
		m.parcel.Service = d.Text(payload.Short)
	case "statusCategory", "statusSummary", "status":
		d.known = true
	case "predictedDeliveryWindowStartTime":
		m.from = d.Text(payload.Short)
	case "predictedDeliveryWindowEndTime", "predictedDeliveryTimeStamp", "expectedDeliveryTimeStamp", "expectedDeliveryDate",
		"predictedDeliveryDate", "guaranteedDeliveryTimeStamp", "guaranteedDeliveryDate":
		m.expect(d.Text(payload.Short))
	default:
		m.event.field(d.Reader, key)
	}
}

// expect keeps the most exact of the expectations: a time before a date, and of two times the earlier one, so that the order
// of the members does not matter.
func (m *mailpiece) expect(s string) {
	next, now := moment.ISO(s), moment.ISO(m.expected)
	switch {
	case next.Local == "":
	case now.Local == "", now.Precision == shipment.Day && next.Precision != shipment.Day:
		m.expected = s
	case now.Precision != shipment.Day && next.Precision == shipment.Day:
	case next.Local < now.Local:
		m.expected = s
	}
}

func (d *decoder) finish(m *mailpiece) {
	if m.failed {
		d.known = true
		if d.spend() {
			m.problem.Number = m.parcel.Number
			d.update.Problems = append(d.update.Problems, sorted(m.problem))
		}
		if m.forbidden && d.spend() {
			f := shipment.Fact{Kind: shipment.VerdictFact, Source: Source, Carrier: Source, Code: shipment.VerdictNotPermitted}
			m.parcel.Facts = []shipment.Fact{shipment.Identify(f, f.Code)}
			d.update.Parcels = append(d.update.Parcels, m.parcel)
		}
		return
	}
	if !m.event.empty() && d.spend() {
		d.add(m, m.event)
	}
	if m.parcel.Number == "" && len(m.parcel.Facts) == 0 {
		return
	}
	d.known = true
	d.estimate(m)
	if d.spend() {
		d.update.Parcels = append(d.update.Parcels, m.parcel)
	}
}

// estimate makes a fact of the expectation, dated by the newest event: the answer carries no time of its own.
func (d *decoder) estimate(m *mailpiece) {
	w, ok := windowOf(m.from, m.expected)
	if !ok || !d.spend() {
		return
	}
	var at shipment.Moment
	for _, f := range m.parcel.Facts {
		if f.At.Local > at.Local || f.At.Local == at.Local && f.At.Offset > at.Offset {
			at = f.At
		}
	}
	f := shipment.Fact{Kind: shipment.EstimateFact, Source: Source, Carrier: Source, At: at, Window: w}
	m.parcel.Facts = append(m.parcel.Facts, shipment.Identify(f, m.from, m.expected, at.Local, at.Offset))
}

// windowOf is the window in the destination's calendar. "Expected by 21:00" is the day until that hour; midnight, with which
// USPS fills a missing time, is the day.
func windowOf(from, until string) (shipment.Window, bool) {
	end := moment.ISO(until)
	day := moment.Day(end)
	if day == "" {
		return shipment.Window{}, false
	}
	if end.Precision == shipment.Day || strings.HasSuffix(end.Local, "T00:00:00") {
		return shipment.Window{Earliest: day, Latest: day, Precision: shipment.Day}, true
	}
	w := shipment.Window{Earliest: day + "T00:00:00", Latest: end.Local, Precision: shipment.Minute}
	if start := moment.ISO(from); start.Precision != shipment.Day && moment.Day(start) == day && start.Local < end.Local {
		w.Earliest = start.Local
	}
	return w, true
}

// number normalises a tracking number; placeholders and other text that holds no digit are none.
func number(s string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return ""
	}
	return shipment.NormalizeNumber(s)
}
