package dhl

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

// consignment is one element of "shipments" while it is read.
type consignment struct {
	parcel           carrier.Parcel
	service          string // the division: "express", "parcel-nl"
	product          string
	status           event // where the shipment stands: pushes of some divisions hold nothing else
	events           []event
	pieces           []string
	announced        int
	from, till, when string // the delivery expected: a window, or a time
	signed           string
}

// shipment reads an element of "shipments". What it tells of sender and receiver is not looked at.
func (d *decoder) shipment() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	c := consignment{parcel: carrier.Parcel{CarrierRaw: "DHL"}}
	d.Object(func(key []byte) {
		switch string(key) {
		case "id", "trackingNumber":
			c.parcel.Number = cmp.Or(c.parcel.Number, decode.Number(d.Text(payload.Short)))
		case "service":
			c.service = strings.ToLower(d.Text(payload.Short))
		case "status":
			c.status = d.status()
		case "events":
			d.Each(func() {
				if d.IsObject() && d.Spend() {
					c.events = append(c.events, d.status())
				}
			})
		case "estimatedTimeOfDelivery", "estimatedDeliveryDate":
			c.when = d.Text(payload.Short)
		case "estimatedDeliveryTimeFrame":
			d.frame(&c)
		case "details":
			d.details(&c)
		}
	})
	d.finish(&c)
}

// carrierOf gives the code of the division that moves the parcel: two of them are carriers that Doorstep also asks directly.
func carrierOf(service string) string {
	switch service {
	case "express":
		return "dhl_express"
	case "parcel-de":
		return "dhl_parcel_de"
	default:
		return Source
	}
}

func (d *decoder) finish(c *consignment) {
	c.parcel.Carrier = carrierOf(c.service)
	c.parcel.Service = c.service
	if c.product != "" {
		c.parcel.Service = strings.TrimSpace(c.service + " " + c.product)
	}
	for _, number := range c.pieces {
		c.alias(number)
	}
	c.parcel.Aliases = slices.DeleteFunc(c.parcel.Aliases, func(n string) bool { return n == c.parcel.Number })
	if len(c.events) == 0 && !c.status.empty() {
		c.events = append(c.events, c.status)
	}
	for _, e := range c.events {
		d.scan(c, e)
	}
	d.count(c)
	d.estimate(c)
	decode.Sign(&c.parcel, c.signed)
	if c.parcel.Number != "" || len(c.parcel.Facts) > 0 {
		d.Parcel(c.parcel)
	}
}

func (d *decoder) count(c *consignment) {
	n := max(c.announced, len(c.pieces))
	if n < 2 || !d.Spend() {
		return
	}
	f := shipment.Fact{Kind: shipment.PiecesFact, Source: Source, Carrier: c.parcel.Carrier, Count: n}
	c.parcel.Facts = decode.AddFact(c.parcel.Facts, shipment.Identify(f, strconv.Itoa(n)))
}

// estimate takes the window before the single time; the answer carries no time of its own, so that the newest event dates it.
// 23:59 is the way of DHL Express to say "that day".
func (d *decoder) estimate(c *consignment) {
	till := cmp.Or(c.till, c.when)
	at := moment.ISO(till)
	if strings.HasSuffix(at.Local, "T23:59:00") || strings.HasSuffix(at.Local, "T23:59:59") {
		at = moment.ISO(moment.Day(at))
	}
	w, ok := moment.Window(moment.ISO(c.from), at)
	if ok && d.Spend() {
		c.parcel.Facts = append(c.parcel.Facts, decode.Estimate(Source, c.parcel.Carrier, w, decode.Newest(c.parcel.Facts), c.from, till))
	}
}
