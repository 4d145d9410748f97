// Package dhlexpress reads what DHL Express answers to the tracking calls of the MyDHL API: shipments with their events, and the
// pieces of a shipment with events of their own. DHL's other divisions have other APIs and other adapters.
package dhlexpress

import (
	_ "embed"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "dhl_express"

//go:embed codes.csv
var codesCSV string

// Adapter reads answers of the MyDHL API and asks it. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	zones *moment.Zones
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones()}
}

// Source is "dhl_express".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. DHL publishes no limit for production; the rate is a careful guess.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "DHL Express", Covers: "DHL Express",
		Poll: "user and password", PerCall: 1, Rate: carrier.Rate{Calls: 120, Per: time.Minute},
		Estimate: "window", Proof: "name",
		Gaps: []string{
			"names of signers are often left out by DHL, for data protection",
			"an event without offset is local to its service area, of which only the country is known",
		},
	}
}

// Decode reads an answer to GET /shipments/{number}/tracking or GET /tracking: one shipment or several, or an error. It follows
// carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: payload.New(body), Draft: decode.Begin(Source, kind)}
	d.Each(d.document)
	u, err := d.End(d.Err(), "DHL Express", "neither shipments nor an error")
	if err == nil && len(u.Parcels)+len(u.Problems) == 0 {
		u.Problems = []carrier.Problem{{Kind: carrier.NotFound, Message: "no shipment listed"}}
	}
	return u, err
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads one object: {"shipments":[…]}, or an error.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	var refusal decode.Refusal
	said, asked, answered := false, "", false
	d.Object(func(key []byte) {
		switch name := string(key); name {
		case "shipments":
			answered = true
			d.Recognise()
			d.Each(d.shipment)
		case "instance":
			asked = numberIn(d.Text(payload.Line))
		case "reasons": // the gateway: [{"msg":"Invalid Credentials"}]
			d.Each(func() {
				d.Object(func(key []byte) {
					if string(key) == "msg" {
						said = refusal.Member(d.Reader, "message") || said
					}
				})
			})
		default:
			said = refusal.Member(d.Reader, name) || said
		}
	})
	if said && !answered { // also an error with a code of DHL's own, such as "998"
		refusal.Fail()
	}
	problem, failed := refusal.Problem()
	if !failed {
		return
	}
	d.Recognise()
	if d.Spend() {
		problem.Number = asked
		if problem.Kind == carrier.Invalid && nothing(problem.Message) { // 400 and "1001: The requested shipment was not found"
			problem.Kind = carrier.NotFound
		}
		d.Problem(problem)
	}
}

// nothing reports whether the words of a refusal say that DHL knows no such shipment.
func nothing(words string) bool {
	words = strings.ToLower(words)
	return strings.Contains(words, "no data") || strings.Contains(words, "no shipment") || strings.Contains(words, "shipment was not found")
}

// numberIn finds the number that a failed call asked for, "/expressapi/shipments/1234567890/tracking?…", so that the answer for
// one of several can be told apart.
func numberIn(instance string) string {
	_, rest, ok := strings.Cut(instance, "/shipments/")
	if !ok {
		return ""
	}
	number, _, ok := strings.Cut(rest, "/tracking")
	if !ok || len(number) > payload.Short || strings.ContainsAny(number, "/?&,{") {
		return ""
	}
	return decode.Number(number)
}
