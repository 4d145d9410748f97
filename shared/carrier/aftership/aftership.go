// Package aftership reads what AfterShip Tracking sends: trackings, alone, in lists, as the last checkpoint of one, or inside
// the events of its webhooks, in the shapes of all versions since v3. A tracking repeats the whole history of a parcel each
// time. The signature of an event is checked before, by shared/signature.
package aftership

import (
	_ "embed"
	"slices"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter.
const Source = "aftership"

//go:embed codes.csv
var codesCSV string

// Adapter reads AfterShip payloads and asks its API. It is safe for concurrent use.
type Adapter struct {
	codes    *carrier.Codes
	zones    *moment.Zones
	carriers map[string]carrier.Interpreter // by Doorstep code
	now      func() time.Time               // only for Fetch: decoding never looks at the time
}

// New makes the adapter. carriers explain, by Doorstep code, the words and codes of the carriers that AfterShip repeats; the
// map may be nil and must not change afterwards.
func New(carriers map[string]carrier.Interpreter) *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), carriers: carriers, now: time.Now}
}

// Source is "aftership".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. The rate is below the lowest that AfterShip publishes for the list of trackings
// (https://www.aftership.com/docs/tracking/2025-01/quickstart/rate-limit: 6 calls a second).
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "AfterShip", Covers: "every carrier that the account tracks",
		Push: "whole history", Signing: "HMAC over the body",
		Poll: "API key", PerCall: batch, Rate: carrier.Rate{Calls: 5, Per: time.Second},
		Estimate: "window", Proof: "name",
		Gaps: []string{"tells only about numbers that were added to the AfterShip account", "times without zone where the carrier gives none"},
	}
}

// Decode reads an event, an answer of the API (one tracking, a list, a checkpoint, an error), or a bare tracking. An answer
// about something else (couriers, notifications) gives an empty update. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "AfterShip", "neither an event nor an answer about trackings")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads one object: the envelope of an answer or of an event, or a tracking without either.
func (d *decoder) document() {
	var (
		own     tracking // a tracking without an envelope
		found   []*tracking
		failed  failure
		gateway decode.Refusal
	)
	d.Object(func(key []byte) {
		switch string(key) {
		case "meta":
			d.meta(&failed)
		case "data", "msg":
			d.Each(func() { found = append(found, d.data()...) })
		case "event", "event_id", "is_tracking_first_tag":
			d.Recognise()
			d.Skip()
		case "trackings", "tracking":
			d.Each(func() { found = append(found, d.data()...) })
		default:
			if !d.field(&own, key) {
				gateway.Member(d.Reader, string(key))
			}
		}
	})
	found = append(found, &own)
	switch p, refused := gateway.Problem(); {
	case failed.refused():
		d.refuse(failed.problem(), found)
	case refused && !d.some(found):
		d.refuse(p, found)
	default:
		for _, t := range found {
			d.finish(t)
		}
	}
}

// some reports whether any of the trackings says anything.
func (d *decoder) some(found []*tracking) bool {
	return slices.ContainsFunc(found, func(t *tracking) bool { return !t.empty() })
}

// data reads what stands under "data" or "msg": a tracking itself (webhooks, and the API since 2024-01), one under
// "tracking", several under "trackings", or something else, of which nothing is known.
func (d *decoder) data() []*tracking {
	if !d.IsObject() || !d.Spend() {
		return nil
	}
	var own tracking // behind the check: it escapes, and a hostile list has many
	var inner []*tracking
	d.Object(func(key []byte) {
		switch string(key) {
		case "tracking", "trackings":
			d.Recognise()
			d.Each(func() { inner = append(inner, d.data()...) })
		case "couriers", "notification", "pagination", "count", "limit":
			d.Recognise()
			d.Skip()
		default:
			d.field(&own, key)
		}
	})
	if own.empty() {
		return inner
	}
	return append(inner, &own)
}
