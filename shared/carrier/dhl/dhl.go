// Package dhl reads DHL's unified tracking: answers of Shipment Tracking and the pushes of its twin, in which all divisions of
// DHL tell about their parcels in one shape and in their own words; and the histories that DHL eCommerce Americas pushes. DHL
// Express and DHL Paket have older APIs of their own, with more details, which are other adapters.
package dhl

import (
	_ "embed"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter, and of those divisions of DHL that have no code of their own.
const Source = "dhl"

//go:embed codes.csv
var codesCSV string

// Adapter reads what DHL's unified tracking sends and asks it. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	zones *moment.Zones
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones()}
}

// Source is "dhl".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. A new app may call 250 times a day and once in 5 seconds
// (https://developer.dhl.com/api-reference/shipment-tracking, "Rate limits"); DHL raises it on request.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "DHL", Covers: "all divisions of DHL",
		Serves: []string{"dhl_ecommerce", "dhl_express", "dhl_parcel_de"},
		Push:   "one scan or the whole history", Signing: "shared secret",
		Poll: "API key", PerCall: 1, Rate: carrier.Rate{Calls: 250, Per: 24 * time.Hour},
		Estimate: "window", Proof: "name",
		Gaps: []string{
			"pushes are not signed: a delivery known only from one is confirmed by a poll",
			"not every division gives codes: then the words decide, in English, German, Dutch and Polish",
		},
	}
}

// Decode reads an answer of Shipment Tracking, a push of a subscription, or a history of DHL eCommerce Americas. It follows
// carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: payload.New(body), Draft: decode.Begin(Source, kind)}
	d.Each(d.document)
	u, err := d.End(d.Err(), "DHL", "neither shipments, nor a push, nor an error")
	if err == nil {
		u.Handshake = d.handshake
		if kind == carrier.Poll && d.listed && len(u.Parcels)+len(u.Problems) == 0 {
			u.Problems = []carrier.Problem{{Kind: carrier.NotFound, Message: "no shipment listed"}}
		}
	}
	return u, err
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
	handshake *carrier.Handshake
	listed    bool // there is a list of shipments: an empty one is DHL's other way to know nothing about a number
}

// envelope is what stands around the shipments of a push.
type envelope struct {
	scope, self, secret string
}

// document reads one object: {"shipments":[…]}, the same with the scope of a push, {"packages":[…]}, or an error.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	var (
		refusal        decode.Refusal
		e              envelope
		said, answered bool
		asked          string
	)
	d.Object(func(key []byte) {
		switch name := string(key); name {
		case "shipments":
			answered, d.listed = true, true
			d.Recognise()
			d.Each(d.shipment)
		case "packages":
			answered, d.listed = true, true
			d.Recognise()
			d.Each(d.pack)
		case "scope":
			e.scope = d.Text(payload.Short)
		case "self":
			e.self = d.Text(payload.Line)
		case "secret":
			e.secret = d.Text(payload.Line)
		case "instance":
			asked = numberIn(d.Text(payload.Line))
		default:
			said = refusal.Member(d.Reader, name) || said
		}
	})
	if d.push(e) || answered || !said {
		return
	}
	refusal.Fail()
	problem, _ := refusal.Problem()
	problem.Number = asked
	d.Recognise()
	if d.Spend() {
		d.Problem(problem)
	}
}

// push notes what the envelope of a push says beside its shipments, and reports whether there is one. "subscription.validate" asks
// for confirmation; "subscription.ready" and what else DHL tells about a subscription needs no answer.
func (d *decoder) push(e envelope) bool {
	what, ok := strings.CutPrefix(e.scope, "subscription.")
	if !ok {
		return false
	}
	d.Recognise()
	if what == "validate" && e.self != "" {
		d.handshake = &carrier.Handshake{Subscription: e.self, Secret: e.secret}
	}
	return true
}

// numberIn finds the number that a failed call asked for: "/shipment/8264715546".
func numberIn(instance string) string {
	_, number, ok := strings.Cut(instance, "/shipment/")
	if !ok || len(number) > payload.Short || strings.ContainsAny(number, "/?&") {
		return ""
	}
	return decode.Number(number)
}
