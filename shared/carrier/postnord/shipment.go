package postnord

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// consignment is one shipment while it is read.
type consignment struct {
	parcel   carrier.Parcel
	items    []item
	status   string
	expected string // when it is expected, by PostNord's word to anybody or to the public
	signer   string
}

// item is one piece of it.
type item struct {
	id     string
	status string
	events []event
}

// event is one event as printed.
type event struct {
	code, status, text, at string
	place                  shipment.Place
	country                string // as printed
}

func (c *consignment) empty() bool { return c.parcel.Number == "" && len(c.items) == 0 }

func (d *decoder) shipment() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	c := consignment{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "PostNord"}}
	d.Object(func(key []byte) { d.member(&c, string(key)) })
	d.finish(&c)
}

// member reads a member of a shipment. Consignor and consignee are persons and are not read.
func (d *decoder) member(c *consignment, name string) {
	switch name {
	case "shipmentId":
		c.parcel.Number = decode.Number(d.Text(payload.Short))
	case "status":
		c.status = d.word()
	case "estimatedTimeOfArrival":
		c.expect(d.Text(payload.Short), true)
	case "publicTimeOfArrival":
		c.expect(d.Text(payload.Short), false)
	case "service":
		d.Object(func(key []byte) {
			if string(key) == "name" {
				c.parcel.Service = d.Text(payload.Short)
			}
		})
	case "items":
		d.Each(func() { d.item(c) })
	}
}

// expect keeps an expected time; the estimate stands before what the public is told, a shipment's before an item's.
func (c *consignment) expect(s string, better bool) {
	if moment.ISO(s).Local != "" && (c.expected == "" || better) {
		c.expected = s
	}
}

// word reads a status: a word, or, in the public tracking, an object with its code.
func (d *decoder) word() string {
	if !d.IsObject() {
		return d.Text(payload.Short)
	}
	code := ""
	d.Object(func(key []byte) {
		if string(key) == "code" {
			code = d.Text(payload.Short)
		}
	})
	return code
}

func (d *decoder) item(c *consignment) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var i item
	d.Object(func(key []byte) {
		switch string(key) {
		case "itemId":
			i.id = decode.Number(d.Text(payload.Short))
		case "status":
			i.status = d.word()
		case "events":
			d.Each(func() { d.event(&i) })
		case "estimatedTimeOfArrival":
			c.expect(d.Text(payload.Short), c.expected == "")
		case "publicTimeOfArrival":
			c.expect(d.Text(payload.Short), false)
		case "acceptor":
			d.acceptor(c)
		}
	})
	c.items = append(c.items, i)
}

// acceptor reads who took an item: {"name","signatureReference"}, where the key of the caller may know it.
func (d *decoder) acceptor(c *consignment) {
	d.Object(func(key []byte) {
		if string(key) == "name" {
			c.signer = cmp.Or(c.signer, d.Text(payload.Short))
		}
	})
}

func (d *decoder) event(i *item) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) {
		switch string(key) {
		case "eventCode":
			e.code = d.Text(payload.Short)
		case "status", "eventStatus":
			if word := d.word(); word != "" {
				e.status = word
			}
		case "eventDescription":
			e.text = d.Text(payload.Line)
		case "eventTime":
			e.at = d.Text(payload.Short)
		case "location":
			d.Object(func(key []byte) { d.location(&e, key) })
		}
	})
	if e.code != "" || e.status != "" || e.text != "" {
		i.events = append(i.events, e)
	}
}

func (d *decoder) location(e *event, key []byte) {
	switch string(key) {
	case "displayName":
		e.place.Text = d.Text(payload.Line)
	case "name":
		if name := d.Text(payload.Line); e.place.Text == "" {
			e.place.Text = name
		}
	case "city":
		e.place.City = d.Text(payload.Line)
	case "postcode", "postCode":
		e.place.Postal = d.Text(payload.Short)
	case "countryCode":
		e.country = d.Text(payload.Short)
		e.place.Country = decode.Country(e.country)
	}
}

// finish makes the facts. A shipment of several items has pieces; the item of a shipment of one is another number for it.
func (d *decoder) finish(c *consignment) {
	ids := make(map[string]bool, len(c.items))
	for _, i := range c.items {
		ids[i.id] = true
	}
	for _, i := range c.items {
		piece := ""
		if len(ids) > 1 {
			piece = i.id
		}
		if len(i.events) == 0 && i.status != "" && d.Spend() {
			c.parcel.Facts = decode.AddFact(c.parcel.Facts, d.standing(i.status, piece))
		}
		for _, e := range i.events {
			c.parcel.Facts = decode.AddFact(c.parcel.Facts, d.scan(e, piece))
		}
	}
	if len(c.items) == 0 && c.status != "" && c.parcel.Number != "" && d.Spend() {
		c.parcel.Facts = decode.AddFact(c.parcel.Facts, d.standing(c.status, ""))
	}
	d.pieces(c, ids)
	if c.parcel.Number == "" && len(c.parcel.Facts) == 0 {
		return
	}
	d.estimate(c)
	if arrived(c.parcel.Facts) { // a service point takes items, too
		decode.Sign(&c.parcel, c.signer)
	}
	d.Parcel(c.parcel)
}

func arrived(facts []shipment.Fact) bool {
	for _, f := range facts {
		if f.Status == shipment.Delivered {
			return true
		}
	}
	return false
}

func (d *decoder) pieces(c *consignment, ids map[string]bool) {
	if len(ids) > 1 && d.Spend() {
		f := shipment.Fact{Kind: shipment.PiecesFact, Source: Source, Carrier: Source, Count: len(ids)}
		c.parcel.Facts = append(c.parcel.Facts, shipment.Identify(f))
		return
	}
	for id := range ids { // the only one
		switch {
		case id == "" || id == c.parcel.Number:
		case c.parcel.Number == "":
			c.parcel.Number = id
		default:
			c.parcel.Aliases = []string{id}
		}
	}
}

// estimate makes a fact of the expected time. One in UTC tells only a day: what the clock of the destination shows then is not
// in the answer.
func (d *decoder) estimate(c *consignment) {
	end := moment.ISO(c.expected)
	if end.Offset == "+00:00" {
		end = moment.ISO(moment.Day(end))
	}
	if w, ok := moment.Window(shipment.Moment{}, end); ok && d.Spend() {
		c.parcel.Facts = append(c.parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(c.parcel.Facts), c.expected))
	}
}
