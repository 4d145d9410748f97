package easypost

import (
	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// detail is one tracking detail as printed.
type detail struct {
	status, detail, code      string
	message, at, source       string
	city, state, country, zip string
	expected                  string
}

func (e detail) empty() bool { return e.status == "" && e.message == "" && e.at == "" && e.code == "" }

func (d *decoder) detail(t *tracker) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e detail
	description := ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "message":
			e.message = d.Text(payload.Line)
		case "description":
			description = d.Text(payload.Line)
		case "status":
			e.status = d.Text(payload.Short)
		case "status_detail":
			e.detail = d.Text(payload.Short)
		case "carrier_code":
			e.code = d.Text(payload.Short)
		case "datetime":
			e.at = d.Text(payload.Short)
		case "source":
			e.source = d.Text(payload.Short)
		case "est_delivery_date":
			e.expected = d.Text(payload.Short)
		case "tracking_location":
			d.location(&e)
		}
	})
	if e.message == "" {
		e.message = description
	}
	if !e.empty() {
		t.details = append(t.details, e)
	}
}

func (d *decoder) location(e *detail) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "city":
			e.city = d.Text(payload.Line)
		case "state":
			e.state = d.Text(payload.Short)
		case "country":
			e.country = d.Text(payload.Short)
		case "zip":
			e.zip = d.Text(payload.Short)
		}
	})
}

func (a *Adapter) scan(e detail, trackerCarrier string) shipment.Fact {
	code := trackerCarrier
	if own := carrier.Code(e.source); own != "" { // a second leg: the post that took over from an express carrier
		code = own
	}
	m := a.meaning(e, code)
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: code,
		Code:    e.code,
		Generic: len(e.code) < 2, // for UPS the carrier code is its type: "I" stands on every second scan
		Text:    e.message,
		Status:  m.Status,
		Sub:     m.Sub,
		At:      moment.ISO(e.at),
		Place:   shipment.Place{City: e.city, Region: e.state, Postal: e.zip, Country: e.country},
	}
	if f.Code == "" {
		f.Code = e.status
	}
	return shipment.Identify(f, e.at, e.status, e.detail, e.code, e.message, e.source, e.city, e.state, e.country, e.zip)
}

// meaning starts from EasyPost's own status and detail, and lets the carrier's own table make it more exact: EasyPost calls
// the origin scan, a customs hold and an arrival all "in_transit".
func (a *Adapter) meaning(e detail, code string) carrier.Meaning {
	m, ok := a.codes.Code("status", e.status)
	switch {
	case e.status == "": // no word of EasyPost's: the carrier's decides alone
		m = carrier.Unmapped
	case !ok:
		return carrier.Unmapped
	}
	if by, ok := a.codes.Code("detail", e.status+"/"+e.detail); ok {
		m = by
	}
	return decode.RefineBy(m, a.carriers[code], e.code, e.message)
}
