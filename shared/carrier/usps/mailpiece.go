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
	parcel    carrier.Parcel
	event     event              // fields of a notification that prints its one event without a list around it
	detailed  bool               // the answer has a list of events, be it empty
	summaries []string           // sentences of an answer without details
	status    string             // the sentence on the present status
	expected  [wordsGiven]string // when USPS expects to deliver, by whose word
	from      string             // start of the predicted window
	failed    bool
	problem   carrier.Problem

	forbidden bool // USPS knows the number and may not tell us: since April 2026 only the owner of a label may ask
}

// Whose word a date of delivery is, the best first. The guarantee is what the buyer of the label was sold; a late parcel still
// carries it.
const (
	predicted = iota
	expected
	guaranteed
	wordsGiven
)

// field reads one member of a tracking answer.
func (d *decoder) field(m *mailpiece, key []byte) {
	switch string(key) {
	case "trackingNumber":
		m.parcel.Number = decode.Number(d.Text(payload.Short))
	case "trackingEvents":
		d.Recognise()
		m.detailed = true
		d.Each(func() { d.event(m) })
	case "eventSummaries":
		d.Recognise()
		d.summaries(m)
	case "mailClass":
		m.parcel.Service = d.Text(payload.Short)
	case "statusSummary":
		d.Recognise()
		m.status = d.Text(payload.Line)
	case "statusCategory", "status":
		d.Recognise()
	case "predictedDeliveryWindowStartTime":
		m.from = d.Text(payload.Short)
	case "predictedDeliveryWindowEndTime", "predictedDeliveryTimeStamp", "predictedDeliveryDate":
		m.expect(predicted, d.Text(payload.Short))
	case "expectedDeliveryTimeStamp", "expectedDeliveryDate":
		m.expect(expected, d.Text(payload.Short))
	case "guaranteedDeliveryTimeStamp", "guaranteedDeliveryDate":
		m.expect(guaranteed, d.Text(payload.Short))
	default:
		m.event.field(d.Reader, key)
	}
}

// expect keeps the most exact of the dates that are the same word: a time before a date, and of two times the earlier one, so
// that the order of the members does not matter.
func (m *mailpiece) expect(word int, s string) {
	next, now := moment.ISO(s), moment.ISO(m.expected[word])
	switch {
	case next.Local == "":
	case now.Local == "", now.Precision == shipment.Day && next.Precision != shipment.Day:
		m.expected[word] = s
	case now.Precision != shipment.Day && next.Precision == shipment.Day:
	case next.Local < now.Local:
		m.expected[word] = s
	}
}

// expectation is the date by the best word, or the hour that another word gives for the same day.
func (m *mailpiece) expectation() string {
	best := ""
	for _, s := range m.expected {
		at := moment.ISO(s)
		switch {
		case best == "":
			best = s
		case moment.ISO(best).Precision == shipment.Day && at.Precision != shipment.Day && moment.Day(at) == moment.Day(moment.ISO(best)):
			best = s
		}
	}
	return best
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
	d.fromSummaries(m)
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
	until := m.expectation()
	w, ok := moment.Window(moment.ISO(m.from), moment.ISO(until))
	if ok && d.Spend() {
		m.parcel.Facts = append(m.parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(m.parcel.Facts), m.from, until))
	}
}
