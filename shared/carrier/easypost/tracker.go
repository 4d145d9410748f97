package easypost

import (
	"strings"

	"doorstep/shared/carrier"
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
		t.number = number(d.Text(payload.Short))
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
		d.known = true
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
	if t.number == "" && len(t.details) == 0 || !d.spend() {
		return
	}
	d.known = true
	code := carrier.Code(t.carrier)
	p := carrier.Parcel{Number: t.number, Carrier: code, CarrierRaw: t.carrier, Service: t.service, SignedBy: t.signed}
	for _, e := range t.details {
		if e.status == "error" { // EasyPost explains itself in a detail: kept in the history, and reported
			t.failure = e.message
		}
		f := d.scan(e, code)
		f.Signed = t.signed != "" && f.Status == shipment.Delivered
		p.Facts = append(p.Facts, f)
		if w, ok := windowOf(e.expected, "", ""); ok && d.spend() {
			p.Facts = append(p.Facts, estimateFact(code, w, f.At, e.expected))
		}
	}
	d.conclude(t, &p)
	d.update.Parcels = append(d.update.Parcels, p)
}

// conclude adds what the tracker says beyond its scans: an estimate, a verdict, a problem.
func (d *decoder) conclude(t *tracker, p *carrier.Parcel) {
	at := moment.ISO(t.updated)
	if at.Local == "" {
		at = newest(p.Facts)
	}
	if w, ok := windowOf(t.expected, t.localDate, t.localClock); ok && d.spend() {
		p.Facts = append(p.Facts, estimateFact(p.Carrier, w, at, t.expected, t.localDate, t.localClock))
	}
	switch {
	case t.status == "error" || t.failure != "":
		d.update.Problems = append(d.update.Problems, t.problem())
	case t.detail == "expired":
		p.Facts = append(p.Facts, verdict(p.Carrier, shipment.VerdictExpired, at))
	case t.status == "unknown" && len(p.Facts) == 0:
		p.Facts = append(p.Facts, verdict(p.Carrier, shipment.VerdictNotFound, at))
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

func verdict(code, word string, at shipment.Moment) shipment.Fact {
	f := shipment.Fact{Kind: shipment.VerdictFact, Source: Source, Carrier: code, Code: word, At: at}
	return shipment.Identify(f, word, at.Local, at.Offset)
}

func estimateFact(code string, w shipment.Window, at shipment.Moment, raw ...string) shipment.Fact {
	f := shipment.Fact{Kind: shipment.EstimateFact, Source: Source, Carrier: code, At: at, Window: w}
	return shipment.Identify(f, append(raw, at.Local, at.Offset)...)
}

// windowOf is the expected day. The carrier's local date is believed before est_delivery_date, whose "T00:00:00Z" means that
// date and no instant (carriers/reference.md, "DST and midnight"). A local clock is the time by which.
func windowOf(date, localDate, localClock string) (shipment.Window, bool) {
	day := moment.Day(moment.ISO(localDate))
	if day == "" {
		day, localClock = moment.Day(moment.ISO(date)), ""
	}
	if day == "" {
		return shipment.Window{}, false
	}
	by := moment.Compact(day, localClock)
	if by.Precision == shipment.Day || strings.HasSuffix(by.Local, "T00:00:00") {
		return shipment.Window{Earliest: day, Latest: day, Precision: shipment.Day}, true
	}
	return shipment.Window{Earliest: day + "T00:00:00", Latest: by.Local, Precision: shipment.Minute}, true
}

// newest is the moment of the last scan.
func newest(facts []shipment.Fact) shipment.Moment {
	var at shipment.Moment
	for _, f := range facts {
		if f.Kind == shipment.ScanFact && (f.At.Local > at.Local || f.At.Local == at.Local && f.At.Offset > at.Offset) {
			at = f.At
		}
	}
	return at
}

// number normalises a tracking code; placeholders and other text that holds no digit are none.
func number(s string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return ""
	}
	return shipment.NormalizeNumber(s)
}
