package usps

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is one tracking event as printed. name is who signed (Tracking API v3, trackingEvents.name).
type event struct {
	code, text               string
	at, offset               string
	city, state, zip, nation string
	name                     string
}

func (e event) empty() bool { return e.code == "" && e.text == "" && e.at == "" }

// field reads one member of an event. GMTTimestamp is not looked at: in captured answers evening scans are a whole day early
// in it (the README says which), and eventTimestamp with GMTOffset says the same.
func (e *event) field(r *payload.Reader, key []byte) {
	switch string(key) {
	case "eventCode":
		e.code = r.Digits(2)
	case "eventType", "event":
		e.text = r.Text(payload.Line)
	case "eventTimestamp", "eventTimeStamp":
		e.at = r.Text(payload.Short)
	case "GMTOffset", "gmtOffset":
		e.offset = r.Text(payload.Short)
	case "eventCity":
		e.city = r.Text(payload.Line)
	case "eventState":
		e.state = r.Text(payload.Short)
	case "eventZIP", "eventZIPCode":
		e.zip = r.Text(payload.Short)
	case "eventCountry":
		e.nation = r.Text(payload.Short)
	case "name":
		e.name = r.Text(payload.Short)
	}
}

func (d *decoder) event(m *mailpiece) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) { e.field(d.Reader, key) })
	if !e.empty() {
		d.add(m, e)
	}
}

// add makes the fact of an event. A name counts as a signature only on a delivery.
func (d *decoder) add(m *mailpiece, e event) {
	f := d.scan(e)
	if f.Status == shipment.Delivered && e.name != "" {
		f.Signed = true
		m.parcel.SignedBy = e.name
	}
	m.parcel.Facts = decode.AddFact(m.parcel.Facts, f)
}

func (a *Adapter) scan(e event) shipment.Fact {
	m := a.meaning(e.code, e.text)
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: Source,
		Code:    e.code,
		Text:    e.text,
		Status:  m.Status,
		Sub:     m.Sub,
		At:      a.at(e),
		Place:   shipment.Place{City: e.city, Region: e.state, Postal: e.zip, Country: e.nation},
	}
	return shipment.Identify(f, e.at, e.offset, e.code, e.text, e.city, e.state, e.zip, e.nation)
}

// at is the local time of the event with the offset that the payload states, else that of the place. eventTimestamp is
// documented as local time: where a sender writes "Z" behind it and names another GMTOffset, the field is believed. USPS prints
// no country for its own places.
func (a *Adapter) at(e event) shipment.Moment {
	m := moment.ISO(e.at)
	if offset, ok := moment.Offset(e.offset); ok {
		if m.Offset == "+00:00" && strings.HasSuffix(e.at, "Z") {
			m.Offset = ""
		}
		m = moment.With(m, offset, shipment.ZoneField)
	}
	country := strings.ToUpper(e.nation)
	if country == "" || country == "USA" || country == "UNITED STATES" {
		country = "US"
	}
	return a.zones.At(m, country, strings.ToUpper(e.state))
}

// meaning takes the text first, because USPS's wordings are many and exact ("Delivered, To Original Sender") while its codes
// are few (01), and third parties were seen to invent codes beside genuine wordings. Then the code, then phrases in the text.
func (a *Adapter) meaning(code, text string) carrier.Meaning {
	if m, ok := a.Interpret(code, text); ok {
		return m
	}
	return carrier.Unmapped
}

// Interpret explains USPS codes and wordings that an aggregator repeats.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	if m, ok := a.codes.Code("code", code); ok && code != "" {
		return a.refine(m, text), true
	}
	if m, ok := a.codes.Words(text); ok {
		return m, true
	}
	if strings.HasPrefix(strings.ToLower(text), "delivered") {
		return carrier.Meaning{Status: shipment.Delivered}, true
	}
	return carrier.Meaning{}, false
}

// refine looks for "to original sender" in a delivery whose wording is new.
func (a *Adapter) refine(m carrier.Meaning, text string) carrier.Meaning {
	if m.Status != shipment.Delivered {
		return m
	}
	if by, ok := a.codes.Words(text); ok && by.Status == shipment.Returned {
		return by
	}
	return m
}
