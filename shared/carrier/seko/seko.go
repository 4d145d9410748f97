// Package seko reads what SEKO's OmniParcel platform sends: answers of its tracking API (statusv2) and its webhooks, which
// have the same shape. It knows their shapes and codes; who sent a webhook is checked before, by shared/signature.
package seko

import (
	_ "embed"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "seko"

//go:embed codes.csv
var codesCSV string

// Adapter reads OmniParcel payloads and asks its tracking API. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	now   func() time.Time // only for Fetch: decoding never looks at the time
}

// New makes the adapter.
func New() *Adapter { return &Adapter{codes: carrier.MustCodes(codesCSV), now: time.Now} }

// Source is "seko".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. SEKO allows 100 calls a minute
// (https://seko.atlassian.net/wiki/spaces/RSC/pages/2470119007).
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "SEKO", Covers: "SEKO (OmniParcel)",
		Push: "one or more scans", Signing: "shared secret",
		Poll: "API key", PerCall: batch, Rate: carrier.Rate{Calls: 90, Per: time.Minute},
		Gaps: []string{
			"times are wall clocks without zone",
			"pushes are not signed: a delivery known only from one is confirmed by a poll",
		},
	}
}

// Decode reads an answer of the tracking API or a webhook (a list of consignments, or one), or an error. It follows
// carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	list, answers := d.IsList(), 0
	d.Each(func() {
		answers++
		d.document()
	})
	if kind == carrier.Poll && list && answers == 0 && d.Err() == nil { // SEKO leaves out the consignments that it does not know
		d.Recognise()
		d.Problem(carrier.Problem{Kind: carrier.NotFound, Message: "no consignment listed"})
	}
	return d.End(d.Err(), "SEKO", "neither a tracking answer nor a webhook")
}

// Interpret explains OmniParcel codes and wordings that an aggregator repeats. The code counts before the words, and an
// OmniCode that is new is not explained by them.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Code("omni", code); ok || strings.HasPrefix(code, "OP-") {
		return m, ok
	}
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	return a.codes.Words(text)
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads one object: a consignment with its events, or an error, alone or about a consignment.
func (d *decoder) document() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var c consignment
	var refused failure
	d.Object(func(key []byte) {
		switch string(key) {
		case "ConsignmentNo", "Connote":
			c.number = decode.Number(d.Text(payload.Short))
		case "Status":
			c.status = d.Text(payload.Line)
		case "Delivered":
			c.delivered = d.Text(payload.Short)
		case "TrackingNo", "CarrierTrackingNo", "LastMileTrackingNo", "LastMileTrackingNumber":
			d.alias(&c)
		case "Events":
			d.Recognise()
			c.tracked = true
			d.Each(func() { d.event(&c) })
		case "Tracking", "Picked":
			d.Recognise()
		case "Warnings", "Reference1": // what the merchant calls the parcel may be anything
		default:
			d.failure(&refused, key)
		}
	})
	if d.refuse(&refused, &c) {
		return
	}
	d.finish(&c)
}
