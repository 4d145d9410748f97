// Package laposte reads the answers of La Poste's tracking API Suivi, version 2
// (https://developer.laposte.fr/products/suivi/latest), about letters and parcels of all its brands. What the shape means is in
// shared/carrier/suivi; this package adds La Poste's table, name and way of asking.
package laposte

import (
	_ "embed"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/carrier/suivi"
)

// Source is the code of this adapter and of the carrier.
const Source = "laposte"

//go:embed codes.csv
var codesCSV string

// Adapter reads answers of Suivi and asks it. It is safe for concurrent use.
type Adapter struct {
	brand suivi.Brand
	now   func() time.Time
}

// New makes the adapter.
func New() *Adapter {
	return &Adapter{brand: suivi.Brand{Source: Source, Name: "La Poste", Codes: carrier.MustCodes(codesCSV)}, now: time.Now}
}

// Source is "laposte".
func (a *Adapter) Source() string { return Source }

// Profile follows carrier.Adapter. The quota belongs to the plan that the account took at developer.laposte.fr; the rate is a
// careful guess.
func (a *Adapter) Profile() carrier.Profile {
	return carrier.Profile{
		Name: "La Poste", Covers: "La Poste, Colissimo, Chronopost",
		Serves: []string{"chronopost", "colissimo"},
		Poll:   "API key", PerCall: batch, Rate: carrier.Rate{Calls: 60, Per: time.Minute},
		Estimate: "day",
		Gaps:     []string{"scans name no place, and abroad only the country"},
	}
}

// Decode reads an answer about one number or several. It follows carrier.Adapter.
func (a *Adapter) Decode(kind carrier.Kind, body []byte) (carrier.Update, error) {
	d := suivi.Begin(a.brand, payload.New(body), kind)
	d.Each(d.Document)
	return d.End(d.Err(), "La Poste", "neither a tracking answer nor an error")
}

// Interpret explains La Poste's codes and wordings that an aggregator repeats. It follows carrier.Interpreter.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	return a.brand.Interpret(code, text)
}
