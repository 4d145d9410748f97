package dhlexpress

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// consignment is one shipment while it is read.
type consignment struct {
	parcel     carrier.Parcel
	events     []event
	pieces     []piece
	announced  int    // numberOfPieces
	status     string // "Success", or why there is nothing to tell
	from, till string // when delivery is expected, as printed
}

// piece is one piece of a shipment, with a number of its own ("JD…").
type piece struct {
	number string
	events []event
}

// shipment reads an element of "shipments". Names, cities and postal codes of sender and recipient are not looked at.
func (d *decoder) shipment() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	c := consignment{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "DHL Express"}}
	d.Object(func(key []byte) {
		switch string(key) {
		case "shipmentTrackingNumber":
			c.parcel.Number = decode.Number(d.Text(payload.Short))
		case "productCode":
			c.parcel.Service = d.Text(payload.Short)
		case "status":
			c.status = d.Text(payload.Line)
		case "events":
			d.Each(func() { d.event(&c.events) })
		case "numberOfPieces":
			c.announced = count(d.Text(payload.Short))
		case "pieces":
			d.Each(func() { d.piece(&c) })
		case "estimatedDeliveryDate", "estimatedDeliveryTimeFrame", "estimatedTimeFrame", "estimatedDeliveryTimeWindow":
			d.expectation(&c)
		}
	})
	d.finish(&c)
}

func (d *decoder) piece(c *consignment) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var p piece
	d.Object(func(key []byte) {
		switch string(key) {
		case "trackingNumber":
			p.number = decode.Number(d.Text(payload.Short))
		case "events":
			d.Each(func() { d.event(&p.events) })
		}
	})
	for i := range c.pieces {
		if p.number != "" && c.pieces[i].number == p.number { // a list that holds a piece twice
			c.pieces[i].events = append(c.pieces[i].events, p.events...)
			return
		}
	}
	c.pieces = append(c.pieces, p)
}

// expectation reads "2026-03-11", "2026-03-11T23:59:00", or an object: {"estimatedDeliveryDate":…}, {"estimatedFrom":…,"estimatedThrough":…}.
func (d *decoder) expectation(c *consignment) {
	if !d.IsObject() {
		if s := d.Text(payload.Short); c.till == "" {
			c.till = s
		}
		return
	}
	d.Object(func(key []byte) {
		switch string(key) {
		case "estimatedFrom", "from", "start":
			c.from = d.Text(payload.Short)
		case "estimatedThrough", "to", "end":
			c.till = d.Text(payload.Short)
		case "estimatedDeliveryDate":
			if s := d.Text(payload.Short); c.till == "" {
				c.till = s
			}
		}
	})
}

func (d *decoder) finish(c *consignment) {
	if len(c.events) == 0 && len(c.pieces) == 0 && !strings.EqualFold(c.status, "success") && c.status != "" {
		kind := cmp.Or(decode.KindOfText(c.status), carrier.Invalid)
		if nothing(c.status) {
			kind = carrier.NotFound
		}
		d.Problem(carrier.Problem{Number: c.parcel.Number, Kind: kind, Message: c.status})
		return
	}
	for _, p := range c.pieces {
		if p.number != "" && p.number != c.parcel.Number && !slices.Contains(c.parcel.Aliases, p.number) {
			c.parcel.Aliases = append(c.parcel.Aliases, p.number)
		}
	}
	d.scans(c)
	d.count(c)
	d.estimate(c)
	if c.parcel.Number != "" || len(c.parcel.Facts) > 0 {
		d.Parcel(c.parcel)
	}
}

// scans makes facts of the events. The list of the shipment repeats those of its pieces. While all pieces travel together it
// alone is told; once they part (one is delivered, another held), each piece tells its own, and of the shipment's list only
// what no piece tells.
func (d *decoder) scans(c *consignment) {
	if together(c.pieces) {
		for _, e := range c.events {
			d.add(c, e, "")
		}
		for _, p := range c.pieces[:min(1, len(c.pieces))] {
			for _, e := range p.events {
				if !has(c.events, e) {
					d.add(c, e, "")
				}
			}
		}
		return
	}
	for _, p := range c.pieces {
		for _, e := range p.events {
			d.add(c, e, p.number)
		}
	}
	for _, e := range c.events {
		if slices.ContainsFunc(c.pieces, func(p piece) bool { return has(p.events, e) }) {
			continue
		}
		m := d.meaning(e)
		if m.Status == shipment.Delivered { // of some pieces, as they tell themselves: not of all
			m = carrier.Meaning{}
		}
		d.tell(c, e, "", m)
	}
}

// together reports whether all pieces tell the same events, or none.
func together(pieces []piece) bool {
	for _, p := range pieces[min(1, len(pieces)):] {
		for _, e := range p.events {
			if !has(pieces[0].events, e) {
				return false
			}
		}
		for _, e := range pieces[0].events {
			if !has(p.events, e) {
				return false
			}
		}
	}
	return true
}

func (d *decoder) count(c *consignment) {
	n := max(c.announced, len(c.pieces))
	if n < 2 || !d.Spend() {
		return
	}
	f := shipment.Fact{Kind: shipment.PiecesFact, Source: Source, Carrier: Source, Count: n}
	c.parcel.Facts = decode.AddFact(c.parcel.Facts, shipment.Identify(f, "pieces", strconv.Itoa(n)))
}

// estimate dates the expectation by the newest event: the answer carries no time of its own. 23:59 is DHL's way to say "that
// day".
func (d *decoder) estimate(c *consignment) {
	till := moment.ISO(c.till)
	if strings.HasSuffix(till.Local, "T23:59:00") || strings.HasSuffix(till.Local, "T23:59:59") {
		till = moment.ISO(moment.Day(till))
	}
	w, ok := moment.Window(moment.ISO(c.from), till)
	if ok && d.Spend() {
		c.parcel.Facts = append(c.parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(c.parcel.Facts), c.from, c.till))
	}
}
