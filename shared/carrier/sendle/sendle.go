// Package sendle reads what Sendle sends: answers of its tracking API, and the events of its webhooks, which come alone.
// Sendle hands parcels to local carriers and tells their scans in its own words.
package sendle

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "sendle"

//go:embed codes.csv
var codesCSV string

// Adapter reads Sendle payloads and asks its API. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	zones *moment.Zones
	now   func() time.Time // only for Fetch: decoding never looks at the time
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), now: time.Now}
}

// Source is "sendle".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Ten calls a second from one address are allowed
// (https://developers.sendle.com/reference/trackparcel); we keep to half of them.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Sendle", Covers: "Sendle",
		Poll: "user and key", PerCall: 1, Rate: carrier.Rate{Calls: 5, Per: time.Second},
		Estimate: "days",
		Gaps:     []string{"pushes carry neither signature nor secret: they are not taken"},
	}
}

// Decode reads a tracking answer, an event of a webhook, or an error. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Sendle", "neither a tracking answer nor an event")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}
