// Package ups reads what UPS sends: answers of the Track API and messages of UPS Track Alert. It knows the shape and the
// codes of both; the signature of a message is checked before, by shared/signature.
package ups

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "ups"

//go:embed codes.csv
var codesCSV string

// Adapter reads UPS payloads and asks the Track API. It is safe for concurrent use.
type Adapter struct {
	codes  *carrier.Codes
	zones  *moment.Zones
	tokens *fetch.Tokens
	now    func() time.Time // only for Fetch: decoding never looks at the time
}

// New makes the adapter.
func New() *Adapter {
	now := time.Now
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), tokens: fetch.NewTokens(now), now: now}
}

// Source is "ups".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "UPS", Covers: "UPS",
		Push: "one scan", Signing: "shared secret",
		Poll: "OAuth 2", PerCall: 1, Rate: carrier.Rate{Calls: 10, Per: time.Second},
		Estimate: "window", Proof: "name",
		Gaps: []string{"pushes are not signed: a delivery known only from one is confirmed by a poll"},
	}
}

// Decode reads a Track API answer or a Track Alert message; the shape of the body decides, so that either road may carry
// either. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document) // Track Alert sends one message per request; a list of them costs nothing to accept
	return d.End(d.Err(), "UPS", "neither a Track API answer nor a Track Alert message")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads one top-level object of any of the three documented shapes.
func (d *decoder) document() {
	var m message
	d.Object(func(key []byte) {
		switch string(key) {
		case "trackResponse":
			d.Recognise()
			d.trackResponse()
		case "response": // the envelope of errors
			d.Recognise()
			d.errors()
		case "validTrackingNumbers", "invalidTrackingNumbers": // the answer to a subscription: no news of parcels
			d.Recognise()
		default:
			m.field(d.Reader, string(key))
		}
	})
	if m.number == "" && m.status.empty() {
		return
	}
	d.Recognise()
	if d.Spend() {
		d.Parcel(d.parcelOf(m))
	}
}
