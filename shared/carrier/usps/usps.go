// Package usps reads what the United States Postal Service sends: answers of the Tracking API v3 and notifications of the
// Subscriptions-Tracking API. It knows their shapes and codes; the signature of a notification is checked before, by
// shared/signature.
package usps

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
const Source = "usps"

//go:embed codes.csv
var codesCSV string

// Adapter reads USPS payloads and asks the Tracking API. It is safe for concurrent use.
type Adapter struct {
	codes  *carrier.Codes
	zones  *moment.Zones
	tokens *fetch.Tokens
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), tokens: fetch.NewTokens(time.Now)}
}

// Source is "usps".
func (a *Adapter) Source() string { return Source }

// Decode reads an answer of the Tracking API (one number or a list of them) or a notification, whose payload is JSON inside
// a string. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: payload.New(body), update: carrier.Update{Source: Source, Kind: kind}, left: carrier.MaxItems}
	d.Each(d.document)
	if err := d.Err(); err != nil {
		return carrier.Update{}, fault.Wrap(fault.Malformed, err, "read USPS payload")
	}
	if d.inner != nil {
		return carrier.Update{}, fault.Wrap(fault.Malformed, d.inner, "read the payload inside the USPS notification")
	}
	if !d.known {
		return carrier.Update{}, fault.New(fault.Malformed, "read USPS payload: neither a tracking answer nor a notification")
	}
	if d.left <= 0 {
		d.update.Problems = append(d.update.Problems, carrier.TooMany(""))
	}
	return d.update, nil
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	update carrier.Update
	left   int   // of carrier.MaxItems
	known  bool  // something of the documented shapes was seen
	inner  error // the first syntax error inside a notification
}

// spend takes one item from the budget and reports whether there was one left.
func (d *decoder) spend() bool {
	d.left--
	return d.left > 0
}

// document reads one object: an answer, an error or the envelope of a notification.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	m := mailpiece{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "USPS"}}
	d.Object(func(key []byte) {
		switch string(key) {
		case "payload":
			d.known = true
			d.notification()
		case "subscriptionId":
			d.known = true
		case "error":
			m.failed = true
			d.failure(&m)
		case "error_description": // of RFC 6749, beside "error": "invalid_client"
			m.problem.Message = d.Text(payload.Line)
		default:
			d.field(&m, key)
		}
	})
	d.finish(&m)
}

// notification reads the stringified JSON of a notification with a reader of its own. An envelope that carries the object
// itself is read as well.
func (d *decoder) notification() {
	if !d.IsText() {
		d.Each(d.document)
		return
	}
	outer := d.Reader
	d.Reader = payload.New(outer.Inner())
	d.Each(d.document)
	if err := d.Err(); err != nil && d.inner == nil {
		d.inner = err
	}
	d.Reader = outer
}
