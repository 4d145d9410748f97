// Package seventeentrack reads what 17TRACK sends: answers about registered numbers (version 2 of its API), its pushes, and
// the terse bodies of version 1. Each repeats the whole history of a parcel, one list of events for each carrier that had
// it. The signature of a push is checked before, by shared/signature.
package seventeentrack

import (
	"cmp"
	_ "embed"
	"strings"
	"sync"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter.
const Source = "17track"

//go:embed codes.csv
var codesCSV string

// keysCSV holds the numbers by which 17TRACK knows carriers, those for which Doorstep has a code
// (https://res.17track.net/asset/carrier/info/apicarrier.all.json).
//
//go:embed keys.csv
var keysCSV string

// Adapter reads 17TRACK payloads and asks its API. It is safe for concurrent use.
type Adapter struct {
	codes    *carrier.Codes
	names    func() map[string]string       // of carriers, by 17TRACK's key
	carriers map[string]carrier.Interpreter // by Doorstep code
	now      func() time.Time               // only for Fetch: decoding never looks at the time
}

// New makes the adapter. carriers explain, by Doorstep code, the words of the carriers that 17TRACK repeats; the map may be
// nil and must not change afterwards.
func New(carriers map[string]carrier.Interpreter) *Adapter {
	names := sync.OnceValue(func() map[string]string { return decode.Pairs(keysCSV) })
	return &Adapter{codes: carrier.MustCodes(codesCSV), names: names, carriers: carriers, now: time.Now}
}

// Source is "17track".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. The rate is the documented limit (https://api.17track.net/en/doc?version=v2.4).
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "17TRACK", Covers: "every carrier of the registered numbers",
		Push: "whole history", Signing: "SHA-256 over the body and the key",
		Poll: "API key", PerCall: batch, Rate: carrier.Rate{Calls: 3, Per: time.Second},
		Estimate: "days",
		Gaps:     []string{"numbers must be registered with 17TRACK by whoever pays for them: a poll does not", "version 1 gives no status to single events"},
	}
}

// Decode reads an answer, a push or an error of either version of the API. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: payload.New(body), Draft: decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "17TRACK", "neither an answer nor a push")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
	failures int // problems told so far: an envelope only repeats those inside
}

// document reads {"code","data"}, {"event","data"}, or what stands in "data" alone.
func (d *decoder) document() {
	var (
		top        failure
		event      string
		items      []item
		envelope   int
		bare       item
		failedYet  = d.failures
		hasContent bool
	)
	d.Object(func(key []byte) {
		switch string(key) {
		case "code":
			top.code = d.Text(payload.Short)
			envelope++
		case "statusCode", "status": // of a gateway
			top.code = cmp.Or(top.code, d.Text(payload.Short))
		case "message", "msg", "Message":
			top.message = d.Text(payload.Line)
		case "event":
			event = d.Text(payload.Short)
			envelope++
		case "data":
			hasContent = d.IsObject() || d.IsList()
			d.Each(func() { d.data(&items) })
			envelope++
		case "errors", "error":
			d.Each(func() { d.refused("") })
		default:
			d.field(&bare, key)
		}
	})
	if bare.number != "" {
		items = append(items, bare)
	}
	for i := range items {
		items[i].stopped = items[i].stopped || event == "TRACKING_STOPPED"
		d.finish(&items[i])
	}
	if d.failures == failedYet && (top.refuses() || len(items) == 0 && !hasContent && top.complains()) {
		d.report(top, "")
	}
	if envelope > 1 && hasContent || strings.HasPrefix(event, "TRACKING_") {
		d.Recognise()
	}
}

// data reads {"accepted","rejected","errors"}, or the one item of a push.
func (d *decoder) data(items *[]item) {
	var one item
	d.Object(func(key []byte) {
		switch string(key) {
		case "accepted":
			d.Recognise()
			d.Each(func() { d.item(items) })
		case "rejected":
			d.Recognise()
			d.Each(d.rejection)
		case "errors", "error":
			d.Each(func() { d.refused("") })
		default:
			d.field(&one, key)
		}
	})
	if one.number != "" && d.Spend() {
		*items = append(*items, one)
	}
}
