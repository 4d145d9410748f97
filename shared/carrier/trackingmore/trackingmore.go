// Package trackingmore reads what TrackingMore sends: answers and pushes of version 4 of its API, and of the older versions
// 2 and 3, whose members have other names. Each repeats the whole history of a parcel, in one list for the country it comes
// from and one for the country it goes to. What a push proves is checked before, by shared/signature.
package trackingmore

import (
	"cmp"
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter.
const Source = "trackingmore"

//go:embed codes.csv
var codesCSV string

// Adapter reads TrackingMore payloads and asks its API. It is safe for concurrent use.
type Adapter struct {
	codes    *carrier.Codes
	carriers map[string]carrier.Interpreter // by Doorstep code
	now      func() time.Time               // only for Fetch: decoding never looks at the time
}

// New makes the adapter. carriers explain, by Doorstep code, the words and codes of the carriers that TrackingMore repeats;
// the map may be nil and must not change afterwards.
func New(carriers map[string]carrier.Interpreter) *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), carriers: carriers, now: time.Now}
}

// Source is "trackingmore".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. The rate is the documented limit of the call that lists trackings
// (https://www.trackingmore.com/docs/trackingmore/); whoever exceeds it is shut out for two minutes.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "TrackingMore", Covers: "every carrier of the created trackings",
		Push: "whole history", Signing: "shared secret: HMAC over the time only",
		Poll: "API key", PerCall: batch, Rate: carrier.Rate{Calls: 5, Per: time.Second},
		Estimate: "day", Proof: "name",
		Gaps: []string{
			"pushes prove only that they are recent: a delivery known only from one is confirmed by a poll",
			"numbers must be created at TrackingMore by whoever pays for them: a poll does not",
			"times are clocks without zone",
		},
	}
}

// Decode reads an answer, a push or an error of any version of the API. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: payload.New(body), Draft: decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "TrackingMore", "neither an answer nor a push")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
	failures int // problems told so far: an envelope only repeats those inside
}

// document reads {"meta":{"code","message"},"data"}, the same with code and message beside "data", or an item alone.
func (d *decoder) document() {
	var top failure
	var alone item
	before := d.failures
	d.Object(func(key []byte) {
		switch string(key) {
		case "meta":
			d.Recognise()
			top = d.failure()
		case "code", "statusCode": // the second of a gateway
			top.code = d.Text(payload.Short)
		case "message":
			top.message = d.Text(payload.Line)
		case "error":
			if top.message = d.complaint(); top.message != "" {
				top.code = cmp.Or(top.code, "error")
			}
		case "data":
			d.Each(d.data)
		case "verifyInfo":
			d.Recognise()
		default:
			d.field(&alone, key)
		}
	})
	d.finish(&alone)
	if d.failures == before && (top.refuses() || !alone.seen && top.code == "" && decode.KindOfText(top.message) != "") {
		d.report(top, "")
	}
}

// data reads an item, {"items"} (version 2), {"success","error"} (a batch of version 4) or {"trackings","errors"} (version
// 2).
func (d *decoder) data() {
	var it item
	d.Object(func(key []byte) {
		switch string(key) {
		case "items", "success", "trackings", "tracking":
			d.Recognise()
			d.Each(d.data)
		case "error", "errors":
			d.Each(d.rejection)
		default:
			d.field(&it, key)
		}
	})
	d.finish(&it)
}
