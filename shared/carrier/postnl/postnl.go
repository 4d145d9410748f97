// Package postnl reads answers of PostNL's Shipping Status API v2: the current or complete status of a barcode or a reference,
// the feed of updated shipments, and signatures.
package postnl

import (
	_ "embed"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "postnl"

//go:embed codes.csv
var codesCSV string

// Adapter reads PostNL payloads and asks the Shipping Status API. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	zones *moment.Zones
	now   func() time.Time
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), now: time.Now}
}

// Source is "postnl".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. PostNL agrees the rate with each customer and publishes none: ours is cautious.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "PostNL", Covers: "PostNL",
		Poll: "API key", PerCall: 1, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Estimate: "window", Proof: "signature",
		Gaps: []string{"places of scans are codes, which are not published", "the webhooks are a pilot by invitation and are not read"},
	}
}

// Decode reads an answer about a barcode or a reference, a list of updates, a signature, or an error. It follows
// carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	if d.IsList() && strings.Trim(string(body[:min(len(body), 16)]), " \t\r\n[]") == "" {
		d.Recognise() // no shipment was updated
	}
	d.Each(d.document)
	return d.End(d.Err(), "PostNL", "neither a status nor an error")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// members reads an object whose names PostNL spells in several cases ("TimeStamp", "Timestamp"); field gets them in lower case.
func (d *decoder) members(field func(name string)) {
	d.Object(func(key []byte) { field(strings.ToLower(string(key))) })
}

// document reads {"CompleteStatus"|"CurrentStatus":{"Shipment":…},"Warnings":…}, one update of the feed, which is a shipment
// without an envelope, {"Signature":…}, or an error.
func (d *decoder) document() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var refusal decode.Refusal
	s := piece{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "PostNL"}}
	d.members(func(name string) {
		switch name {
		case "completestatus", "currentstatus", "completestatusresponse", "currentstatusresponse":
			d.Recognise()
			d.Each(d.envelope)
		case "shipment", "shipments":
			d.Recognise()
			d.Each(d.piece)
		case "signature":
			d.Each(d.signature)
		case "warnings", "errors", "array", "error":
			d.Each(func() { d.failure(&refusal) })
		case "http_status_code":
			refusal.Member(d.Reader, "statusCode")
		case "fault", "message":
			refusal.Member(d.Reader, name)
		default:
			d.member(&s, name)
		}
	})
	if p, refused := refusal.Problem(); refused && d.Spend() {
		d.Recognise()
		d.Problem(p)
	}
	d.finish(&s)
}

func (d *decoder) envelope() {
	d.members(func(name string) {
		switch name {
		case "shipment", "shipments":
			d.Each(d.piece)
		case "warnings":
			var refusal decode.Refusal
			d.Each(func() { d.failure(&refusal) })
		}
	})
}
