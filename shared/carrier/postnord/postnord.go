// Package postnord reads answers of PostNord's Track and Trace API, versions 5 and 7.
package postnord

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "postnord"

//go:embed codes.csv
var codesCSV string

// Adapter reads PostNord payloads and asks the Track and Trace API. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	zones *moment.Zones
	now   func() time.Time
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), now: time.Now}
}

// Source is "postnord".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. The plan of an API key decides the rate and is not public: ours is cautious.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "PostNord", Covers: "PostNord",
		Poll: "API key", PerCall: 1, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Estimate: "window", Proof: "name",
		Gaps: []string{"numeric event codes are not published: the status beside them decides", "pushes are a product of their own and are not read"},
	}
}

// Decode reads an answer about an identifier or a reference, or an error. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "PostNord", "neither shipments nor an error")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads {"TrackingInformationResponse":{"compositeFault":…,"shipments":[…]}}, the same without the envelope, a shipment
// alone, as the public tracking prints it, or an error of the gateway.
func (d *decoder) document() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var refusal decode.Refusal
	s := consignment{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "PostNord"}}
	listed, told, faults := false, false, false
	d.Object(func(key []byte) {
		switch name := string(key); name {
		case "TrackingInformationResponse":
			if d.IsObject() {
				d.Recognise()
				d.Each(d.document)
			}
		case "errorResponse":
			d.Each(d.document)
		case "shipments":
			d.Recognise()
			listed = true
			d.Each(func() { told = true; d.shipment() })
		case "compositeFault", "faults", "fault":
			faults = d.faults(&refusal, name) || faults
		case "shipmentId", "items":
			d.Recognise()
			d.member(&s, name)
		case "status":
			if s.parcel.Number != "" || d.IsObject() { // of a shipment alone; of an error it is an HTTP status
				d.member(&s, name)
			} else {
				refusal.Member(d.Reader, name)
			}
		case "estimatedTimeOfArrival", "publicTimeOfArrival", "service":
			d.member(&s, name)
		default:
			refusal.Member(d.Reader, name)
		}
	})
	if p, refused := refusal.Problem(); refused && s.empty() && !told && d.Spend() {
		d.Recognise()
		d.Problem(p)
		faults = true
	}
	if listed && !told && !faults && d.Spend() { // the answer about an unknown identifier: a list of nothing
		d.Problem(carrier.Problem{Kind: carrier.NotFound, Message: "no shipments"})
	}
	d.finish(&s)
}

// faults reads {"faults":[{"faultCode","explanationText","paramValues"}]}, the list alone, or the fault of the gateway, and
// reports whether there was one of PostNord's own.
func (d *decoder) faults(refusal *decode.Refusal, name string) bool {
	some := false
	switch {
	case name == "fault":
		refusal.Member(d.Reader, name)
	case name == "faults":
		d.Each(func() { some = d.fault() || some })
	default:
		d.Object(func(key []byte) {
			if string(key) == "faults" || string(key) == "fault" {
				d.Each(func() { some = d.fault() || some })
			}
		})
	}
	return some
}

// fault reads one fault; the values of its parameters repeat the request.
func (d *decoder) fault() bool {
	if !d.IsObject() || !d.Spend() {
		return false
	}
	var p carrier.Problem
	d.Object(func(key []byte) {
		switch string(key) {
		case "faultCode":
			p.Code = d.Text(payload.Short)
		case "explanationText":
			p.Message = d.Text(payload.Line)
		}
	})
	if p.Code == "" && p.Message == "" {
		return false
	}
	d.Recognise()
	p.Kind = kindOf(p)
	d.Problem(p)
	return true
}

// kindOf sorts a fault. Its codes are words ("invalidIdentifier", "invalidLocale") of which no list is public.
func kindOf(p carrier.Problem) string {
	for _, word := range []string{p.Code, p.Message} {
		if kind := decode.KindOfStatus(word); kind != "" {
			return kind
		}
		if kind := decode.KindOfText(word); kind != "" {
			return kind
		}
	}
	return carrier.Invalid
}
