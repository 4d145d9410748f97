// Package purolator reads what Purolator's E-Ship Web Services answer about parcels: TrackPackagesByPin and its siblings of the
// Tracking Service (SOAP, namespaces of version 1 and 2), and TrackingByPinsOrReferences, which prints numbered events. It
// knows their shapes, scan types and wordings.
package purolator

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/markup"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "purolator"

//go:embed codes.csv
var codesCSV string

// Adapter reads Purolator payloads and asks its Tracking Service. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	zones *moment.Zones
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones()}
}

// Source is "purolator".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Purolator publishes neither a limit nor how many PINs one call may hold: both are guesses on the
// careful side.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Purolator", Covers: "Purolator",
		Poll: "user name", PerCall: perCall, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Estimate: "day", Proof: "name",
		Gaps: []string{"times carry no zone; a depot in a province with one clock gives it"},
	}
}

// Decode reads an answer of the Tracking Service, or an error. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, markup.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Purolator", "neither a tracking answer nor an error")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads one object on the way from the envelope to what it holds.
func (d *decoder) document() {
	var refusal decode.Refusal
	d.Object(func(key []byte) {
		switch name := string(key); name {
		case "Envelope", "Body", "TrackPackagesByPinResponse", "TrackPackagesByReferenceResponse", "GetDeliveryDetailsResponse",
			"TrackingByPinsOrReferencesResponse", "TrackingByPinsOrReferencesResult":
			d.Each(d.document)
		case "TrackingInformationList":
			d.Recognise()
			if d.IsList() {
				d.Each(d.trackingInformation)
				return
			}
			d.Each(d.list)
		case "TrackingInformation": // JSON converters drop the list around it
			d.Recognise()
			d.Each(d.trackingInformation)
		case "DeliveryDetails":
			d.Recognise()
			d.Each(d.delivery)
		case "SearchResults", "SearchResult", "searchResults", "searchResult":
			d.Recognise()
			d.Each(d.result)
		case "Shipment", "shipment":
			d.Recognise()
			d.Each(d.shipment)
		case "ResponseInformation":
			d.Recognise()
			d.information("")
		default:
			refusal.Member(d.Reader, name)
		}
	})
	if p, refused := refusal.Problem(); refused && d.Spend() {
		d.Recognise()
		d.Problem(p)
	}
}

func (d *decoder) list() {
	d.Object(func(key []byte) {
		if string(key) == "TrackingInformation" {
			d.Each(d.trackingInformation)
		}
	})
}
