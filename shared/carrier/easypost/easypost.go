// Package easypost reads what EasyPost sends: trackers, alone, in lists, or inside the events of its webhooks. A tracker
// repeats the whole history of a parcel each time. The signature of an event is checked before, by shared/signature.
package easypost

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/fault"
)

// Source is the code of this adapter.
const Source = "easypost"

//go:embed codes.csv
var codesCSV string

// Adapter reads EasyPost payloads and asks its API. It is safe for concurrent use.
type Adapter struct {
	codes    *carrier.Codes
	carriers map[string]carrier.Interpreter // by Doorstep code
	now      func() time.Time               // only for Fetch: decoding never looks at the time
}

// New makes the adapter. carriers explain, by Doorstep code, the words and codes of the carriers that EasyPost repeats; the
// map may be nil and must not change afterwards.
func New(carriers map[string]carrier.Interpreter) *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), carriers: carriers, now: time.Now}
}

// Source is "easypost".
func (a *Adapter) Source() string { return Source }

// Decode reads an event, a tracker, a list of either, or an error. An event about something else than a tracker (a batch, a
// refund) gives an empty update. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: payload.New(body), update: carrier.Update{Source: Source, Kind: kind}, left: carrier.MaxItems}
	d.Each(d.document)
	if err := d.Err(); err != nil {
		return carrier.Update{}, fault.Wrap(fault.Malformed, err, "read EasyPost payload")
	}
	if !d.known {
		return carrier.Update{}, fault.New(fault.Malformed, "read EasyPost payload: neither an event nor a tracker")
	}
	if d.left <= 0 {
		d.update.Problems = append(d.update.Problems, carrier.TooMany(""))
	}
	return d.update, nil
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	update carrier.Update
	left   int  // of carrier.MaxItems
	known  bool // something of the documented shapes was seen
}

// spend takes one item from the budget and reports whether there was one left.
func (d *decoder) spend() bool {
	d.left--
	return d.left > 0
}

// document reads one object of any documented shape.
func (d *decoder) document() {
	var t tracker
	d.Object(func(key []byte) {
		switch string(key) {
		case "object":
			t.object = d.Text(payload.Short)
		case "result":
			d.known = true
			d.Each(d.document)
		case "trackers", "events":
			d.known = true
			d.Each(d.document)
		case "error":
			d.known = true
			d.failure()
		case "completed_urls", "previous_attributes": // of an event; the listing of events leaves "result" out
			d.known = true
		default:
			d.field(&t, key)
		}
	})
	switch t.object {
	case "Tracker", "":
		d.finish(&t)
	default: // an Event, or what the event is about
		d.known = true
	}
}

// failure reads {"error":{"code","message"}}.
func (d *decoder) failure() {
	var p carrier.Problem
	if d.IsText() {
		p.Message = d.Text(payload.Line)
	}
	d.Object(func(key []byte) {
		switch string(key) {
		case "code":
			p.Code = d.Text(payload.Short)
		case "message":
			p.Message = d.Text(payload.Line)
		}
	})
	p.Kind = problemKind(p.Code)
	if d.spend() {
		d.update.Problems = append(d.update.Problems, p)
	}
}

// problemKind sorts EasyPost's error codes (https://docs.easypost.com/docs/errors).
func problemKind(code string) string {
	switch code {
	case "UNAUTHORIZED", "FORBIDDEN", "APIKEY.INACTIVE", "PAYMENT_REQUIRED", "PAYMENT.REQUIRED":
		return carrier.Unauthorized
	case "NOT_FOUND", "TRACKER.NOT_FOUND":
		return carrier.NotFound
	case "RATE_LIMITED", "TOO_MANY_REQUESTS":
		return carrier.RateLimited
	case "INTERNAL_SERVER_ERROR", "BAD_GATEWAY", "SERVICE_UNAVAILABLE", "GATEWAY_TIMEOUT", "TIMEOUT":
		return carrier.Upstream
	default:
		return carrier.Invalid
	}
}
