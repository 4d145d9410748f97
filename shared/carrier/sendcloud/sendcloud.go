// Package sendcloud reads what Sendcloud sends: parcels inside its webhooks, which tell one status and no history, and the
// answers of its tracking APIs, which tell the history. The signature of a webhook is checked before, by shared/signature.
package sendcloud

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter.
const Source = "sendcloud"

//go:embed codes.csv
var codesCSV string

// Adapter reads Sendcloud payloads and asks its API. It is safe for concurrent use.
type Adapter struct {
	codes    *carrier.Codes
	carriers map[string]carrier.Interpreter // by Doorstep code
	now      func() time.Time               // only for Fetch: decoding never looks at the time
}

// New makes the adapter. carriers explain, by Doorstep code, the words of the carriers that Sendcloud repeats; the map may be
// nil and must not change afterwards.
func New(carriers map[string]carrier.Interpreter) *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), carriers: carriers, now: time.Now}
}

// Source is "sendcloud".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Sendcloud allows 1,000 GET calls a minute
// (https://sendcloud.dev/docs/getting-started/rate-limits) and discourages frequent polling.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Sendcloud", Covers: "every parcel of the account",
		Push: "one status", Signing: "HMAC over the body",
		Poll: "Basic", PerCall: 1, Rate: carrier.Rate{Calls: 300, Per: time.Minute},
		Estimate: "day",
		Gaps:     []string{"no places", "pushes tell Sendcloud's status without the carrier's words"},
	}
}

// Decode reads a webhook, a tracking answer (API v2 or v3), a parcel, a list of either, or an error. Webhooks about something
// else than a parcel (integration_connected) give an empty update. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Sendcloud", "neither a webhook nor a tracking answer")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads one object: a webhook, a tracking answer, one parcel or several, or an error.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	var (
		own     parcel   // members at the top: a tracking answer
		inner   []parcel // under "parcel", "parcels", "data"
		hook    webhook
		refused failure
	)
	d.Object(func(key []byte) {
		switch string(key) {
		case "action":
			d.Recognise()
			hook.action = d.Text(payload.Short)
		case "timestamp":
			hook.sent = d.Text(payload.Short)
		case "carrier_status_change_timestamp":
			hook.changed = d.Text(payload.Short)
		case "parcel", "parcels", "data":
			if string(key) == "parcels" { // a page of them may be empty
				d.Recognise()
			}
			d.Each(func() {
				if p := d.parcel(); p.told() && d.Spend() {
					inner = append(inner, p)
				}
			})
		case "errors", "detail":
			d.complaints(&refused, key)
		default:
			if !d.field(&own, key) {
				refused.Member(d.Reader, string(key))
			}
		}
	})
	if hook.action != "" && hook.action != "parcel_status_changed" {
		return
	}
	if own.told() {
		inner = append(inner, own)
	}
	if p, failed := refused.Problem(); failed && len(inner) == 0 && d.Spend() {
		d.Recognise()
		d.Problem(p)
	}
	for i := range inner {
		d.finish(&inner[i], hook)
	}
}

// webhook is the envelope of a push. Both times count milliseconds since 1970.
type webhook struct {
	action  string
	sent    string // when Sendcloud sent it
	changed string // when the carrier changed the status
}

// failure is an error: {"error":{"code","message"}} of API v2, {"errors":[{"status","code","detail"}]} or {"detail":…} of API
// v3.
type failure struct{ decode.Refusal }

// complaints reads what stands under "errors" or "detail": a sentence, or objects of which the first counts.
func (d *decoder) complaints(f *failure, key []byte) {
	if !d.IsObject() && !d.IsList() {
		f.Member(d.Reader, string(key))
		return
	}
	first := true
	d.Each(func() {
		if !first || !d.IsObject() {
			return
		}
		first = false
		d.Object(func(key []byte) {
			name := string(key)
			if name == "msg" { // of a validation: {"loc","msg","type"}
				name = "message"
			}
			f.Member(d.Reader, name)
		})
		f.Fail() // whatever its words are
	})
}
