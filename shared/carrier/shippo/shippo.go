// Package shippo reads what Shippo sends: tracks, alone, in lists, or inside the events of its webhooks. A track repeats the
// whole history of a parcel each time. Who sent an event is checked before, by shared/signature.
package shippo

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter.
const Source = "shippo"

//go:embed codes.csv
var codesCSV string

// Adapter reads Shippo payloads and asks its API. It is safe for concurrent use.
type Adapter struct {
	codes    *carrier.Codes
	carriers map[string]carrier.Interpreter // by Doorstep code
	now      func() time.Time               // only for Fetch: decoding never looks at the time
}

// New makes the adapter. carriers explain, by Doorstep code, the words of the carriers that Shippo repeats; the map may be
// nil and must not change afterwards.
func New(carriers map[string]carrier.Interpreter) *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), carriers: carriers, now: time.Now}
}

// Source is "shippo".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. The rate leaves room below the 500 GET calls a minute of a live account
// (https://docs.goshippo.com/docs/api_concepts/ratelimits).
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Shippo", Covers: "every carrier that Shippo tracks",
		Push: "whole history", Signing: "HMAC over time and body on request, else a shared secret",
		Poll: "API key", PerCall: 1, Rate: carrier.Rate{Calls: 400, Per: time.Minute},
		Estimate: "day",
		Gaps: []string{
			"a poll must name the carrier: that of the number, else the one in the credentials",
			"a delivery known only from an unsigned push is confirmed by a poll",
			"times may be local clocks printed as UTC: they are kept as printed",
		},
	}
}

// Decode reads an event, a track, a list of either, or an error. An event about something else than a track (a label, a batch)
// gives an empty update. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Shippo", "neither an event nor a track")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads one object: a track, an event around one, a page of tracks, or an error. In errors the members of the request
// hold lists of complaints in place of their values.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	var (
		own, inner track
		event      string
		refused    failure
	)
	d.Object(func(key []byte) {
		switch string(key) {
		case "event":
			d.Recognise()
			event = d.Text(payload.Short)
		case "test":
			d.Skip() // tells a made-up track from a real one; its number is made up as well
		case "data":
			d.Object(func(key []byte) { d.field(&inner, key) })
		case "results":
			d.Recognise()
			d.Each(d.document)
		default:
			if d.IsList() && complains(key) {
				d.complaint(&refused, key)
				return
			}
			if !d.field(&own, key) {
				refused.Member(d.Reader, string(key))
			}
		}
	})
	if event != "" && event != "track_updated" { // a label or a batch, whose members have names of a track
		return
	}
	if d.refuse(&refused, &own) {
		return
	}
	d.finish(&own)
	d.finish(&inner)
}
