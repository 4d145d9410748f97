// Package ship24 reads what Ship24 sends: results of trackers and the pushes of its webhooks. Both repeat the whole history
// of a parcel, with the events of all carriers that had it. What a push proves is checked before, by shared/signature.
package ship24

import (
	"cmp"
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter.
const Source = "ship24"

//go:embed codes.csv
var codesCSV string

// Adapter reads Ship24 payloads and asks its API. It is safe for concurrent use.
type Adapter struct {
	codes    *carrier.Codes
	carriers map[string]carrier.Interpreter // by Doorstep code
	now      func() time.Time               // only for Fetch: decoding never looks at the time
}

// New makes the adapter. carriers explain, by Doorstep code, the words of the carriers that Ship24 repeats; the map may be
// nil and must not change afterwards.
func New(carriers map[string]carrier.Interpreter) *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), carriers: carriers, now: time.Now}
}

// Source is "ship24".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Ship24 publishes no rate for this call; ours is cautious.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Ship24", Covers: "every carrier of the created trackers",
		Push: "whole history", Signing: "shared secret",
		Poll: "API key", PerCall: 1, Rate: carrier.Rate{Calls: 120, Per: time.Minute},
		Estimate: "window", Proof: "name",
		Gaps: []string{
			"pushes are not signed: a delivery known only from one is confirmed by a poll",
			"trackers must be created at Ship24 by whoever pays for them: a poll does not",
		},
	}
}

// Decode reads an answer, a push or an error. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Ship24", "neither results nor a push")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads {"data":{"trackings"}}, {"trackings"} (a push), {"errors"}, a tracking alone, or one item of the answer to many
// ({"itemStatus","inputData","tracker","errors"}).
func (d *decoder) document() {
	var (
		t       tracking
		failed  []carrier.Problem
		refusal decode.Refusal // of a gateway
	)
	d.Object(func(key []byte) {
		switch string(key) {
		case "data":
			d.Each(d.document)
		case "trackings", "trackers": // the second lists what is tracked, without events
			d.Recognise()
			d.Each(d.document)
		case "errors":
			d.Each(func() { failed = d.failure(failed) })
		case "error": // of the answer to many
			if d.IsObject() {
				failed = d.failure(failed)
				return
			}
			refusal.Member(d.Reader, "error")
		case "status": // "success", "partial" or "error"; a gateway's is a number
			if d.IsText() {
				d.Skip()
				return
			}
			refusal.Member(d.Reader, "status")
		default:
			if !refusal.Member(d.Reader, string(key)) {
				d.field(&t, key)
			}
		}
	})
	for _, p := range failed {
		p.Number = cmp.Or(t.number, t.asked)
		d.Problem(p)
	}
	if p, ok := refusal.Problem(); ok && !t.seen && len(failed) == 0 && d.Spend() {
		d.Recognise()
		d.Problem(p)
	}
	d.finish(&t)
}
