// Package amazonshipping reads what Amazon Shipping sends: answers of the tracking operation of the Selling Partner API's
// Shipping v2 (and v1, which looks alike) and push notifications about one event. It knows their shapes and codes; the secret
// of a push is checked before, by shared/signature.
package amazonshipping

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
const Source = "amazon_shipping"

//go:embed codes.csv
var codesCSV string

// Adapter reads Amazon Shipping payloads and asks the tracking operation. It is safe for concurrent use.
type Adapter struct {
	codes  *carrier.Codes
	zones  *moment.Zones
	tokens *fetch.Tokens
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), tokens: fetch.NewTokens(time.Now)}
}

// Source is "amazon_shipping".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. The rate is that of the usage plan of Shipping v1, 5 calls a second with a burst of 15
// (developer-docs.amazon.com/sp-api/docs/shipping-api-v1-reference); the plan of v2 is believed to be wider, and the account buys
// labels with the same application.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Amazon Shipping", Covers: "Amazon Shipping",
		Push: "one scan", Signing: "shared secret",
		Poll: "OAuth 2", PerCall: 1, Rate: carrier.Rate{Calls: 5, Per: time.Second},
		Estimate: "day", Proof: "name",
		Gaps: []string{
			"pushes are not signed: a delivery known only from one is confirmed by a poll",
			"only labels bought with the same application can be asked about",
		},
	}
}

// Decode reads an answer of the tracking operation, an error of it or of Login with Amazon, or a push. It follows
// carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Amazon Shipping", "neither tracking information nor a notification")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads one object: the envelope of an answer ("payload") or of a push ("detail"), or what stands in them, which was
// seen without.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	var p pack
	var refusal carrier.Problem
	envelope := false
	d.Object(func(key []byte) {
		switch string(key) {
		case "payload", "detail":
			envelope = true
			d.Each(d.document)
		case "errors":
			envelope = true
			d.Recognise()
			d.Each(d.failure)
		case "error":
			refusal.Code = d.Text(payload.Short)
		case "error_description", "message", "Message":
			refusal.Message = d.Text(payload.Line)
		default:
			d.field(&p, key)
		}
	})
	if refusal.Code != "" || refusal.Message != "" && !envelope && !p.any() {
		d.refused(refusal)
	}
	d.finish(&p)
}
