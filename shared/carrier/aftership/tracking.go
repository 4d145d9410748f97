package aftership

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// tracking is one AfterShip tracking while it is read.
type tracking struct {
	number, slug, service string
	tag, subtag, message  string // AfterShip's own verdict on the whole
	updated, signed       string
	inactive              bool // AfterShip has stopped looking
	packages              string
	checkpoints           []checkpoint
	aliases               []string // numbers of the carriers before and after
	expected              expectations
	seen                  bool // some member that only a tracking has
}

func (t *tracking) empty() bool { return t.number == "" && len(t.checkpoints) == 0 && !t.seen }

// field reads one member of a tracking and reports whether it is one.
func (d *decoder) field(t *tracking, key []byte) bool {
	switch string(key) {
	case "tracking_number":
		t.number = decode.Number(d.Text(payload.Short))
	case "slug":
		t.slug = d.Text(payload.Short)
	case "tag":
		t.tag = d.Text(payload.Short)
	case "subtag":
		t.subtag = d.Text(payload.Short)
	case "subtag_message":
		t.message = d.Text(payload.Line)
	case "shipment_type":
		t.service = d.Text(payload.Short)
	case "shipment_package_count":
		t.packages = d.Text(payload.Short)
	case "updated_at":
		t.updated = d.Text(payload.Short)
	case "last_updated_at": // until 2025-01, when it was the same under another name
		t.updated = cmp.Or(t.updated, d.Text(payload.Short))
	case "signed_by":
		t.signed = d.Text(payload.Line)
	case "active":
		t.inactive = d.Text(payload.Short) == "false"
	case "checkpoints", "checkpoint":
		d.Recognise()
		t.seen = true
		d.Each(func() { d.checkpoint(t) })
	case "next_couriers", "first_mile", "last_mile":
		d.Each(func() { d.leg(t) })
	default:
		return d.expectation(&t.expected, key)
	}
	return true
}

// leg reads the carrier before or after this one: {"slug","tracking_number"}.
func (d *decoder) leg(t *tracking) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	d.Object(func(key []byte) {
		if string(key) == "tracking_number" {
			if number := decode.Number(d.Text(payload.Short)); number != "" {
				t.aliases = append(t.aliases, number)
			}
		}
	})
}

// finish turns a tracking into a parcel. AfterShip's own tag is its verdict on the whole and makes no scan: the checkpoints do.
func (d *decoder) finish(t *tracking) {
	if t.number == "" && len(t.checkpoints) == 0 || !d.Spend() {
		return
	}
	d.Recognise()
	code := carrier.Code(t.slug)
	p := carrier.Parcel{Number: t.number, Carrier: code, CarrierRaw: t.slug, Service: t.service}
	for _, alias := range t.aliases {
		if alias != t.number && !slices.Contains(p.Aliases, alias) {
			p.Aliases = append(p.Aliases, alias)
		}
	}
	p.Facts = make([]shipment.Fact, 0, len(t.checkpoints)+2)
	lost := t.subtag == declaredLost && t.completed()
	for _, c := range t.checkpoints {
		if f := d.scan(c, code); !lost || f.Status != shipment.Delivered { // the merchant denies it: nobody shall be told of a delivery
			p.Facts = append(p.Facts, f)
		}
	}
	decode.Sign(&p, signer(t.signed))
	d.conclude(t, &p)
	d.Parcel(p)
}

// conclude adds what the tracking says beyond its checkpoints.
func (d *decoder) conclude(t *tracking, p *carrier.Parcel) {
	told := moment.ISO(t.updated)
	if told.Local == "" {
		told = decode.Newest(p.Facts)
	}
	if t.completed() && d.Spend() {
		p.Facts = append(p.Facts, d.scan(checkpoint{at: t.updated, slug: t.slug, tag: t.tag, subtag: t.subtag, subtagText: t.message}, p.Carrier))
	}
	d.estimates(t, p, told)
	if n, err := strconv.Atoi(t.packages); err == nil && n > 1 && n <= maxPieces && d.Spend() {
		f := shipment.Fact{Kind: shipment.PiecesFact, Source: Source, Carrier: p.Carrier, Count: n}
		p.Facts = append(p.Facts, shipment.Identify(f, t.packages))
	}
	switch {
	case t.tag == "Expired":
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictExpired, told))
	case t.tag == "Pending" && len(t.checkpoints) == 0:
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictNotFound, told))
	}
}

// maxPieces is how many packages one number can stand for; a larger count is a slip of a keyboard.
const maxPieces = 999

// declaredLost is the sub-status of a parcel that the merchant has declared lost.
const declaredLost = "Exception_013"

// completed reports whether the merchant has declared how the parcel ended: POST /trackings/:id/mark-as-completed takes
// DELIVERED, LOST and RETURNED_TO_SENDER
// (https://www.aftership.com/docs/tracking/2026-07/trackings/post-trackings-id-mark-as-completed). It is a statement of a
// person at a time, and not AfterShip's verdict: since 2025-01 it comes as a checkpoint of its own, before only as the tag.
func (t *tracking) completed() bool {
	switch t.subtag {
	case "Delivered_001", "Exception_011", declaredLost:
		return t.inactive && len(t.checkpoints) > 0 && !slices.ContainsFunc(t.checkpoints, func(c checkpoint) bool {
			return c.subtag == t.subtag || c.tag == t.tag && t.tag == "Delivered"
		})
	default:
		return false
	}
}

// signer leaves out what carriers print in place of a name when nobody had to sign.
func signer(name string) string {
	if strings.Contains(strings.ToLower(name), "not required") || strings.Contains(strings.ToLower(name), "signature") {
		return ""
	}
	return name
}
