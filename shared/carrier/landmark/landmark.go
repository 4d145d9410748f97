// Package landmark reads what Landmark Global answers about parcels: the Track API of its Mercury system (XML). It knows the
// shape, the event codes and the clock of the answers, and that a national post or a parcel carrier takes the last mile.
package landmark

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
const Source = "landmark"

//go:embed codes.csv
var codesCSV string

// Adapter reads Landmark Global payloads and asks its Track API. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	zones *moment.Zones
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones()}
}

// Source is "landmark".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Landmark allows 24 calls a day for each package, one an hour, and names no limit per account.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Landmark Global", Covers: "Landmark Global, with the last mile of others",
		Poll: "user name", PerCall: 1, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Gaps: []string{"each package may be asked for once an hour", "times are Chicago's, wherever the scan was", "no estimates, no proof of delivery"},
	}
}

// Decode reads an answer of the Track API, or an error. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, markup.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Landmark", "neither a tracking answer nor an error")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads the root, or the members of a TrackResponse without it, as a JSON converter leaves them.
func (d *decoder) document() {
	var (
		refusal decode.Refusal
		packs   []pack
		failed  bool
		said    carrier.Problem // what Result says of a failure
	)
	d.Object(func(key []byte) {
		switch name := string(key); name {
		case "TrackResponse":
			d.Recognise()
			d.Each(d.document)
		case "Errors":
			d.Recognise()
			d.Each(func() { failed = d.errors() || failed })
		case "Result":
			d.Recognise()
			d.Each(func() { packs = append(packs, d.result(&said)...) })
		default:
			refusal.Member(d.Reader, name)
		}
	})
	for _, p := range packs {
		d.finish(p)
	}
	switch p, refused := refusal.Problem(); {
	case failed || len(packs) > 0:
	case said.Message != "":
		said.Kind = kindOf("", said.Message)
		d.Problem(said)
	case refused && d.Spend():
		d.Recognise()
		d.Problem(p)
	}
}
