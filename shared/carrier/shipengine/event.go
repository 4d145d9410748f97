package shipengine

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is one event as printed.
type event struct {
	utc, local                      string // occurred_at, carrier_occurred_at
	text, told                      string // description, carrier_status_description
	status, detail                  string // ShipEngine's codes
	code, carrierDetail, carrierOwn string // event_code, carrier_detail_code, carrier_status_code
	signer                          string
	place                           shipment.Place
}

func (e event) empty() bool {
	return e.utc == "" && e.local == "" && e.text == "" && e.told == "" && e.status == "" && e.code == ""
}

func (d *decoder) event(t *track) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) {
		switch string(key) {
		case "occurred_at", "event_date": // the second in bodies of 2019
			e.utc = d.Text(payload.Short)
		case "carrier_occurred_at":
			e.local = d.Text(payload.Short)
		case "description":
			e.text = d.Text(payload.Line)
		case "event_description":
			e.text = cmp.Or(e.text, d.Text(payload.Line))
		case "carrier_status_description":
			e.told = d.Text(payload.Line)
		case "status_code":
			e.status = strings.ToUpper(d.Text(payload.Short))
		case "status_detail_code":
			e.detail = d.Text(payload.Short)
		case "event_code":
			e.code = d.Text(payload.Short)
		case "carrier_detail_code":
			e.carrierDetail = d.Text(payload.Short)
		case "carrier_status_code":
			e.carrierOwn = d.Text(payload.Short)
		case "signer":
			e.signer = d.Text(payload.Short)
		default:
			d.where(&e.place, key)
		}
	})
	if !e.empty() {
		t.events = append(t.events, e)
	}
}

func (d *decoder) where(p *shipment.Place, key []byte) {
	switch string(key) {
	case "city_locality":
		p.City = d.Text(payload.Line)
	case "state_province":
		p.Region = d.Text(payload.Short)
	case "postal_code":
		p.Postal = d.Text(payload.Short)
	case "country_code":
		p.Country = d.Text(payload.Short)
	}
}

// at is the local time of an event. carrier_occurred_at is the clock of the place, whatever stands behind it: an offset,
// nothing, or a "Z" that is not true. How far it is from occurred_at, which is UTC, tells the offset, unless the place
// keeps exactly one clock and knows better: some scans of USPS are turned into UTC with the offset of another place. When
// both show the same, the time is UTC or was taken for it.
func (a *Adapter) at(e event, code string) shipment.Moment {
	utc, local := moment.ISO(e.utc), moment.ISO(e.local)
	switch {
	case local.Local == "", local.Local == utc.Local && local.Offset == "":
		return utc
	case utc.Local == "", local.Precision == shipment.Day, local.Local == utc.Local:
		return local
	case local.Offset != "" && local.Offset != "+00:00":
		return local
	}
	local.Offset, local.Zone = "", shipment.NoZone
	country := e.place.Country
	if country == "" && code == "usps" {
		country = "US"
	}
	if m := a.zones.At(local, country, e.place.Region); m.Offset != "" {
		return m
	}
	if offset, ok := moment.Between(local, utc); ok {
		return moment.With(local, offset, shipment.ZoneField)
	}
	return local
}

func (a *Adapter) scan(e event, code string) shipment.Fact {
	m := a.meaning(e, code)
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: code,
		Code:    cmp.Or(e.code, e.carrierDetail),
		Text:    cmp.Or(e.text, e.told),
		Status:  m.Status,
		Sub:     m.Sub,
		At:      a.at(e, code),
		Place:   e.place,
	}
	f.Generic = len(f.Code) < 2 // the type of UPS stands on every second scan
	f.Code = cmp.Or(f.Code, e.carrierOwn, e.detail, e.status)
	return shipment.Identify(f, e.utc, e.local, e.text, e.told, e.status, e.detail, e.code, e.carrierDetail, e.carrierOwn,
		e.place.City, e.place.Region, e.place.Postal, e.place.Country)
}

// meaning starts from ShipEngine's detail, or else its status, and lets the carrier's own table make it more exact: for UPS
// there is no detail, and only the carrier's code tells an arrival from "out for delivery".
func (a *Adapter) meaning(e event, code string) carrier.Meaning {
	m, ok := a.codes.Code("detail", e.detail)
	if !ok || m == carrier.Unmapped {
		m, ok = a.codes.Code("status", e.status)
	}
	if !ok {
		m = carrier.Unmapped
	}
	if e.status != "" && !ok {
		return m
	}
	origin := a.carriers[code]
	if origin == nil {
		return m
	}
	for _, own := range [...]string{e.carrierDetail, e.code, e.carrierOwn} {
		for _, text := range [...]string{e.text, e.told} {
			if by, known := origin.Interpret(own, text); known {
				return decode.Refine(m, by)
			}
		}
	}
	return m
}
