// Package asendia reads what Asendia sends: tracking answers of the Asendia Sync API and of the API of Asendia USA. Asendia
// hands parcels to the post of their destination, whose words it repeats. It does not push.
package asendia

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// Source is the code of this adapter and of the carrier.
const Source = "asendia"

//go:embed codes.csv
var codesCSV string

// Adapter reads Asendia payloads and asks the Asendia Sync API. It is safe for concurrent use.
type Adapter struct {
	codes  *carrier.Codes
	logins *fetch.Logins
	now    func() time.Time
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), logins: fetch.NewLogins(time.Now, tokenLife), now: time.Now}
}

// Source is "asendia".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Asendia publishes no limit: 60 calls a minute are a guess.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Asendia", Covers: "Asendia",
		Poll: "user and password", PerCall: 1, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Gaps: []string{"Asendia publishes no list of its event codes: unusual ones may be unknown"},
	}
}

// Decode reads an answer of the tracking operations: {"trackingNumber","trackingEvents"}, a list of these, or the events of one
// number alone; an answer of Asendia USA; or an error. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: payload.New(body), Draft: decode.Begin(Source, kind)}
	list, elements := d.IsList(), 0
	d.Each(func() {
		elements++
		d.document()
	})
	if list && elements == 0 && d.Err() == nil {
		d.nothing()
	}
	if len(d.loose) > 0 && d.Spend() {
		d.Parcel(carrier.Parcel{Carrier: Source, CarrierRaw: name, Facts: d.loose})
	}
	return d.End(d.Err(), name, "neither tracking events nor an error")
}

// name is Asendia's for people.
const name = "Asendia"

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
	loose []shipment.Fact // events that stand in the answer without a number: those of the number that was asked
}

// nothing is an answer that is an empty list.
func (d *decoder) nothing() {
	d.Recognise()
	d.Problem(carrier.Problem{Kind: carrier.NotFound, Message: "no tracking events"})
}

// document reads one object: a parcel, an event without one, the envelope of Asendia USA, or an error.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	p, e, fault := carrier.Parcel{Carrier: Source, CarrierRaw: name}, event{}, problem{}
	told := false // of a parcel, be it without events
	d.Object(func(key []byte) {
		switch string(key) {
		case "trackingNumber", "trackingNumberVendor":
			p.Number = decode.Number(d.Text(payload.Short))
		case "customerReferenceNumber":
			if other := decode.Number(d.Text(payload.Short)); len(other) >= minAlias {
				p.Aliases = []string{other}
			}
		case "trackingEvents", "trackingMilestoneEvents":
			told = true
			d.Each(func() { d.event(&p.Facts) })
		case "data":
			d.usa()
		case "responseStatus":
			d.responseStatus(&fault)
		default:
			if !e.member(d.Reader, key) {
				fault.member(d.Reader, key)
			}
		}
	})
	switch {
	case told || p.Number != "" && !fault.failed():
		d.parcel(p)
	case !e.empty() && d.Spend():
		d.Recognise()
		d.loose = decode.AddFact(d.loose, d.fact(e))
	}
	d.conclude(p.Number, fault)
}

// minAlias is the length of the shortest number of a post; a shorter reference is the sender's own.
const minAlias = 12

// usa reads the parcels of an answer of Asendia USA.
func (d *decoder) usa() {
	list, elements := d.IsList(), 0
	d.Each(func() {
		elements++
		d.document()
	})
	if list && elements == 0 {
		d.nothing()
	}
}

func (d *decoder) parcel(p carrier.Parcel) {
	d.Recognise()
	if (p.Number != "" || len(p.Facts) > 0) && d.Spend() {
		d.Parcel(p)
	}
}
