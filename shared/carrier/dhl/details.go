package dhl

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

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
