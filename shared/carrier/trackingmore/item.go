package trackingmore

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// item is one tracking while it is read.
type item struct {
	number, carrier string
	service         string
	aliases         []string
	status          string // of the whole parcel
	expected        string
	updated         string
	signed          string
	seen            bool // something of a tracking was there
	checkpoints     []checkpoint
}

// field reads a member of an item of any version.
func (d *decoder) field(it *item, key []byte) {
	switch string(key) {
	case "tracking_number":
		it.number = decode.Number(d.Text(payload.Short))
		it.seen = true
	case "courier_code", "carrier_code": // the second up to version 3
		it.carrier = d.Text(payload.Short)
	case "delivery_status", "status", "tracking_status":
		it.status = plain(d.Text(payload.Short))
	case "scheduled_delivery_date", "estimated_delivery_date", "expected_delivery_date":
		it.expected = cmp.Or(it.expected, d.Text(payload.Short))
	case "updated_at", "update_at", "lastUpdateTime", "last_update_time":
		it.updated = cmp.Or(it.updated, d.Text(payload.Short))
	case "signed_by":
		it.signed = d.Text(payload.Short)
	case "service_code":
		it.service = d.Text(payload.Short)
	case "destination_track_number", "exchange_number", "destination_tracking_number":
		it.alias(d.Text(payload.Short))
	case "origin_info", "destination_info":
		it.seen = true
		d.leg(it)
	}
}

func (it *item) alias(number string) {
	if number = decode.Number(number); number != "" {
		it.aliases = append(it.aliases, number)
	}
}

// leg reads one of the two lists of checkpoints, with the carrier of that part.
func (d *decoder) leg(it *item) {
	from := len(it.checkpoints)
	code := ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "courier_code", "carrier_code":
			code = d.Text(payload.Short)
		case "trackinfo", "track_info":
			d.Each(func() { d.checkpoint(it) })
		}
	})
	for i := range it.checkpoints[from:] {
		it.checkpoints[from+i].carrier = code
	}
}

// finish turns an item into a parcel. Its own status is TrackingMore's verdict on the whole and makes no scan: the
// checkpoints do.
func (d *decoder) finish(it *item) {
	if !it.seen || !d.Spend() {
		return
	}
	d.Recognise()
	p := carrier.Parcel{Number: it.number, Carrier: carrier.Code(it.carrier), CarrierRaw: it.carrier, Service: it.service}
	for _, alias := range it.aliases {
		if alias != it.number {
			p.Aliases = append(p.Aliases, alias)
		}
	}
	for _, c := range it.checkpoints {
		code := p.Carrier
		if c.carrier != "" {
			code = carrier.Code(c.carrier)
		}
		p.Facts = decode.AddFact(p.Facts, d.scan(c, code))
	}
	decode.Sign(&p, it.signed)
	d.conclude(it, &p)
	d.Parcel(p)
}

// conclude adds what an item says beyond its checkpoints: an estimate, a verdict.
func (d *decoder) conclude(it *item, p *carrier.Parcel) {
	at := moment.ISO(it.updated)
	if at.Local == "" {
		at = decode.Newest(p.Facts)
	}
	if w, ok := moment.Window(shipment.Moment{}, moment.ISO(it.expected)); ok && d.Spend() {
		p.Facts = append(p.Facts, decode.Estimate(Source, p.Carrier, w, at, it.expected))
	}
	switch {
	case it.status == "expired":
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictExpired, at))
	case len(p.Facts) == 0 && (it.status == "notfound" || it.status == "pending"):
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictNotFound, at))
	}
}

// plain is a status word as the tables spell it: the documents also write "InfoReceived", "not found001" and "transit_001".
func plain(word string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == ' ', c == '_':
			return -1
		case c >= 'A' && c <= 'Z':
			return c - 'A' + 'a'
		default:
			return c
		}
	}, word)
}
