// Package bpost reads what the Belgian post says about parcels: the XML of the tracking service that customers with a contract
// ask (GET /services/trackedmail/item/{barcode}/trackingInfo, namespace http://schema.post.be/tracking/v1/), and the JSON behind
// its public page (track.bpost.cloud).
package bpost

import (
	"bytes"
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/markup"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "bpost"

//go:embed codes.csv
var codesCSV string

// Adapter reads bpost's answers and asks its tracking service. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	zones *moment.Zones
	now   func() time.Time
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), now: time.Now}
}

// Source is "bpost".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. No limit of the service is published; the rate is a careful guess.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "bpost", Covers: "bpost",
		Poll: "account and passphrase", PerCall: 1, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Estimate: "day",
		Gaps:     []string{"scans name no place"},
	}
}

// Decode reads an answer in XML or JSON, or the sentence that stands in place of one. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, markup.New(body), decode.Begin(Source, kind)}
	if p, ok := sentence(body); ok {
		d.Reader = payload.New([]byte("null"))
		d.Recognise()
		d.Problem(p)
	}
	d.Each(d.document)
	return d.End(d.Err(), "bpost", "neither a tracking answer nor an error")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// sentence reads an error that is plain text: the service says "No item found for this barcode" without any markup. Text that
// says nothing known is left to the reader, which refuses it.
func sentence(body []byte) (carrier.Problem, bool) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 || len(body) > payload.Line || bytes.ContainsAny(body[:1], "<{[\"\xef") {
		return carrier.Problem{}, false
	}
	text := payload.Clean(body, payload.Line)
	kind := kindOfText(text)
	return carrier.Problem{Kind: kind, Message: text}, kind != ""
}
