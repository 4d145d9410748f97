package asendia

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is one tracking event as printed: {"id","code","time","locationName","carrierEventDescription","locationCountry"}, or of
// Asendia USA {"eventCode","eventDescription","eventLocation","eventOn"}.
type event struct {
	code, text, at string
	place, country string
}

func (e event) empty() bool { return e.code == "" && e.text == "" && e.at == "" }

// member reads a member of an event and reports whether it was one.
func (e *event) member(r *payload.Reader, key []byte) bool {
	switch string(key) {
	case "code", "eventCode":
		e.code = r.Text(payload.Short)
	case "carrierEventDescription", "eventDescription":
		e.text = r.Text(payload.Line)
	case "time", "eventOn":
		e.at = r.Text(payload.Short)
	case "locationName", "eventLocation":
		e.place = r.Text(payload.Line)
	case "locationCountry":
		e.country = r.Text(payload.Short)
	default:
		return false
	}
	return true
}

func (d *decoder) event(facts *[]shipment.Fact) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) { e.member(d.Reader, key) })
	if !e.empty() {
		*facts = decode.AddFact(*facts, d.fact(e))
	}
}

func (a *Adapter) fact(e event) shipment.Fact {
	m := carrier.OrUnmapped(a.Interpret(e.code, e.text))
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: Source,
		Code:    e.code,
		Text:    e.text,
		Status:  m.Status,
		Sub:     m.Sub,
		At:      moment.ISO(e.at),
		Place:   shipment.Place{Text: e.place, Country: e.country},
	}
	return shipment.Identify(f, e.at, e.code, e.text, e.place, e.country)
}

// Interpret explains Asendia's codes and words, also for aggregators that repeat them. Asendia's codes are coarse and its words
// those of whichever post has the parcel: a code that means no more than "on its way" or "something is wrong" is made more
// exact by the words, and where the code is new they decide alone.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	m, known := a.codes.Code("code", code)
	said, ok := a.codes.Text(text)
	if !ok {
		said, ok = a.codes.Words(text)
	}
	switch {
	case !known:
		return said, ok
	case !ok || said.Status == "":
		return m, true
	case said.Status == m.Status:
		return carrier.Meaning{Status: m.Status, Sub: cmp.Or(m.Sub, said.Sub)}, true
	case m.Sub == "" && (m.Status == shipment.InTransit || m.Status == shipment.Exception):
		return said, true
	default:
		return m, true
	}
}
