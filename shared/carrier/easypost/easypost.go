// Package easypost reads what EasyPost sends: trackers, alone, in lists, or inside the events of its webhooks. A tracker
// repeats the whole history of a parcel each time. The signature of an event is checked before, by shared/signature.
package easypost

import (
	"cmp"
	_ "embed"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
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

// Profile follows carrier.Adapter. The rate is the one that EasyPost asks for (https://docs.easypost.com/docs/rate-limits).
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "EasyPost", Covers: "every carrier of the account",
		Push: "whole history", Signing: "HMAC over the body",
		Poll: "API key", PerCall: batch, Rate: carrier.Rate{Calls: 5, Per: time.Second},
		Estimate: "day", Proof: "name",
		Gaps: []string{"times may be local clocks printed as UTC: they are kept as printed"},
	}
}

// Decode reads an event, a tracker, a list of either, or an error. An event about something else than a tracker (a batch, a
// refund) gives an empty update. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "EasyPost", "neither an event nor a tracker")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads one object of any documented shape.
func (d *decoder) document() {
	var t tracker
	d.Object(func(key []byte) {
		switch string(key) {
		case "object":
			t.object = d.Text(payload.Short)
		case "result", "trackers", "events":
			d.Recognise()
			d.Each(d.document)
		case "error":
			d.Recognise()
			d.failure()
		case "completed_urls", "previous_attributes": // of an event; the listing of events leaves "result" out
			d.Recognise()
		default:
			d.field(&t, key)
		}
	})
	switch t.object {
	case "Tracker", "":
		d.finish(&t)
	default: // an Event, or what the event is about
		d.Recognise()
	}
}

// failure reads {"error":{"code","message"}}, or the sentence that some gateways put in its place.
func (d *decoder) failure() {
	if !d.Spend() {
		return
	}
	var p carrier.Problem
	if d.IsObject() {
		p.Code, p.Message = decode.CodeAndMessage(d.Reader)
	} else {
		p.Message = d.Text(payload.Line)
	}
	if p == (carrier.Problem{}) { // "error": null beside an answer
		return
	}
	p.Kind = problemKind(p.Code, p.Message)
	d.Problem(p)
}

// problemKind sorts EasyPost's error codes (https://docs.easypost.com/docs/errors), and by its words an error without one.
func problemKind(code, message string) string {
	switch code {
	case "UNAUTHORIZED", "UNAUTHENTICATED", "FORBIDDEN", "APIKEY.INACTIVE", "PAYMENT_REQUIRED", "PAYMENT.REQUIRED":
		return carrier.Unauthorized
	case "NOT_FOUND":
		return carrier.NotFound
	case "RATE_LIMITED", "TOO_MANY_REQUESTS":
		return carrier.RateLimited
	case "INTERNAL_SERVER_ERROR", "BAD_GATEWAY", "SERVICE_UNAVAILABLE", "GATEWAY_TIMEOUT", "TIMEOUT":
		return carrier.Upstream
	case "":
		unknown := decode.Saying{Kind: carrier.NotFound, Words: "could not be found"}
		return cmp.Or(decode.KindOfWords(message, unknown), decode.KindOfText(message), carrier.Invalid)
	}
	if strings.HasSuffix(code, ".NOT_FOUND") { // of a tracker, or of what is asked about it
		return carrier.NotFound
	}
	return carrier.Invalid
}
