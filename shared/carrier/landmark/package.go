package landmark

import (
	"cmp"
	"slices"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// pack is one Package while it is read.
type pack struct {
	landmark, lastMile, reference string
	facts                         []shipment.Fact
	carrier                       string // who takes the last mile, in Landmark's words
}

// result reads {Success, ResultMessage, ShipmentDetails{EndDeliveryCarrier}, Packages{Package…}}.
func (d *decoder) result(said *carrier.Problem) []pack {
	var (
		packs   []pack
		last    string
		success = true
		message string
	)
	read := func() {
		if d.IsObject() && d.Spend() {
			packs = append(packs, d.pack())
		}
	}
	d.Object(func(key []byte) {
		switch string(key) {
		case "Success":
			success = d.Flag()
		case "ResultMessage":
			message = d.Text(payload.Line)
		case "ShipmentDetails":
			d.Object(func(key []byte) {
				if string(key) == "EndDeliveryCarrier" {
					last = d.Text(payload.Short)
				}
			})
		case "Packages":
			if d.IsList() {
				d.Each(read)
				return
			}
			d.Object(func(key []byte) {
				if string(key) == "Package" {
					d.Each(read)
				}
			})
		}
	})
	if !success {
		said.Message = message
	}
	for i := range packs {
		packs[i].carrier = last
	}
	return packs
}

func (d *decoder) pack() pack {
	var p pack
	d.Object(func(key []byte) {
		switch string(key) {
		case "LandmarkTrackingNumber":
			p.landmark = decode.Number(d.Text(payload.Short))
		case "TrackingNumber":
			p.lastMile = decode.Number(d.Text(payload.Short))
		case "PackageReference":
			p.reference = decode.Number(d.Text(payload.Short))
		case "Events":
			if d.IsList() {
				d.Each(func() { d.event(&p) })
				return
			}
			d.Object(func(key []byte) {
				if string(key) == "Event" {
					d.Each(func() { d.event(&p) })
				}
			})
		}
	})
	return p
}

// finish makes the parcel of a package. Its number is Landmark's, which is known from the start and never changes; the number of the
// last mile is an alias, and so is a reference that looks like a number of a carrier. CarrierRaw is who takes the last mile; the facts
// are Landmark's.
func (d *decoder) finish(p pack) {
	settle(p.facts)
	parcel := carrier.Parcel{Carrier: Source, CarrierRaw: cmp.Or(p.carrier, "Landmark Global"), Facts: p.facts}
	for _, number := range []string{p.landmark, p.lastMile, distinct(p.reference)} {
		switch {
		case number == "" || number == parcel.Number || slices.Contains(parcel.Aliases, number):
		case parcel.Number == "":
			parcel.Number = number
		default:
			parcel.Aliases = append(parcel.Aliases, number)
		}
	}
	if parcel.Number != "" || len(parcel.Facts) > 0 {
		d.Parcel(parcel)
	}
}

// distinct drops a reference that the merchant's own numbering may have given: "ORDER-2001" would join parcels of strangers.
// Carriers' numbers are long and hold many digits.
func distinct(reference string) string {
	digits := 0
	for _, c := range reference {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	if len(reference) < 10 || digits < 8 {
		return ""
	}
	return reference
}

// event is one event as printed.
type event struct{ code, text, at, location string }

func (d *decoder) event(p *pack) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) {
		switch string(key) {
		case "EventCode":
			e.code = d.Text(payload.Short)
		case "Status":
			e.text = d.Text(payload.Line)
		case "DateTime":
			e.at = d.Text(payload.Short)
		case "Location":
			e.location = d.Text(payload.Line)
		}
	})
	if e.code == "" && e.text == "" {
		return
	}
	m := carrier.OrUnmapped(d.Interpret(e.code, e.text))
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: e.code, Text: e.text, Status: m.Status, Sub: m.Sub,
		At: d.at(e.at), Place: place(e.location),
		Generic: true, // 225 and 275 stand for many scans of one day
	}
	p.facts = decode.AddFact(p.facts, shipment.Identify(f, e.at, e.code, e.text, e.location))
}

// Interpret explains Landmark's event codes and wordings. A code is a group of events whose texts "may differ" (Track API); so
// where the code only says that the parcel moves, a text that says more counts: "Departure to country of destination" under 200.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	byCode, known := a.codes.Code("code", code)
	byWords, some := a.codes.Text(text)
	if !some {
		byWords, some = a.codes.Words(text)
	}
	switch {
	case !known:
		return byWords, some
	case !some:
		return byCode, true
	case byCode.Status == byWords.Status && byWords.Sub != "":
		return byWords, true
	case byCode.Status == shipment.Delivered && (byWords.Status == shipment.Returned || byWords.Status == shipment.Returning):
		return carrier.Meaning{Status: shipment.Returned, Sub: "to_sender"}, true
	case byCode.Status == shipment.InTransit && moves(byWords.Status):
		return byWords, true
	default:
		return byCode, true
	}
}

// moves reports whether a wording with this status may stand under a code that only says "in transit".
func moves(s shipment.Status) bool {
	switch s {
	case shipment.Exception, shipment.Returning, shipment.AvailableForPickup, shipment.DeliveryAttempted, shipment.Accepted:
		return true
	default:
		return false
	}
}

// place reads "Windsor, ON", "Quebec City, QC, CA", "Machelen". Landmark prints state codes of its own for Europe ("SRY").
func place(location string) shipment.Place {
	p := shipment.Place{Text: location}
	parts := strings.Split(location, ", ")
	if len(parts) > 3 {
		return p
	}
	p.City = parts[0]
	if len(parts) == 3 && len(parts[2]) == 2 {
		p.Region, p.Country = parts[1], parts[2]
	}
	if len(parts) == 2 {
		p.Region = parts[1]
	}
	return p
}
