package veho

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// pack is one package while it is read. Its members are those of the API's package, of the envelope of a push and of the older
// answer; no two of them use one name for two things.
type pack struct {
	number    string // trackingId
	barcode   string
	partner   string // the number of the carrier that took it over
	service   string
	logged    bool // there is a log, be it empty
	events    []event
	envelope  event // of a push: the event that it is about
	state     string
	words     string // of the state
	served    string // when it was delivered
	scheduled string // the day that Veho plans
	promised  string // the day of the service level
}

// field reads one member of a package and reports whether it was one.
func (p *pack) field(d *decoder, key []byte) bool {
	switch string(key) {
	case "trackingId", "trackingNumber":
		p.number = decode.Number(d.Text(payload.Short))
	case "barCode", "barcode":
		p.barcode = decode.Number(d.Text(payload.Short))
	case "externalCarrier":
		d.Object(func(key []byte) {
			if string(key) == "trackingId" {
				p.partner = decode.Number(d.Text(payload.Short))
			}
		})
	case "serviceClass":
		p.service = d.Text(payload.Short)
	case "eventLog", "events":
		p.logged = true
		d.Each(func() { d.event(p) })
	case "lastEvent", "currentState", "status":
		p.state = cmp.Or(d.Text(payload.Short), p.state)
	case "humanReadableOperation", "statusDetails":
		p.words = d.Text(payload.Line)
	case "actualServiceDate":
		p.served = d.Text(payload.Short)
	case "scheduledServiceDate", "estimatedDelivery":
		p.scheduled = d.Text(payload.Short)
	case "slaServiceDate", "slaDeliveryDate":
		p.promised = d.Text(payload.Short)
	case "occurredAt":
		p.envelope.at = d.Text(payload.Short)
	default:
		return p.envelope.member(d.Reader, key)
	}
	return true
}

// finish makes the parcel of a package. A number alone is none: every envelope and many errors have one.
func (d *decoder) finish(p *pack) {
	if p.number == "" && p.barcode == "" && len(p.events) == 0 {
		return
	}
	if len(p.events) == 0 {
		if e := p.last(); !e.empty() {
			p.events = append(p.events, e)
		}
	}
	if len(p.events) == 0 && !p.logged || !d.Spend() {
		return
	}
	d.Recognise()
	parcel := carrier.Parcel{Number: cmp.Or(p.number, p.barcode), Carrier: Source, CarrierRaw: "Veho", Service: p.service}
	for _, other := range [...]string{p.barcode, p.partner} {
		if other != "" && other != parcel.Number {
			parcel.Aliases = append(parcel.Aliases, other)
		}
	}
	for _, e := range p.events {
		parcel.Facts = decode.AddFact(parcel.Facts, d.fact(e))
	}
	d.estimate(p, &parcel)
	d.told++
	d.Parcel(parcel)
}

// last is the one event that a package without a log tells of: the event of a push, or its state, which has a time only once it is
// delivered.
func (p *pack) last() event {
	if p.envelope.code != "" {
		return p.envelope
	}
	e := event{code: p.state, text: p.words}
	if p.state == "delivered" {
		e.at = p.served
	}
	return e
}

// estimate makes a fact of the day that Veho plans, or else of the day of the service level. The plan is printed as an instant: the
// midnight that begins the day of the destination, which in every zone of the United States has that date in UTC too.
func (d *decoder) estimate(p *pack, parcel *carrier.Parcel) {
	for _, raw := range [...]string{p.scheduled, p.promised} {
		day := shipment.Moment{Local: moment.Day(moment.ISO(raw)), Precision: shipment.Day}
		if w, ok := moment.Window(shipment.Moment{}, day); ok && d.Spend() {
			parcel.Facts = append(parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(parcel.Facts), raw))
			return
		}
	}
}
