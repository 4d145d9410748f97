// Package hermes reads what Hermes Germany answers to the shipment information of its Hermes Shipping Interface: histories of one
// or many shipments, in the present shape and in that of the two older calls. Evri, formerly Hermes UK, is another carrier.
package hermes

import (
	_ "embed"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
)

// Source is the code of this adapter and of the carrier.
const Source = "hermes"

//go:embed codes.csv
var codesCSV string

// Adapter reads answers of Hermes Germany and asks it. It is safe for concurrent use.
type Adapter struct {
	codes  *carrier.Codes
	zones  *moment.Zones
	tokens *fetch.Tokens
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{codes: carrier.MustCodes(codesCSV), zones: moment.NewZones(), tokens: fetch.NewTokens(time.Now)}
}

// Source is "hermes".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. Hermes publishes no limit of calls; the rate is a careful guess.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Hermes", Covers: "Hermes Germany",
		Poll: "OAuth 2, user and password", PerCall: batch, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Estimate: "window",
		Gaps:     []string{"who signed is only in a PDF that must be asked for with a reason: it is not read"},
	}
}

// Decode reads an answer to GET /shipmentinfo, /shipmentstatus or /shipmentstatus/current, or an error of these or of the token
// endpoint. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{Adapter: a, Reader: payload.New(body), Draft: decode.Begin(Source, kind)}
	d.Each(d.document)
	u, err := d.End(d.Err(), "Hermes", "neither shipments nor an error")
	if err == nil && d.listed && len(u.Parcels)+len(u.Problems) == 0 {
		u.Problems = []carrier.Problem{{Kind: carrier.NotFound, Message: "no shipment listed"}}
	}
	return u, err
}

// decoder is the state of one Decode.
type decoder struct {
	*Adapter
	*payload.Reader
	decode.Draft
	listed bool // there is a list of shipments: an empty one tells of none
}

// result is {"code":"e001","message":…}: of a whole answer, of one shipment, or of one status.
type result struct{ code, message string }

// failed reports whether a result is an error. Hermes numbers errors "e…"; warnings and confirmations have other letters.
func (r result) failed() bool {
	return strings.HasPrefix(strings.ToLower(r.code), "e") && strings.Trim(r.code[1:], "0") != ""
}

func (r result) problem(number string) carrier.Problem {
	return carrier.Problem{Number: number, Kind: kindOf(r.code, r.message), Code: r.code, Message: r.message}
}

// kindOf sorts Hermes's result codes (openapi-shipment.yaml, version 2025-12-08, "responses").
func kindOf(code, message string) string {
	switch strings.ToLower(code) {
	case "e001": // no information for the entered value
		return carrier.NotFound
	case "e900", "e901", "e902", "e903": // no right, token invalid or expired
		return carrier.Unauthorized
	case "e002", "e999": // query not successful, technical error
		return carrier.Upstream
	case "e005", "e006", "e008", "e009": // syntax, required field, combination, media type
		return carrier.Invalid
	}
	if kind := decode.KindOfText(message); kind != "" {
		return kind
	}
	return carrier.Invalid
}

// document reads one object: {"shipmentinfo":[…]}, the lists of the older calls, {"listOfResultCodes":[…]}, or an error of the
// token endpoint.
func (d *decoder) document() {
	if !d.IsObject() {
		return
	}
	var (
		refusal        decode.Refusal
		said, answered bool
	)
	d.Object(func(key []byte) {
		switch name := string(key); name {
		case "shipmentinfo", "shipmentInfo", "listOfShipmentHistoryStatus", "listOfCurrentShipmentStatus":
			answered, d.listed = true, true
			d.Recognise()
			d.Each(d.shipment)
		case "listOfResultCodes":
			answered = true
			d.Recognise()
			d.Each(d.resultCode)
		default:
			said = refusal.Member(d.Reader, name) || said
		}
	})
	if answered || !said {
		return
	}
	refusal.Fail()
	problem, _ := refusal.Problem()
	d.Recognise()
	if d.Spend() {
		d.Problem(problem)
	}
}

func (d *decoder) resultCode() {
	if r := d.result(); r.failed() && d.Spend() {
		d.Problem(r.problem(""))
	}
}

func (d *decoder) result() result {
	code, message := decode.CodeAndMessage(d.Reader)
	return result{code, message}
}
