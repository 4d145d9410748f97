// Package veho reads what Veho sends: packages of its API v2 and pushes, which hold the same package, and the older tracking
// answer that third parties show. It knows their shapes and codes; the secret of a push is checked before, by
// shared/signature.
package veho

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "veho"

//go:embed codes.csv
var codesCSV string

// Adapter reads Veho payloads and asks the API. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	zones *moment.Zones
	now   func() time.Time
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), now: time.Now}
}

// Source is "veho".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Veho has a limit and publishes no number: 120 calls a minute are a guess.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Veho", Covers: "Veho",
		Push: "whole history", Signing: "shared secret",
		Poll: "API key", PerCall: 1, Rate: carrier.Rate{Calls: 120, Per: time.Minute},
		Estimate: "day",
		Gaps:     []string{"pushes are not signed: a delivery known only from one is confirmed by a poll"},
	}
}

// Decode reads a package, a list of packages, an order with its packages, a push about one event, or an error. It follows
// carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: payload.New(body), Draft: decode.Begin(Source, kind)}
	list, elements := d.IsList(), 0
	d.Each(func() {
		elements++
		d.document()
	})
	if list && elements == 0 && d.Err() == nil { // no package has the barcode that was asked for
		d.Recognise()
		d.Problem(carrier.Problem{Kind: carrier.NotFound, Message: "no such package"})
	}
	return d.End(d.Err(), "Veho", "neither a package nor an error")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
	told int // packages so far
}

// document reads one object: a package, or something around packages. A push is an envelope about one event with the package,
// and its whole log, inside.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	var p pack
	var fault problem
	before := d.told
	d.Object(func(key []byte) {
		switch string(key) {
		case "package", "packages", "payload", "entity", "data", "trackingResponse", "trackingInfo":
			d.Each(d.document)
		default:
			if !p.field(d, key) {
				fault.member(d.Reader, key)
			}
		}
	})
	if d.told == before { // the package inside an envelope says all that the envelope does, and more
		d.finish(&p)
	}
	if d.told == before {
		d.conclude(p.number, fault)
	}
}
