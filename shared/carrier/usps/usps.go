// Package usps reads what the United States Postal Service sends: answers of the Tracking API v3 and notifications of the
// Subscriptions-Tracking API. It knows their shapes and codes; the signature of a notification is checked before, by
// shared/signature.
package usps

import (
	_ "embed"
	"fmt"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "usps"

//go:embed codes.csv
var codesCSV string

// Adapter reads USPS payloads and asks the Tracking API. It is safe for concurrent use.
type Adapter struct {
	codes  *carrier.Codes
	zones  *moment.Zones
	tokens *fetch.Tokens
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), tokens: fetch.NewTokens(time.Now)}
}

// Source is "usps".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. A new app may call 60 times an hour (developers.usps.com); USPS raises it on request.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "USPS", Covers: "USPS",
		Push: "one or more scans", Signing: "HMAC over time and payload",
		Poll: "OAuth 2", PerCall: 1, Rate: carrier.Rate{Calls: 60, Per: time.Hour},
		Estimate: "window", Proof: "name",
		Gaps: []string{"since April 2026 the API refuses numbers of other shippers: shown as not permitted"},
	}
}

// Decode reads an answer of the Tracking API (one number or a list of them) or a notification, whose payload is JSON inside
// a string. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "USPS", "neither a tracking answer nor a notification")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads one object: an answer, an error or the envelope of a notification.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	m := mailpiece{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "USPS"}}
	d.Object(func(key []byte) {
		switch string(key) {
		case "payload":
			d.Recognise()
			d.notification()
		case "subscriptionId":
			d.Recognise()
		case "error":
			d.failure(&m)
		case "error_description": // of RFC 6749, beside "error": "invalid_client"
			m.problem.Message = d.Text(payload.Line)
		default:
			d.field(&m, key)
		}
	})
	d.finish(&m)
}

// notification reads the stringified JSON of a notification with a reader of its own. An envelope that carries the object
// itself is read as well.
func (d *decoder) notification() {
	if !d.IsText() {
		d.Each(d.document)
		return
	}
	outer := d.Reader
	d.Reader = payload.New(outer.Inner())
	d.Each(d.document)
	if err := d.Err(); err != nil {
		d.Fail(fmt.Errorf("payload of the notification: %w", err))
	}
	d.Reader = outer
}
