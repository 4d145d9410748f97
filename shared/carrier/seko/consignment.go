package seko

import (
	"slices"
	"strconv"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// consignment is one consignment while it is read. It has one or more parts, which are parcels.
type consignment struct {
	number    string
	status    string // the words of the newest event
	delivered string // when it was delivered, on the clock of the destination
	tracked   bool   // it has a list of events, be it empty
	events    []event
	aliases   []string
}

// alias reads the number that the carrier of the last mile uses: one, or a list.
func (d *decoder) alias(c *consignment) {
	add := func(number string) {
		if number = decode.Number(number); number != "" && number != c.number && !slices.Contains(c.aliases, number) {
			c.aliases = append(c.aliases, number)
		}
	}
	if !d.IsList() {
		add(d.Text(payload.Short))
		return
	}
	d.Each(func() {
		if d.Spend() {
			add(d.Text(payload.Short))
		}
	})
}

func (d *decoder) finish(c *consignment) {
	if c.number == "" && len(c.events) == 0 {
		return
	}
	d.Recognise()
	p := carrier.Parcel{Number: c.number, Carrier: Source, CarrierRaw: "SEKO", Aliases: c.aliases}
	several := c.several()
	for _, e := range c.events {
		p.Facts = decode.AddFact(p.Facts, d.scan(e, several))
	}
	if e, ok := c.arrival(p.Facts); ok && d.Spend() {
		p.Facts = append(p.Facts, d.scan(e, false))
	}
	if n := c.parts(); n > 1 && d.Spend() {
		f := shipment.Fact{Kind: shipment.PiecesFact, Source: Source, Carrier: Source, Count: n}
		p.Facts = append(p.Facts, shipment.Identify(f, strconv.Itoa(n)))
	}
	d.Parcel(p)
}

// several reports whether the consignment is known to have several parcels: two parts, or one that is not the first. Most
// have one, which is then the consignment itself, so that what an aggregator tells of its number is about the same thing.
func (c *consignment) several() bool {
	one := ""
	for _, e := range c.events {
		if e.part == "" {
			continue
		}
		if one != "" && e.part != one {
			return true
		}
		one = e.part
	}
	return c.parts() > 1
}

// parts is how many parcels there are at least: the highest number of one.
func (c *consignment) parts() int {
	highest := 0
	for _, e := range c.events {
		if n, err := strconv.Atoi(e.part); err == nil && len(e.part) < 4 {
			highest = max(highest, n)
		}
	}
	return highest
}

// arrival is the delivery that only "Delivered" tells: of a whole consignment, when no event is one.
func (c *consignment) arrival(facts []shipment.Fact) (event, bool) {
	if moment.ISO(c.delivered).Local == "" {
		return event{}, false
	}
	for _, f := range facts {
		switch f.Status {
		case shipment.Delivered, shipment.AvailableForPickup, shipment.Returning, shipment.Returned:
			return event{}, false
		}
	}
	return event{at: c.delivered, omni: "OP-72", text: "Delivered"}, true
}
