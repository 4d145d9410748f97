package seventeentrack

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/shipment"
)

// finish turns an item into a parcel. Its own status is a verdict on the whole and makes no scan: the events do.
func (d *decoder) finish(it *item) {
	if it.number == "" && len(it.legs) == 0 && it.latest.empty() {
		return
	}
	if !it.hasEvents() && !it.latest.empty() {
		it.legs = []leg{{key: cmp.Or(it.key, it.first), events: []event{it.latest}}}
	}
	p := carrier.Parcel{Number: it.number, Service: it.service}
	p.Carrier, p.CarrierRaw = d.carrierOf(it)
	for _, l := range it.legs {
		code := cmp.Or(carrier.Code(l.name), carrier.Code(d.names()[l.key]))
		for _, e := range l.events {
			if e == it.latest { // in version 1 the parcel's status is all that is said of its newest event
				e.code = it.code
			}
			p.Facts = decode.AddFact(p.Facts, d.scan(e, code))
		}
	}
	if it.next != "" && it.next != it.number {
		p.Aliases = []string{it.next}
	}
	d.conclude(it, &p)
	d.Parcel(p)
}

func (it *item) hasEvents() bool {
	for _, l := range it.legs {
		if len(l.events) > 0 {
			return true
		}
	}
	return false
}

// carrierOf gives the carrier that the number was registered for, by its name where a leg tells it, else that of the only
// leg.
func (d *decoder) carrierOf(it *item) (code, raw string) {
	for _, l := range it.legs {
		if l.name != "" && (l.key == it.key || len(it.legs) == 1) {
			raw = l.name
			break
		}
	}
	raw = cmp.Or(raw, d.names()[it.key], d.names()[it.first])
	if raw == "" && it.key != "0" {
		raw = it.key
	}
	return cmp.Or(carrier.Code(raw), carrier.Code(d.names()[it.key])), raw
}

// conclude adds what an item says beyond its events: an estimate, a verdict.
func (d *decoder) conclude(it *item, p *carrier.Parcel) {
	at := moment.ISO(it.synced)
	if at.Local == "" {
		at = decode.Newest(p.Facts)
	}
	if w, ok := moment.Days(moment.ISO(it.from), moment.ISO(it.until)); ok && d.Spend() {
		p.Facts = append(p.Facts, decode.Estimate(Source, p.Carrier, w, at, it.from, it.until))
	}
	switch {
	case it.stopped, it.status == "Expired", it.code == "20":
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictExpired, at))
	case len(p.Facts) == 0 && (it.status == "NotFound" || it.code == "0"):
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictNotFound, at))
	}
}
