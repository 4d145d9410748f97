// Package australiapost reads what Australia Post answers about parcels of its own and of StarTrack: "track items" of the Shipping
// and Tracking APIs, its predecessor of the Delivery Choices, and the shipments that its tracking page shows. It knows their shapes,
// statuses and wordings.
package australiapost

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "australiapost"

//go:embed codes.csv
var codesCSV string

// Adapter reads Australia Post payloads and asks the Shipping and Tracking APIs. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV)}
}

// Source is "australiapost".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Ten numbers a call and ten calls a minute are the documented limits of "track items".
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Australia Post", Covers: "Australia Post, StarTrack",
		Serves: []string{"startrack"},
		Poll:   "API key", PerCall: perCall, Rate: carrier.Rate{Calls: 10, Per: time.Minute},
		Gaps: []string{"no estimates, no proof of delivery", "events have words only, no codes"},
	}
}

// Decode reads an answer about one or more numbers, or an error. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Australia Post", "neither tracking results nor an error")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads {"tracking_results": […]}, {"errors": […]}, {"QueryTrackEventsResponse": {"TrackingResult": …}}, or a shipment of the
// tracking page, {"consignmentId", "articles": […]}.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	var refusal decode.Refusal
	r := result{}
	d.Object(func(key []byte) {
		switch name := string(key); name {
		case "tracking_results", "trackingResults", "TrackingResult", "shipments":
			d.Recognise()
			d.Each(d.result)
		case "QueryTrackEventsResponse":
			d.Recognise()
			d.Each(d.document)
		case "errors", "Errors":
			d.Recognise()
			d.Each(func() { d.failure("") })
		case "consignmentId", "articles":
			d.Recognise()
			d.field(&r, key)
		default:
			refusal.Member(d.Reader, name)
		}
	})
	if p, refused := refusal.Problem(); refused && len(r.articles) == 0 && d.Spend() {
		d.Recognise()
		d.Problem(p)
		return
	}
	d.finish(&r)
}
