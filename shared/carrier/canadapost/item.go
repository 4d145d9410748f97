package canadapost

import (
	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// item is one parcel while it is read.
type item struct {
	parcel  carrier.Parcel
	latest  event // the one event of a summary
	signed  event // the latest event that names who signed
	planned string
	changed string // the date that replaced planned
	problem carrier.Problem
	refusal decode.Refusal
}

// event is one occurrence as printed.
type event struct {
	code, kind, text       string // kind is the event-type of a summary
	date, clock, zone      string
	site, province, retail string
	name                   string // who signed
}

// detail reads one member of tracking-detail, or one that details and summaries share.
func (d *decoder) detail(it *item, key []byte) {
	switch string(key) {
	case "pin":
		it.parcel.Number = decode.Number(d.Text(payload.Short))
	case "original-pin", "originalPin": // of an item with a new label
		if pin := decode.Number(d.Text(payload.Short)); pin != "" {
			it.parcel.Aliases = append(it.parcel.Aliases, pin)
		}
	case "service-name", "serviceName":
		it.parcel.Service = d.Text(payload.Short)
	case "expected-delivery-date", "expectedDeliveryDate":
		it.planned = d.Text(payload.Short)
	case "changed-expected-date", "changedExpectedDate":
		it.changed = d.Text(payload.Short)
	case "significant-events":
		d.Recognise()
		d.Each(func() {
			d.Object(func(key []byte) {
				if string(key) == "occurrence" {
					d.Each(func() { d.occurrence(it) })
				}
			})
		})
	case "significantEvents":
		d.Recognise()
		d.Each(func() { d.occurrence(it) })
	}
}

func (d *decoder) occurrence(it *item) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) {
		switch string(key) {
		case "event-identifier", "eventIdentifier":
			e.code = d.Text(payload.Short)
		case "event-date", "eventDate":
			e.date = d.Text(payload.Short)
		case "event-time", "eventTime":
			e.clock = d.Text(payload.Short)
		case "event-time-zone", "eventTimeZone":
			e.zone = d.Text(payload.Short)
		case "event-description", "eventDescription":
			e.text = d.Text(payload.Line)
		case "event-site", "eventSite":
			e.site = d.Text(payload.Line)
		case "event-province", "eventProvince":
			e.province = d.Text(payload.Short)
		case "event-retail-name", "eventRetailName":
			e.retail = d.Text(payload.Line)
		case "signatory-name", "signatoryName":
			e.name = d.Text(payload.Short)
		}
	})
	if e.code == "" && e.text == "" && e.date == "" {
		return
	}
	it.sign(e)
	it.parcel.Facts = decode.AddFact(it.parcel.Facts, d.scan(e))
}

// sign keeps the name on the latest event that has one: Canada Post prints it on the delivery or on a signature event beside it.
func (it *item) sign(e event) {
	if e.name != "" && e.date+e.clock >= it.signed.date+it.signed.clock {
		it.signed = e
	}
}

func (d *decoder) finish(it *item) {
	if d.report(it) {
		return
	}
	if it.latest.text != "" && d.Spend() {
		it.sign(it.latest)
		it.parcel.Facts = decode.AddFact(it.parcel.Facts, d.scan(it.latest))
	}
	if it.parcel.Number == "" && len(it.parcel.Facts) == 0 {
		return
	}
	d.Recognise()
	decode.Sign(&it.parcel, it.signed.name)
	d.estimate(it)
	if d.Spend() {
		d.Parcel(it.parcel)
	}
}

// estimate makes a fact of the expected date, of the changed one where there is one. It is a day in the destination's calendar,
// also where the JSON API prints midnight UTC behind it.
func (d *decoder) estimate(it *item) {
	for _, date := range []string{it.changed, it.planned} {
		w, ok := moment.Window(shipment.Moment{}, moment.Compact(day(date), ""))
		if ok && d.Spend() {
			it.parcel.Facts = append(it.parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(it.parcel.Facts), it.changed, it.planned))
			return
		}
	}
}

// day cuts a date off a time: "2026-03-11T00:00:00.000Z" is 2026-03-11 in Canada, too.
func day(s string) string {
	if len(s) > 10 {
		return s[:10]
	}
	return s
}
