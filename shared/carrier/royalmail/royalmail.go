// Package royalmail reads answers of Royal Mail's Tracking API v2: the events of one item, the summary of up to 30, and the
// signature of a delivery.
package royalmail

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "royalmail"

//go:embed codes.csv
var codesCSV string

// Adapter reads Royal Mail payloads and asks the Tracking API. It is safe for concurrent use.
type Adapter struct {
	codes *carrier.Codes
	now   func() time.Time
}

// New makes the adapter.
func New() *Adapter { return &Adapter{codes: carrier.MustCodes(codesCSV), now: time.Now} }

// Source is "royalmail".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Royal Mail agrees the rate with each customer and publishes none: ours is cautious.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Royal Mail", Covers: "Royal Mail",
		Poll: "client id and secret", PerCall: 1, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Estimate: "window", Proof: "name",
		Gaps: []string{"no official list of event codes is public: unlisted ones go by their words"},
	}
}

// Decode reads an answer about one item (mailPieces is an object) or several (a list), or an error. It follows
// carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{a, payload.New(body), decode.Begin(Source, kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Royal Mail", "neither mail pieces nor an error")
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
}

// document reads {"mailPieces":…} or {"httpCode","httpMessage","moreInformation","errors":[…]}. Some clients keep the members
// of an error, empty, beside the mail pieces.
func (d *decoder) document() {
	var refusal decode.Refusal
	var failures []carrier.Problem
	d.Object(func(key []byte) {
		switch string(key) {
		case "mailPieces":
			d.Recognise()
			d.Each(d.piece)
		case "errors":
			d.Each(func() { failures = d.failure(failures) })
		default:
			refusal.Member(d.Reader, string(key))
		}
	})
	whole, refused := refusal.Problem()
	if refused && len(failures) == 0 && d.Spend() {
		failures = append(failures, whole)
	}
	for _, p := range failures {
		d.Recognise()
		if p.Kind == "" {
			p.Kind = kindOf("", whole.Code, p.Message)
		}
		d.Problem(p)
	}
}
