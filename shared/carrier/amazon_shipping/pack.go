package amazonshipping

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

const (
	// maxDetails bounds the detail codes of one leg; the list knows some 30.
	maxDetails = 32
	// returns is the leg back to the shipper; the other one is FORWARD.
	returns = "RETURNS"
)

// pack is one package while it is read.
type pack struct {
	number    string
	other     string // alternateLegTrackingId: the number of its way back
	events    []event
	single    event // of a push, or of a package whose answer has no events
	promised  string
	estimated string
	details   map[string][]string // by leg
	received  string
}

// event is one tracking event as printed.
type event struct {
	code, at, leg string
	place         shipment.Place
}

func (e event) empty() bool { return e.code == "" && e.at == "" }

// any reports whether something was told of a package. A status alone is not enough: gateways print one beside their errors.
func (p *pack) any() bool {
	return p.number != "" || len(p.events) > 0 || p.single.at != ""
}

// field reads one member of a package.
func (d *decoder) field(p *pack, key []byte) {
	switch string(key) {
	case "trackingId":
		p.number = decode.Number(d.Text(payload.Short))
	case "alternateLegTrackingId":
		p.other = decode.Number(d.Text(payload.Short))
	case "eventHistory":
		d.Recognise()
		d.Each(func() { d.event(p) })
	case "promisedDeliveryDate":
		p.promised = d.Text(payload.Short)
	case "estimatedArrivalDate", "estimatedDeliveryDate", "latestEstimatedArrivalDate":
		p.estimated = d.Text(payload.Short)
	case "summary":
		d.Recognise()
		d.Object(func(key []byte) { d.field(p, key) })
	case "status": // of the whole package: a push prints it beside the code of the event
		if status := d.Text(payload.Short); p.single.code == "" {
			p.single.code = status
		}
	case "trackingDetailCodes":
		d.Object(func(leg []byte) { d.detail(p, strings.ToUpper(string(leg))) })
	case "proofOfDelivery":
		d.Object(func(key []byte) {
			if string(key) == "receivedBy" {
				p.received = d.Text(payload.Short)
			}
		})
	default:
		d.member(&p.single, key)
	}
}

// member reads one member of an event.
func (d *decoder) member(e *event, key []byte) {
	switch string(key) {
	case "eventCode":
		e.code = d.Text(payload.Short)
	case "eventTime":
		e.at = d.Text(payload.Short)
	case "shipmentType":
		e.leg = strings.ToUpper(d.Text(payload.Short))
	case "location":
		d.Object(func(key []byte) {
			switch string(key) {
			case "city":
				e.place.City = d.Text(payload.Line)
			case "stateOrRegion":
				e.place.Region = d.Text(payload.Short)
			case "postalCode":
				e.place.Postal = d.Text(payload.Short)
			case "countryCode":
				e.place.Country = d.Text(payload.Short)
			}
		})
	}
}

func (d *decoder) event(p *pack) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) { d.member(&e, key) })
	if !e.empty() {
		p.events = append(p.events, e)
	}
}

// detail reads the detail codes of one leg: {"forward":[…],"returns":[…]}, of which events name theirs in capitals.
func (d *decoder) detail(p *pack, leg string) {
	keep := func() {
		if code := d.Text(payload.Short); code != "" && len(p.details[leg]) < maxDetails {
			if p.details == nil {
				p.details = make(map[string][]string, 2)
			}
			p.details[leg] = append(p.details[leg], code)
		}
	}
	if d.IsText() {
		keep()
		return
	}
	d.Each(keep)
}

// finish makes the parcel of a package.
func (d *decoder) finish(p *pack) {
	if !p.any() {
		return
	}
	d.Recognise()
	if len(p.events) == 0 && !p.single.empty() && d.Spend() {
		p.events = append(p.events, p.single)
	}
	parcel := carrier.Parcel{Number: p.number, Carrier: Source, CarrierRaw: "Amazon Shipping"}
	if p.other != "" && p.other != p.number {
		parcel.Aliases = []string{p.other}
	}
	last := p.last()
	for _, e := range p.events {
		m := d.meaning(e)
		if e.at == last[e.kind()] {
			m = d.refine(m, p.details[e.direction()])
		}
		parcel.Facts = decode.AddFact(parcel.Facts, d.fact(e, m))
	}
	d.estimate(p, &parcel)
	decode.Sign(&parcel, p.received)
	if d.Spend() {
		d.Parcel(parcel)
	}
}

// last gives for each kind of event when it happened last: what the detail codes are about.
func (p *pack) last() map[string]string {
	last := make(map[string]string, len(p.events))
	for _, e := range p.events {
		last[e.kind()] = max(last[e.kind()], e.at)
	}
	return last
}

func (e event) kind() string { return e.code + " " + e.leg }

// direction is the name of the event's leg among the detail codes.
func (e event) direction() string {
	if e.leg == returns {
		return returns
	}
	return "FORWARD"
}

func (a *Adapter) fact(e event, m carrier.Meaning) shipment.Fact {
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: Source,
		Code:    e.code,
		Text:    e.code, // Amazon sends no words; the codes are readable
		Status:  m.Status,
		Sub:     m.Sub,
		At:      moment.ISO(e.at),
		Place:   e.place,
	}
	return shipment.Identify(f, e.at, e.code, e.leg, e.place.City, e.place.Region, e.place.Postal, e.place.Country)
}
