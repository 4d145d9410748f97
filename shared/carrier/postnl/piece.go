package postnl

import (
	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// piece is one parcel while it is read; PostNL calls each a shipment.
type piece struct {
	parcel     carrier.Parcel
	main       string // barcode of the whole shipment
	pieces     string // how many it has
	events     []scan
	statuses   []scan // the present status and the old ones
	from, to   string // the expected window
	day        string // the planned day
	abroad     bool   // an address outside the Netherlands
	atHome     bool   // an address in the Netherlands
	recognised bool
}

// scan is one event or status as printed.
type scan struct{ code, text, at, place, route string }

func (d *decoder) piece() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	s := piece{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "PostNL"}}
	d.members(func(name string) { d.member(&s, name) })
	d.finish(&s)
}

func (d *decoder) member(s *piece, name string) {
	switch name {
	case "barcode":
		s.parcel.Number = decode.Number(d.Text(payload.Short))
	case "mainbarcode":
		s.main = decode.Number(d.Text(payload.Short))
	case "shipmentamount":
		s.pieces = d.Text(payload.Short)
	case "productdescription":
		s.parcel.Service = d.Text(payload.Short)
	case "address", "addresses":
		d.Each(func() { d.address(s) })
	case "event", "events":
		s.recognised = true
		d.Each(func() { s.events = d.scan(s.events, "code", "description") })
	case "status", "oldstatus":
		s.recognised = s.recognised || d.IsObject() || d.IsList()
		d.Each(func() { s.statuses = d.scan(s.statuses, "statuscode", "statusdescription") })
	case "expectation":
		d.members(func(name string) {
			switch name {
			case "etafrom":
				s.from = d.Text(payload.Short)
			case "etato":
				s.to = d.Text(payload.Short)
			}
		})
	case "deliverydate":
		s.day = d.Text(payload.Short)
	}
}

// address looks at the country only: the rest is a person's.
func (d *decoder) address(s *piece) {
	d.members(func(name string) {
		if name != "countrycode" {
			return
		}
		switch d.Text(payload.Short) {
		case "":
		case "NL":
			s.atHome = true
		default:
			s.abroad = true
		}
	})
}

func (d *decoder) scan(scans []scan, code, text string) []scan {
	if !d.IsObject() || !d.Spend() {
		return scans
	}
	var s scan
	d.members(func(name string) {
		switch name {
		case code:
			s.code = d.Text(payload.Short)
		case text:
			s.text = d.Text(payload.Line)
		case "timestamp":
			s.at = d.Text(payload.Short)
		case "locationcode":
			s.place = d.Text(payload.Short)
		case "routecode":
			s.route = d.Text(payload.Short)
		}
	})
	if s.code == "" && s.text == "" {
		return scans
	}
	return append(scans, s)
}

func (d *decoder) finish(s *piece) {
	if s.parcel.Number == "" {
		s.parcel.Number = s.main
	}
	if s.parcel.Number == "" && !s.recognised {
		return
	}
	d.Recognise()
	if s.main != s.parcel.Number && s.main != "" && (s.pieces == "" || s.pieces == "1") {
		s.parcel.Aliases = []string{s.main} // of several pieces the main barcode is another piece
	}
	for _, e := range s.events {
		s.parcel.Facts = decode.AddFact(s.parcel.Facts, d.event(s, e))
	}
	if len(s.events) == 0 { // else the statuses repeat the events in fewer words
		for _, e := range s.statuses {
			s.parcel.Facts = decode.AddFact(s.parcel.Facts, d.status(s, e))
		}
	}
	if s.parcel.Number == "" && len(s.parcel.Facts) == 0 {
		return
	}
	d.estimate(s)
	d.Parcel(s.parcel)
}

// at reads a wall clock. PostNL prints the clock of the place, and no offset; a shipment between two addresses in the
// Netherlands is never elsewhere.
func (d *decoder) at(s *piece, printed string) shipment.Moment {
	m := moment.DayFirst(printed)
	if s.atHome && !s.abroad {
		m = d.zones.At(m, "NL", "")
	}
	return m
}

// estimate makes a fact of the expected window, else of the planned day.
func (d *decoder) estimate(s *piece) {
	end := moment.DayFirst(s.to)
	if end.Local == "" {
		end = moment.DayFirst(s.day)
	}
	if w, ok := moment.Window(moment.DayFirst(s.from), end); ok && d.Spend() {
		s.parcel.Facts = append(s.parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(s.parcel.Facts), s.from, s.to, s.day))
	}
}

// signature reads {"Barcode","SignatureDate","SignatureImage"}: a delivery that somebody signed for, nobody says who.
func (d *decoder) signature() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	s := piece{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "PostNL"}}
	date := ""
	d.members(func(name string) {
		switch name {
		case "barcode":
			s.parcel.Number = decode.Number(d.Text(payload.Short))
		case "signaturedate":
			date = d.Text(payload.Short)
		}
	})
	if s.parcel.Number == "" {
		return
	}
	d.Recognise()
	if at := moment.DayFirst(date); at.Local != "" {
		s.parcel.Facts = decode.AddFact(nil, shipment.Identify(shipment.Fact{
			Kind: shipment.ScanFact, Source: Source, Carrier: Source, Status: shipment.Delivered, Sub: "signed", At: at,
		}, date, "signature"))
	}
	d.Parcel(s.parcel)
}
