package shipengine

import (
	"cmp"
	"net/url"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// track is what one answer or push says about a parcel, while it is read.
type track struct {
	number, carrier string // carrier is ShipEngine's code: "stamps_com"
	status          string // of the whole parcel
	expected        string
	address         string // of this resource, which names carrier and number: "…/tracking/usps/9361…"
	page            string // the carrier's own page about the parcel
	seen            bool   // something of a tracking answer was there
	events          []event
}

func (d *decoder) field(t *track, key []byte) {
	switch string(key) {
	case "tracking_number":
		t.number = decode.Number(d.Text(payload.Short))
	case "carrier_code":
		t.carrier = d.Text(payload.Short)
	case "status_code":
		t.status = d.Text(payload.Short)
		t.seen = true
	case "estimated_delivery_date":
		t.expected = d.Text(payload.Short)
	case "tracking_url":
		t.page = d.Text(payload.Line)
	case "links": // of 2019
		d.Object(func(key []byte) {
			if string(key) == "self" {
				d.Object(func(key []byte) {
					if string(key) == "href" {
						t.address = cmp.Or(t.address, d.Text(payload.Line))
					}
				})
			}
		})
	case "events":
		t.seen = true
		d.Each(func() { d.event(t) })
	}
}

// finish turns a track into a parcel. Its own status is ShipEngine's verdict on the whole and makes no scan: the events do.
func (d *decoder) finish(t *track) {
	byAddress, numberThere := resource(t.address)
	raw := cmp.Or(t.carrier, byAddress)
	p := carrier.Parcel{Number: cmp.Or(t.number, numberThere), Carrier: carrier.Code(raw), CarrierRaw: raw}
	if p.Carrier == "" {
		p.Carrier = host(t.page)
	}
	if p.Number == "" && len(t.events) == 0 || !t.seen && t.address == "" || !d.Spend() {
		return
	}
	d.Recognise()
	for _, e := range t.events {
		f := d.scan(e, p.Carrier)
		p.Facts = decode.AddFact(p.Facts, f)
		if f.Status == shipment.Delivered && e.signer != "" {
			p.SignedBy = e.signer
		}
	}
	decode.Sign(&p, p.SignedBy)
	at := decode.Newest(p.Facts)
	if w, ok := moment.Window(shipment.Moment{}, moment.Compact(moment.Day(moment.ISO(t.expected)), "")); ok && d.Spend() {
		p.Facts = append(p.Facts, decode.Estimate(Source, p.Carrier, w, at, t.expected))
	}
	if len(p.Facts) == 0 && t.status == "UN" {
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictNotFound, at))
	}
	d.Parcel(p)
}

// resource takes carrier and number out of the address of a tracking resource: ".../tracking/usps/9361…" or
// "…/tracking?carrier_code=usps&tracking_number=9361…". The address of a label holds neither.
func resource(address string) (code, number string) {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return "", ""
	}
	q := u.Query()
	if q.Get("tracking_number") != "" {
		return q.Get("carrier_code"), decode.Number(q.Get("tracking_number"))
	}
	_, path, ok := strings.Cut(u.Path, "/tracking/")
	code, number, both := strings.Cut(path, "/")
	if !ok || !both {
		return "", ""
	}
	return code, decode.Number(number)
}

// host gives the carrier on whose site a page stands: "https://www.ups.com/track?…".
func host(page string) string {
	u, err := url.Parse(page)
	if err != nil {
		return ""
	}
	labels := strings.Split(u.Hostname(), ".")
	if len(labels) < 2 {
		return ""
	}
	return carrier.Code(labels[len(labels)-2])
}
