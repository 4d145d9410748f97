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

func (d *decoder) frame(c *consignment) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "estimatedFrom":
			c.from = d.Text(payload.Short)
		case "estimatedThrough", "estimatedTo":
			c.till = d.Text(payload.Short)
		}
	})
}

// details reads {"product","proofOfDelivery","totalNumberOfPieces","pieceIds","references"}.
func (d *decoder) details(c *consignment) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "product":
			d.Object(func(key []byte) {
				if s := d.Text(payload.Short); string(key) == "productName" {
					c.product = s
				}
			})
		case "proofOfDelivery":
			d.proof(c)
		case "totalNumberOfPieces":
			if n, err := strconv.Atoi(d.Text(payload.Short)); err == nil && n < 10_000 {
				c.announced = n
			}
		case "pieceIds":
			c.pieces = d.numbers()
		case "references":
			d.Each(func() { d.reference(c) })
		}
	})
}

// maxPieces bounds the pieces of one shipment, whose numbers become its aliases.
const maxPieces = 100

// numbers reads a list of tracking numbers, or one.
func (d *decoder) numbers() []string {
	var all []string
	take := func() {
		if n := decode.Number(d.Text(payload.Short)); n != "" && len(all) < maxPieces && !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	if d.IsText() {
		take()
		return all
	}
	d.Each(take)
	return all
}

// proof reads {"signed":{"name","givenName","familyName","organizationName"}} of the details: the links beside it are not kept.
func (d *decoder) proof(c *consignment) {
	d.Object(func(key []byte) {
		if name := string(key); name != "signed" && name != "signatory" {
			return
		}
		if !d.IsObject() {
			c.signed = d.Text(payload.Line)
			return
		}
		var given, family, name, company string
		d.Object(func(key []byte) {
			switch string(key) {
			case "givenName":
				given = d.Text(payload.Line)
			case "familyName":
				family = d.Text(payload.Line)
			case "name":
				name = d.Text(payload.Line)
			case "organizationName":
				company = d.Text(payload.Line)
			}
		})
		if given != "" && family != "" {
			name = given + " " + family
		}
		c.signed = cmp.Or(name, family, given, company)
	})
}

// handOver are the references under which the same parcel travels; the others are the customer's own.
var handOver = [...]string{"local-tracking-number", "domestic-consignment-id", "shipment-id", "tracking-number", "piece-id", "delivery-confirmation-number"}

// reference reads {"number","type"}.
func (d *decoder) reference(c *consignment) {
	var number, kind string
	d.Object(func(key []byte) {
		switch string(key) {
		case "number":
			number = decode.Number(d.Text(payload.Short))
		case "type":
			kind = strings.ToLower(d.Text(payload.Short))
		}
	})
	if slices.Contains(handOver[:], kind) {
		c.alias(number)
	}
}

func (c *consignment) alias(number string) {
	if number != "" && len(c.parcel.Aliases) < maxPieces && !slices.Contains(c.parcel.Aliases, number) {
		c.parcel.Aliases = append(c.parcel.Aliases, number)
	}
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
