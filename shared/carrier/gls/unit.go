package gls

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// unit reads an element of tuStatus, as the public tracking of gls-group.eu prints it.
func (d *decoder) unit() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	p := parcel{Parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "GLS"}}
	d.Object(func(key []byte) { d.unitMember(&p, string(key)) })
	d.found(p)
}

// unitMember reads a member of {"tuNo","references":[{"type","value"}],"history":[{"date","time","address":{"city","countryCode"},
// "evtNo","evtDscr"}],"progressBar":{"statusInfo"}} and reports whether it is one. evtNo is often missing.
func (d *decoder) unitMember(p *parcel, name string) bool {
	switch name {
	case "tuNo":
		p.Number = decode.Number(d.Text(payload.Short))
	case "references":
		d.Each(func() { d.reference(p) })
	case "history":
		d.Each(func() { d.moment(p) })
	case "progressBar":
		d.Object(func(key []byte) {
			if string(key) == "statusInfo" {
				p.status = d.Text(payload.Short)
			}
		})
	default:
		return false
	}
	return true
}

// found keeps a unit; one without a history has its status alone.
func (d *decoder) found(p parcel) {
	if len(p.Facts) == 0 && p.status != "" && d.Spend() {
		p.Facts = decode.AddFact(nil, d.standing(p.status, ""))
	}
	d.parcels = append(d.parcels, p)
}

// reference keeps the unit number where tuNo is missing. Other references are the sender's own.
func (d *decoder) reference(p *parcel) {
	kind, value := "", ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "type":
			kind = d.Text(payload.Short)
		case "value":
			value = d.Text(payload.Short)
		}
	})
	if kind == "UNITNO" && p.Number == "" {
		p.Number = decode.Number(value)
	}
}

func (d *decoder) moment(p *parcel) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var date, clock, code, text string
	var place shipment.Place
	d.Object(func(key []byte) {
		switch string(key) {
		case "date":
			date = d.Text(payload.Short)
		case "time":
			clock = d.Text(payload.Short)
		case "evtNo":
			code = d.Text(payload.Short)
		case "evtDscr":
			text = d.Text(payload.Line)
		case "address":
			d.Object(func(key []byte) {
				switch string(key) {
				case "city":
					place.City = d.Text(payload.Line)
				case "countryCode":
					place.Country = d.Text(payload.Short)
				}
			})
		}
	})
	if text == "" && code == "" {
		return
	}
	m := carrier.OrUnmapped(d.Interpret(code, text))
	p.Facts = decode.AddFact(p.Facts, shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: code, Text: text, Status: m.Status, Sub: m.Sub,
		At: d.zones.At(moment.Compact(date, clock), strings.ToUpper(place.Country), ""), Place: place,
	}, date, clock, cmp.Or(text, code), place.City, place.Country))
}

// Interpret explains GLS's codes and wordings, also for aggregators. A code is a group and a kind ("DELIVD.PARCELSHOP"). A kind
// that is not in the table goes by its words, which say more than the group; the group decides when they say nothing.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	code = strings.ToUpper(code)
	if m, ok := a.codes.Code("code", code); ok && code != "" {
		return m, true
	}
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	if m, ok := a.codes.Words(text); ok {
		return m, true
	}
	group, _, _ := strings.Cut(code, ".")
	if m, ok := a.codes.Code("group", group); ok && code != "" {
		return m, true
	}
	return a.codes.Code("status", code)
}
