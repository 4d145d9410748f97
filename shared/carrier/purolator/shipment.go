package purolator

import (
	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// pack is one package of TrackingByPinsOrReferences while it is read.
type pack struct {
	pin      string
	facts    []shipment.Fact
	expected string
	name     string // who signed
}

// result reads one answer of a search: {trackingId, status, shipmentErrors, Shipment}. XML has a list of them around it.
func (d *decoder) result() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var p carrier.Problem
	status := ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "trackingId", "TrackingId":
			p.Number = decode.Number(d.Text(payload.Short))
		case "status", "Status":
			status = d.Text(payload.Short)
		case "shipmentErrors", "ShipmentErrors":
			d.Each(func() { d.failure(&p) })
		case "Shipment", "shipment":
			d.Each(d.shipment)
		case "SearchResult", "searchResult":
			d.Each(d.result)
		}
	})
	switch {
	case p.Code != "" || p.Message != "":
		p.Kind = kindOf(p.Code, p.Message)
		d.Problem(p)
	case status != "" && status != "FOUND":
		p.Kind, p.Code = carrier.NotFound, status
		d.Problem(p)
	}
}

// shipment reads {shipmentPin, packages{package…}} or {shipmentPin, package…}. With several packages the number is that of the
// shipment, and each fact names its package.
func (d *decoder) shipment() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	p := carrier.Parcel{Carrier: Source, CarrierRaw: "Purolator"}
	var packs []pack
	read := func() {
		if !d.IsObject() || !d.Spend() {
			return
		}
		one := d.pack()
		for i := range packs {
			if packs[i].pin == one.pin { // a list that holds a package twice has no more packages
				packs[i].facts = append(packs[i].facts, one.facts...)
				return
			}
		}
		packs = append(packs, one)
	}
	d.Object(func(key []byte) {
		switch string(key) {
		case "shipmentPin", "ShipmentPin":
			p.Number = decode.Number(d.Text(payload.Short))
		case "package", "Package":
			d.Each(read)
		case "packages", "Packages":
			d.Each(func() {
				d.Object(func(key []byte) {
					if name := string(key); name == "package" || name == "Package" {
						d.Each(read)
					}
				})
			})
		}
	})
	d.ship(p, packs)
}

func (d *decoder) ship(p carrier.Parcel, packs []pack) {
	for _, one := range packs {
		switch {
		case one.pin == "" || one.pin == p.Number:
		case len(packs) > 1:
			p.Aliases = append(p.Aliases, one.pin)
		default: // the only package: its own number is the parcel's
			if p.Number != "" {
				p.Aliases = append(p.Aliases, p.Number)
			}
			p.Number = one.pin
		}
		if p.SignedBy == "" {
			p.SignedBy = one.name
		}
		for _, f := range one.facts {
			if len(packs) > 1 {
				f.Piece = one.pin
				f = shipment.Identify(f, f.ID)
			}
			p.Facts = decode.AddFact(p.Facts, f)
		}
	}
	if p.Number == "" && len(p.Facts) == 0 {
		return
	}
	if n := len(packs); n > 1 && d.Spend() {
		p.Facts = append(p.Facts, shipment.Identify(shipment.Fact{Kind: shipment.PiecesFact, Source: Source, Carrier: Source, Count: n}, p.Number))
	}
	for _, one := range packs {
		w, ok := moment.Window(shipment.Moment{}, moment.ISO(one.expected))
		if ok && d.Spend() {
			p.Facts = append(p.Facts, decode.Estimate(Source, Source, w, decode.Newest(p.Facts), one.expected))
			break
		}
	}
	decode.Sign(&p, p.SignedBy)
	d.Parcel(p)
}

// pack reads one package: {pin, status, estimatedDeliveryDate, lastEvent, events}. Its status says nothing that the events do not.
func (d *decoder) pack() pack {
	var one, last pack
	d.Object(func(key []byte) {
		switch string(key) {
		case "pin", "Pin", "PIN":
			one.pin = d.pin()
		case "estimatedDeliveryDate", "EstimatedDeliveryDate":
			one.expected = d.Text(payload.Short)
		case "events", "Events":
			d.Each(func() { d.events(&one) })
		case "lastEvent", "LastEvent":
			d.event(&last)
		}
	})
	if len(one.facts) == 0 { // otherwise the last event is one of them
		one.facts, one.name = last.facts, last.name
	}
	return one
}

// events reads {event…}, or the events themselves.
func (d *decoder) events(one *pack) {
	var e event
	d.Object(func(key []byte) {
		if name := string(key); name == "event" || name == "Event" {
			d.Each(func() { d.event(one) })
			return
		}
		d.eventField(&e, key)
	})
	d.addEvent(one, e)
}

// event is one event as printed; the street in its location is not read.
type event struct {
	code, text, at               string
	city, region, postal, nation string
}

func (d *decoder) event(one *pack) {
	if !d.IsObject() {
		d.Skip()
		return
	}
	var e event
	d.Object(func(key []byte) { d.eventField(&e, key) })
	d.addEvent(one, e)
}

func (d *decoder) eventField(e *event, key []byte) {
	switch string(key) {
	case "dateTime", "DateTime":
		e.at = d.Text(payload.Short)
	case "code", "Code":
		e.code = d.Digits(4)
	case "description", "Description":
		e.text = d.Text(payload.Line)
	case "location", "Location":
		d.Object(func(key []byte) {
			switch string(key) {
			case "city", "City":
				e.city = d.Text(payload.Line)
			case "provinceState", "ProvinceState":
				e.region = d.Text(payload.Short)
			case "postalCode", "PostalCode", "postalZipCode":
				e.postal = d.Text(payload.Short)
			case "countryCode", "CountryCode":
				e.nation = d.Text(payload.Short)
			}
		})
	}
}

func (d *decoder) addEvent(one *pack, e event) {
	if e.text == "" && e.code == "" || !d.Spend() {
		return
	}
	text, name := apart(e.text)
	m := carrier.OrUnmapped(d.Interpret(e.code, e.text))
	if m.Status == shipment.Delivered && one.name == "" {
		one.name = name
	}
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: e.code, Text: text, Status: m.Status, Sub: m.Sub,
		At:    d.zones.At(moment.ISO(e.at), e.nation, e.region),
		Place: shipment.Place{City: e.city, Region: e.region, Postal: e.postal, Country: e.nation},
	}
	one.facts = decode.AddFact(one.facts, shipment.Identify(f, e.at, e.code, e.text, e.city, e.region))
}
