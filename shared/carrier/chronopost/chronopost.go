// Package chronopost reads answers of Chronopost's tracking service, in SOAP: trackSkybillV2 and its older and wider sisters
// (https://ws.chronopost.fr/tracking-cxf/TrackingServiceWS?wsdl).
package chronopost

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
const Source = "chronopost"

//go:embed codes.csv
var codesCSV string

// Adapter reads Chronopost's answers and asks its tracking service. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	zones *moment.Zones
	now   func() time.Time
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), now: time.Now}
}

// Source is "chronopost".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. No limit of the service is published; the rate is a careful guess.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Chronopost", Covers: "Chronopost",
		Poll: "open", PerCall: 1, Rate: carrier.Rate{Calls: 30, Per: time.Minute},
		Estimate: "day", Proof: "name",
		Gaps: []string{"an estimate only when the recipient has chosen another day"},
	}
}

// Decode reads an answer in XML, or the JSON of a gateway. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, markup.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Chronopost", "neither a tracking answer nor a fault")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}
