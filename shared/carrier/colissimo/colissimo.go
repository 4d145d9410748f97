// Package colissimo reads what La Poste says about Colissimo parcels: answers of the web service that customers with a contract
// ask (timelineCompany, in JSON or SOAP), of its predecessor (track), and of the group's API Suivi, which the package
// shared/carrier/suivi reads. Documents: https://www.colissimo.entreprise.laposte.fr/tools-and-services.
package colissimo

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/markup"
	"doorstep/shared/carrier/suivi"
)

// Source is the code of this adapter and of the carrier.
const Source = "colissimo"

//go:embed codes.csv
var codesCSV string

// Adapter reads Colissimo's answers and asks its web service. It is safe for concurrent use.
type Adapter struct {
	brand suivi.Brand
	now   func() time.Time
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{brand: suivi.Brand{Source: Source, Name: "Colissimo", Codes: carrier.MustCodes(codesCSV)}, now: time.Now}
}

// Source is "colissimo".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. No limit of the web service is published; the rate is a careful guess.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "Colissimo", Covers: "Colissimo",
		Poll: "contract and password, or API key", PerCall: 1, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Gaps: []string{"only parcels of the account's own contract", "no estimates"},
	}
}

// Decode reads an answer, in JSON or XML. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := decoder{suivi.Begin(a.brand, markup.New(body), kind)}
	d.Each(d.document)
	return d.End(d.Err(), "Colissimo", "neither a tracking answer nor an error")
}

// Interpret explains Colissimo's codes and wordings that an aggregator repeats. It follows carrier.Interpreter.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	return a.brand.Interpret(code, text)
}

// decoder is the state of one Decode.
type decoder struct{ *suivi.Decoder }

// document reads one object: an answer, or the envelope around one.
func (d *decoder) document() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	a := answer{Entry: d.Entry(), decoder: d}
	d.Object(func(key []byte) { a.member(string(key)) })
	a.end()
}
