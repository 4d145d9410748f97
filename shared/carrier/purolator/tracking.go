package purolator

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// piece is one parcel of the Tracking Service, version 1, while it is read.
type piece struct {
	parcel    carrier.Parcel
	committed string // date, on the scan of the pickup
	failed    bool   // a problem was told in place of scans
}

// scan is one Scan as printed. It may hold an address and names: they stay here.
type scan struct {
	kind, text, comment string
	date, clock         string
	depot               string
	signature           string
}

// trackingInformation reads one TrackingInformation: {PIN{Value}, Scans{Scan…}, ResponseInformation}.
func (d *decoder) trackingInformation() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	p := piece{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "Purolator"}}
	d.Object(func(key []byte) {
		switch string(key) {
		case "PIN":
			p.parcel.Number = d.pin()
		case "Scans":
			d.Each(func() { d.scans(&p) })
		case "ResponseInformation":
			p.failed = d.information(p.parcel.Number)
		}
	})
	d.finish(&p)
}

// delivery reads the answer to GetDeliveryDetails, which is the one scan of a delivery.
func (d *decoder) delivery() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	p := piece{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "Purolator"}}
	d.scan(&p)
	d.finish(&p)
}

func (d *decoder) finish(p *piece) {
	if len(p.parcel.Facts) == 0 && (p.failed || p.parcel.Number == "") {
		return
	}
	w, ok := moment.Window(shipment.Moment{}, moment.ISO(p.committed))
	if ok && d.Spend() {
		p.parcel.Facts = append(p.parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(p.parcel.Facts), p.committed))
	}
	decode.Sign(&p.parcel, p.parcel.SignedBy)
	d.Parcel(p.parcel)
}

// pin reads {"Value": "…"}, or the number itself.
func (d *decoder) pin() string {
	if !d.IsObject() {
		return decode.Number(d.Text(payload.Short))
	}
	value := ""
	d.Object(func(key []byte) {
		if string(key) == "Value" {
			value = decode.Number(d.Text(payload.Short))
		}
	})
	return value
}

// scans reads {Scan…}, or the scans themselves.
func (d *decoder) scans(p *piece) {
	var s scan
	d.Object(func(key []byte) {
		if string(key) == "Scan" {
			d.Each(func() { d.scan(p) })
			return
		}
		d.scanField(p, &s, key)
	})
	d.add(p, s)
}

func (d *decoder) scan(p *piece) {
	if !d.IsObject() {
		return
	}
	var s scan
	d.Object(func(key []byte) { d.scanField(p, &s, key) })
	d.add(p, s)
}

func (d *decoder) scanField(p *piece, s *scan, key []byte) {
	switch string(key) {
	case "ScanType":
		s.kind = d.Text(payload.Short)
	case "PIN":
		if pin := d.pin(); p.parcel.Number == "" {
			p.parcel.Number = pin
		}
	case "Depot":
		d.Object(func(key []byte) {
			if string(key) == "Name" {
				s.depot = d.Text(payload.Line)
			}
		})
	case "ScanDate":
		s.date = d.Text(payload.Short)
	case "ScanTime":
		s.clock = d.Digits(6)
	case "Description":
		s.text = d.Text(payload.Line)
	case "Comment":
		s.comment = d.Text(payload.Line)
	case "ScanDetails":
		d.Object(func(key []byte) {
			switch string(key) {
			case "DeliverySignature":
				s.signature = d.Text(payload.Short)
			case "CommitedDeliveryDate", "CommittedDeliveryDate": // the schema has the first
				if date := d.Text(payload.Short); date != "" {
					p.committed = date
				}
			}
		})
	}
}

// add makes the fact of a scan.
func (d *decoder) add(p *piece, s scan) {
	if s.text == "" && s.date == "" || !d.Spend() {
		return
	}
	text, name := apart(s.text)
	m, ok := d.Interpret(s.kind, s.text)
	if !ok {
		m, ok = d.codes.Words(s.text + " " + s.comment)
	}
	if !ok {
		m = carrier.Unmapped
	}
	if m.Status == shipment.Delivered && s.signature != "" {
		name = s.signature
	}
	if m.Status == shipment.Delivered && p.parcel.SignedBy == "" {
		p.parcel.SignedBy = name
	}
	if number := assigned(s.text); number != "" && number != p.parcel.Number {
		p.parcel.Aliases = append(p.parcel.Aliases, number)
	}
	region := province(s.depot)
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: s.kind, Generic: true, Text: text, Status: m.Status, Sub: m.Sub,
		At:    d.zones.At(moment.Compact(s.date, s.clock), "CA", region),
		Place: shipment.Place{Text: s.depot, Region: region},
	}
	if region != "" {
		f.Place.Country = "CA"
	}
	p.parcel.Facts = decode.AddFact(p.parcel.Facts, shipment.Identify(f, s.date, s.clock, s.kind, s.text, s.depot))
}

// province finds the province at the end of a depot's name: "MONTREAL SORT CTR/CTR TRIE, PQ". Purolator calls Quebec PQ and
// Newfoundland NF, too.
func province(depot string) string {
	i := strings.LastIndexAny(depot, ", ")
	switch region := strings.ToUpper(depot[i+1:]); region {
	case "PQ":
		return "QC"
	case "NF":
		return "NL"
	case "AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT":
		return region
	default:
		return ""
	}
}
