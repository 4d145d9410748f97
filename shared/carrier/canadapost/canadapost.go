// Package canadapost reads what Canada Post answers about parcels: details and summaries of its Tracking services, in XML
// (REST and SOAP, gateway soa-gw) and in JSON (Tracking 2.0 of the Developer Portal). It knows their shapes and codes.
package canadapost

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/markup"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "canadapost"

//go:embed codes.csv
var codesCSV string

// Adapter reads Canada Post payloads and asks its Tracking services. It is safe for concurrent use.
type Adapter struct {
	codes  *carrier.Codes
	zones  *moment.Zones
	tokens *fetch.Tokens
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), tokens: fetch.NewTokens(time.Now)}
}

// Source is "canadapost".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Canada Post sets a limit per key and minute and does not publish it; 60 a minute stays below
// what accounts report.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Canada Post", Covers: "Canada Post",
		Poll: "API key or OAuth 2", PerCall: 1, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Estimate: "day", Proof: "name",
		Gaps: []string{"scans abroad carry no zone", "of the JSON API only published excerpts were seen"},
	}
}

// Decode reads an answer of Get Tracking Details or Get Tracking Summary, or an error. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, markup.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Canada Post", "neither tracking details, nor a summary, nor an error")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads one object at any depth of an answer: a wrapper, details, a summary or an error. The JSON API prints the
// members of the XML in camel case and without their wrapper.
func (d *decoder) document() {
	it := item{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "Canada Post"}}
	d.Object(func(key []byte) {
		switch string(key) {
		case "wrapper", "Envelope", "Body", "get-tracking-detail-response", "get-tracking-summary-response":
			d.Each(d.document)
		case "tracking-detail", "tracking-summary", "pin-summary", "pinSummary", "pinSummaries":
			d.Recognise()
			d.Each(d.document)
		default:
			if !d.failure(&it, key) && !d.summary(&it, key) {
				d.detail(&it, key)
			}
		}
	})
	d.finish(&it)
}
