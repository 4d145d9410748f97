// Package shipengine reads what ShipEngine sends, which is also the API of ShipStation: tracking answers by carrier and
// number or by label, and the pushes of its "track" webhooks. Each repeats the whole history of a parcel. The signature of
// a push is checked before, by shared/signature.
package shipengine

import (
	_ "embed"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter.
const Source = "shipengine"

//go:embed codes.csv
var codesCSV string

// Adapter reads ShipEngine payloads and asks its API. It is safe for concurrent use.
type Adapter struct {
	codes    *carrier.Codes
	zones    *moment.Zones
	carriers map[string]carrier.Interpreter // by Doorstep code
	now      func() time.Time               // only for Fetch: decoding never looks at the time
}

// New makes the adapter. carriers explain, by Doorstep code, the words and codes of the carriers that ShipEngine repeats;
// the map may be nil and must not change afterwards.
func New(carriers map[string]carrier.Interpreter) *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), carriers: carriers, now: time.Now}
}

// Source is "shipengine".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. The rate is the documented limit (https://www.shipengine.com/docs/rate-limits/).
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "ShipEngine", Covers: "every carrier of the account",
		Push: "whole history", Signing: "RSA over time and body",
		Poll: "API key", PerCall: 1, Rate: carrier.Rate{Calls: 200, Per: time.Minute},
		Estimate: "day", Proof: "name",
		Gaps: []string{"a poll must name the carrier: where nobody knows it, the number's format decides"},
	}
}

// Decode reads a push, a tracking answer, a list of either, or an error. A push about something else than tracking (a
// batch, a rate) gives an empty update. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "ShipEngine", "neither a tracking answer nor a push")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads a push ({"resource_url","resource_type","data"}), an answer, or an error.
func (d *decoder) document() {
	var t track
	var refusal decode.Refusal // of a gateway
	kind := ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "resource_type":
			kind = d.Text(payload.Short)
		case "resource_url":
			t.address = d.Text(payload.Line)
		case "data":
			d.Object(func(key []byte) { d.field(&t, key) })
		case "errors":
			d.Each(d.failure)
		case "error":
			if d.IsText() {
				refusal.Member(d.Reader, "error")
				return
			}
			d.Each(d.failure)
		default:
			if !refusal.Member(d.Reader, string(key)) {
				d.field(&t, key)
			}
		}
	})
	if p, ok := refusal.Problem(); ok && !t.seen && d.Spend() {
		d.Recognise()
		d.Problem(p)
	}
	if kind != "" {
		d.Recognise()
		if !strings.Contains(kind, "TRACK") {
			return
		}
	}
	d.finish(&t)
}
