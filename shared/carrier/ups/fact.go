package ups

import (
	"strings"

	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// clockWidth is the number of digits of a clock, HHMMSS.
const clockWidth = 6

// times are the clocks of one activity as printed.
type times struct{ date, clock, gmtDate, gmtClock, gmtOffset string }

func (t times) empty() bool { return t.date == "" && t.clock == "" && t.gmtDate == "" }

// place is the location of one activity as printed, without its street.
type place struct{ city, region, postal, country, slic string }

// readLocation reads {"address":{…},"slic"} and the flat location of Track Alert alike.
func readLocation(r *payload.Reader) place {
	var p place
	var address func(key []byte)
	address = func(key []byte) {
		switch string(key) {
		case "address":
			r.Object(address)
		case "city":
			p.city = r.Text(payload.Line)
		case "stateProvince":
			p.region = r.Text(payload.Short)
		case "postalCode":
			p.postal = r.Text(payload.Short)
		case "country", "countryCode":
			if c := r.Text(payload.Short); c != "" {
				p.country = c
			}
		case "slic":
			p.slic = r.Text(payload.Short)
		}
	}
	r.Object(address)
	return p
}

// scan makes the fact of one activity. The same activity gives the same fact whether it was pushed or polled, except for
// fields that only one of the roads has.
func (a *Adapter) scan(t times, s status, p place) shipment.Fact {
	m := a.meaning(s)
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: Source,
		Code:    s.key(),
		Text:    s.text,
		Status:  m.Status,
		Sub:     m.Sub,
		At:      a.at(t, p),
		Place:   shipment.Place{City: p.city, Region: p.region, Postal: p.postal, Country: p.country},
	}
	return shipment.Identify(f, t.date, t.clock, t.gmtDate, t.gmtClock, t.gmtOffset, s.kind, s.code, s.detail, s.text, p.city, p.region, p.postal, p.country, p.slic)
}

// at is the local time of the activity. Its offset is the one that UPS states, else the distance to the GMT time that it
// states, else the one of the place. (UPS left the GMT fields out for months: UPS-API/api-documentation issue 38.)
func (a *Adapter) at(t times, p place) shipment.Moment {
	m := moment.Compact(t.date, t.clock)
	if m.Local == "" {
		m = moment.Compact(t.gmtDate, t.gmtClock) // only the GMT time is known: then that is what is printed
		return moment.With(m, "+00:00", shipment.ZoneField)
	}
	if offset, ok := moment.Offset(t.gmtOffset); ok {
		return moment.With(m, offset, shipment.ZoneField)
	}
	if offset, ok := moment.Between(m, moment.Compact(t.gmtDate, t.gmtClock)); ok {
		return moment.With(m, offset, shipment.ZoneField)
	}
	return a.zones.At(m, strings.ToUpper(p.country), strings.ToUpper(p.region))
}

// windowOf is a delivery day with, where UPS gives them, its hours. CMT is a time by which; EDW, CDW and IDW are windows;
// EOD, the end of the day, is the day; DEL is the time of the delivery itself.
func windowOf(date string, t deliveryTime) shipment.Window {
	if t.kind == "DEL" || t.kind == "EOD" {
		t.start, t.end = "", ""
	}
	w, _ := moment.Window(moment.Compact(date, t.start), moment.Compact(date, t.end))
	return w
}
