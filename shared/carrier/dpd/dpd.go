// Package dpd reads what DPD's web services say about parcels on the European continent: answers of ParcelLifeCycleService 2.0 in
// SOAP, and the JSON that says the same (https://esolutions.dpd.com/entwickler/dpdwebservices.aspx). DPD tells milestones: those
// that the parcel has reached are its scans.
package dpd

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/markup"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "dpd"

//go:embed codes.csv
var codesCSV string

// Adapter reads DPD's answers and asks its web services. It is safe for concurrent use.
type Adapter struct {
	codes  *carrier.Codes
	zones  *moment.Zones
	logins *fetch.Logins
	now    func() time.Time
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), logins: fetch.NewLogins(time.Now, tokenLife), now: time.Now}
}

// Source is "dpd".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. DPD agrees the number of calls with each customer; the rate is a careful guess.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "DPD", Covers: "DPD on the continent (not DPD UK)",
		Poll: "DELIS user", PerCall: 1, Rate: carrier.Rate{Calls: 30, Per: time.Minute},
		Gaps: []string{"no estimates", "milestones, not every scan"},
	}
}

// Decode reads an answer in XML or JSON. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, markup.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "DPD", "neither a tracking answer nor a fault")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}
