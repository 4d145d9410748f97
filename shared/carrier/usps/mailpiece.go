package usps

import (
	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
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
		m.parcel.Number = decode.Number(d.Text(payload.Short))
	case "trackingEvents", "eventSummaries":
		d.Recognise()
		d.Each(func() { d.event(m) })
	case "mailClass":
		m.parcel.Service = d.Text(payload.Short)
	case "statusCategory", "statusSummary", "status":
		d.Recognise()
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
		d.Recognise()
		if d.Spend() {
			m.problem.Number = m.parcel.Number
			d.Problem(sorted(m.problem))
		}
		if m.forbidden && d.Spend() {
			m.parcel.Facts = []shipment.Fact{decode.Verdict(Source, Source, shipment.VerdictNotPermitted, shipment.Moment{})}
			d.Parcel(m.parcel)
		}
		return
	}
	if !m.event.empty() && d.Spend() {
		d.add(m, m.event)
	}
	if m.parcel.Number == "" && len(m.parcel.Facts) == 0 {
		return
	}
	d.Recognise()
	d.estimate(m)
	if d.Spend() {
		d.Parcel(m.parcel)
	}
}

// estimate makes a fact of the expectation, dated by the newest event: the answer carries no time of its own. "Expected by
// 21:00" is the day until that hour.
func (d *decoder) estimate(m *mailpiece) {
	w, ok := moment.Window(moment.ISO(m.from), moment.ISO(m.expected))
	if ok && d.Spend() {
		m.parcel.Facts = append(m.parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(m.parcel.Facts), m.from, m.expected))
	}
}
