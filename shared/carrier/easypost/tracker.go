package easypost

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// tracker is one EasyPost Tracker while it is read.
type tracker struct {
	object, number        string
	status, detail        string
	carrier, service      string
	updated, signed       string
	expected              string // est_delivery_date
	localDate, localClock string // carrier_detail.est_delivery_*_local
	details               []detail
	failure               string // the message of a detail in the status "error"
}

func (d *decoder) field(t *tracker, key []byte) {
	switch string(key) {
	case "tracking_code":
		t.number = decode.Number(d.Text(payload.Short))
	case "status":
		t.status = d.Text(payload.Short)
	case "status_detail":
		t.detail = d.Text(payload.Short)
	case "carrier":
		t.carrier = d.Text(payload.Short)
	case "updated_at":
		t.updated = d.Text(payload.Short)
	case "signed_by":
		t.signed = d.Text(payload.Short)
	case "est_delivery_date":
		t.expected = d.Text(payload.Short)
	case "tracking_details":
		d.Recognise()
		d.Each(func() { d.detail(t) })
	case "carrier_detail":
		d.Object(func(key []byte) {
			switch string(key) {
			case "service":
				t.service = d.Text(payload.Short)
			case "est_delivery_date_local":
				t.localDate = d.Text(payload.Short)
			case "est_delivery_time_local":
				t.localClock = d.Text(payload.Short)
			}
		})
	}
}

// finish turns a tracker into a parcel. Its own status is EasyPost's verdict on the whole and makes no scan: the details do.
func (d *decoder) finish(t *tracker) {
	if t.number == "" && len(t.details) == 0 || !d.Spend() {
		return
	}
	d.Recognise()
	code := carrier.Code(t.carrier)
	p := carrier.Parcel{Number: t.number, Carrier: code, CarrierRaw: t.carrier, Service: t.service}
	p.Facts = make([]shipment.Fact, 0, len(t.details)+1)
	for _, e := range t.details {
		if e.status == "error" { // EasyPost explains itself in a detail: kept in the history, and reported
			t.failure = e.message
		}
		f := d.scan(e, code)
		p.Facts = append(p.Facts, f)
		if w, ok := windowOf(e.expected, "", ""); ok && d.Spend() {
			p.Facts = append(p.Facts, decode.Estimate(Source, code, w, f.At, e.expected))
		}
	}
	decode.Sign(&p, t.signed)
	d.conclude(t, &p)
	d.Parcel(p)
}

// conclude adds what the tracker says beyond its scans: an estimate, a verdict, a problem.
func (d *decoder) conclude(t *tracker, p *carrier.Parcel) {
	at := moment.ISO(t.updated)
	if at.Local == "" {
		at = decode.Newest(p.Facts)
	}
	if w, ok := windowOf(t.expected, t.localDate, t.localClock); ok && d.Spend() {
		p.Facts = append(p.Facts, decode.Estimate(Source, p.Carrier, w, at, t.expected, t.localDate, t.localClock))
	}
	switch {
	case t.status == "error" || t.failure != "":
		d.Problem(t.problem())
	case t.detail == "expired":
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictExpired, at))
	case t.status == "unknown" && len(p.Facts) == 0:
		p.Facts = append(p.Facts, decode.Verdict(Source, p.Carrier, shipment.VerdictNotFound, at))
	}
}

// problem explains a tracker in the status "error": EasyPost could not track the number at all.
func (t *tracker) problem() carrier.Problem {
	p := carrier.Problem{Number: t.number, Kind: carrier.Upstream, Code: "error", Message: t.failure}
	if t.detail != "" && t.detail != "unknown" {
		p.Code = t.detail
	}
	text := strings.ToLower(t.failure)
	switch {
	case strings.Contains(text, "valid"):
		p.Kind = carrier.Invalid
	case strings.Contains(text, "not found"), strings.Contains(text, "no record"):
		p.Kind = carrier.NotFound
	}
	return p
}

// windowOf is the expected day. The carrier's local date is believed before est_delivery_date, whose "T00:00:00Z" means that
// date and no instant (https://github.com/goshippo/shippo-php-client/issues/29 tells what comes of it). A local clock is the time by which.
func windowOf(date, localDate, localClock string) (shipment.Window, bool) {
	day := moment.Day(moment.ISO(localDate))
	if day == "" {
		day, localClock = moment.Day(moment.ISO(date)), ""
	}
	return moment.Window(shipment.Moment{}, moment.Compact(day, localClock))
}
