// Package ups reads what UPS sends: answers of the Track API and messages of UPS Track Alert. It knows the shape and the
// codes of both; the signature of a message is checked before, by shared/signature.
package ups

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/fault"
)

// Source is the code of this adapter and of the carrier.
const Source = "ups"

//go:embed codes.csv
var codesCSV string

// Adapter reads UPS payloads and asks the Track API. It is safe for concurrent use.
type Adapter struct {
	codes  *carrier.Codes
	zones  *moment.Zones
	tokens *fetch.Tokens
	now    func() time.Time // only for Fetch: decoding never looks at the time
}

// New makes the adapter.
func New() *Adapter {
	now := time.Now
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), tokens: fetch.NewTokens(now), now: now}
}

// Source is "ups".
func (a *Adapter) Source() string { return Source }

// Decode reads a Track API answer or a Track Alert message; the shape of the body decides, so that either road may carry
// either. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: payload.New(body), update: carrier.Update{Source: Source, Kind: kind}, left: carrier.MaxItems}
	d.Each(d.document) // Track Alert sends one message per request; a list of them costs nothing to accept
	if err := d.Err(); err != nil {
		return carrier.Update{}, fault.Wrap(fault.Malformed, err, "read UPS payload")
	}
	if d.left <= 0 {
		d.update.Problems = append(d.update.Problems, carrier.TooMany(""))
	}
	if !d.known {
		return carrier.Update{}, fault.New(fault.Malformed, "read UPS payload: neither a Track API answer nor a Track Alert message")
	}
	return d.update, nil
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	update carrier.Update
	left   int  // of carrier.MaxItems
	known  bool // something of the documented shapes was seen
}

// spend takes one item from the budget and reports whether there was one left.
func (d *decoder) spend() bool {
	d.left--
	return d.left > 0
}

// document reads one top-level object of any of the three documented shapes.
func (d *decoder) document() {
	var m message
	d.Object(func(key []byte) {
		switch string(key) {
		case "trackResponse":
			d.known = true
			d.trackResponse()
		case "response": // the envelope of errors
			d.known = true
			d.errors()
		case "validTrackingNumbers", "invalidTrackingNumbers": // the answer to a subscription: no news of parcels
			d.known = true
		default:
			m.field(d.Reader, string(key))
		}
	})
	if m.number == "" && m.status.empty() {
		return
	}
	d.known = true
	if d.spend() {
		d.update.Parcels = append(d.update.Parcels, d.parcelOf(m))
	}
}
