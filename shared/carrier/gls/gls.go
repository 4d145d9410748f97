// Package gls reads answers of the GLS Group's Track And Trace API v1 and of the older public tracking of gls-group.eu.
package gls

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "gls"

//go:embed codes.csv
var codesCSV string

// Adapter reads GLS payloads and asks the Track And Trace API. It is safe for concurrent use.
type Adapter struct {
	codes  *carrier.Codes
	zones  *moment.Zones
	tokens *fetch.Tokens
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), tokens: fetch.NewTokens(time.Now)}
}

// Source is "gls".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Ten numbers per call and 500 calls a day are in the description of the API.
func (a *Adapter) Profile() carrier.Profile {
	const day = 24 * time.Hour
	return carrier.Profile{
		Name: "GLS", Covers: "GLS",
		Poll: "OAuth 2", PerCall: maxNumbers, Rate: carrier.Rate{Calls: 500, Per: day},
		Gaps: []string{"gives no estimate of delivery", "the whole list of event codes is for registered users: unlisted ones go by their words and their group"},
	}
}

// Decode reads a list of parcels, the older tuStatus, or an error. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: payload.New(body), Draft: decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "GLS", "neither parcels nor an error")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
	parcels []parcel
}

// document reads {"parcels":[…]}, {"tuStatus":[…]}, one element of tuStatus alone, the list of event codes (which tells nothing of a parcel), or an error:
// {"errors":[{"code","message"}]} of the token endpoint, {"errors":[{"exitCode","exitMessage"}]} of the API before it, {"exceptionText","lastError"} of the older tracking, or the gateway's.
func (d *decoder) document() {
	var refusal decode.Refusal
	alone := parcel{Parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "GLS"}}
	d.Object(func(key []byte) {
		switch name := string(key); name {
		case "parcels":
			d.Recognise()
			d.Each(d.parcel)
		case "tuStatus":
			d.Recognise()
			d.Each(d.unit)
		case "eventsCodes", "parcelshopDelivery":
			d.Recognise()
		case "errors":
			d.Each(func() { d.failure(&refusal) })
		case "exceptionText":
			refusal.Member(d.Reader, "message")
		case "lastError":
			refusal.Member(d.Reader, "errorCode")
		default:
			if !d.unitMember(&alone, name) {
				refusal.Member(d.Reader, name)
			}
		}
	})
	if alone.Number != "" && d.Spend() {
		d.Recognise()
		d.found(alone)
	}
	if p, refused := refusal.Problem(); refused && d.Spend() {
		d.Recognise()
		p.Kind = kindOf(p)
		d.Problem(p)
	}
	d.finish()
}

// failure reads an element of "errors" into the refusal.
func (d *decoder) failure(refusal *decode.Refusal) {
	d.Object(func(key []byte) {
		switch name := string(key); name {
		case "code", "exitCode":
			refusal.Member(d.Reader, "errorCode")
		case "exitMessage":
			refusal.Member(d.Reader, "message")
		default:
			refusal.Member(d.Reader, name)
		}
	})
}
