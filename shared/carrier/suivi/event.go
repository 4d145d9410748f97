package suivi

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event reads one event of a shipment.
func (e *Entry) event() {
	if !e.d.IsObject() || !e.d.Spend() {
		return
	}
	var s Scan
	e.d.Object(func(key []byte) {
		switch string(key) {
		case "code":
			s.Code = e.d.Text(payload.Short)
		case "label":
			s.Text = e.d.Text(payload.Line)
		case "date":
			s.At = e.d.Text(payload.Short)
		case "country":
			s.Country = e.d.Text(payload.Short)
		}
	})
	e.Add(s)
}

// Scan is one event as printed.
type Scan struct {
	Code, Text, At        string
	Site, Postal, Country string // where; Site is the name of a facility
}

// Add makes a fact of an event. The caller has called Spend.
func (e *Entry) Add(s Scan) {
	if s.Code == "" && s.Text == "" && s.At == "" {
		return
	}
	m := carrier.OrUnmapped(e.d.Interpret(s.Code, s.Text))
	e.parcel.Facts = decode.AddFact(e.parcel.Facts, shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: e.d.Source, Carrier: e.d.Source, Code: s.Code, Text: s.Text, Status: m.Status, Sub: m.Sub,
		At: moment.DayFirst(s.At), Place: shipment.Place{Text: s.Site, Postal: s.Postal, Country: strings.ToUpper(s.Country)},
	}, s.At, s.Code, s.Text, s.Site, s.Postal, s.Country))
}
