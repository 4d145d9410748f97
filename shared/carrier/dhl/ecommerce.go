package dhl

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// americas is the division whose pushes and answers have a shape of their own (Tracking Webhooks, version 4, DHL eCommerce
// Americas): {"packages":[{"package":{…},"events":[…]}]}, the whole history of one package each time.
const americas = "ecommerce"

// pack reads an element of "packages". The recipient beside it is not looked at.
func (d *decoder) pack() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	c := consignment{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "DHL eCommerce", Service: americas}, service: americas}
	d.Object(func(key []byte) {
		switch string(key) {
		case "package":
			d.Object(func(key []byte) { d.packMember(&c, string(key)) })
		case "events":
			d.Each(func() { d.packEvent(&c) })
		default:
			d.packMember(&c, string(key))
		}
	})
	d.estimate(&c)
	if c.parcel.Number != "" || len(c.parcel.Facts) > 0 {
		d.Parcel(c.parcel)
	}
}

// packMember takes the identifiers: trackingId is the number that shoppers get, dhlPackageId DHL's own; packageId is the customer's.
func (d *decoder) packMember(c *consignment, name string) {
	switch name {
	case "trackingId":
		number := decode.Number(d.Text(payload.Short))
		if c.parcel.Number != "" && number != "" && c.parcel.Number != number {
			c.alias(c.parcel.Number)
		}
		c.parcel.Number = cmp.Or(number, c.parcel.Number)
	case "dhlPackageId":
		number := decode.Number(d.Text(payload.Short))
		if c.parcel.Number == "" {
			c.parcel.Number = number
		} else if number != c.parcel.Number {
			c.alias(number)
		}
	case "productName":
		c.parcel.Service = d.Text(payload.Short)
	case "expectedDelivery", "estimatedDeliveryDate":
		c.when = d.Text(payload.Short)
	}
}

// packEvent reads {"date","time","timeZone","location","postalCode","country","primaryEventId","primaryEventDescription",
// "secondaryEventDescription"}.
func (d *decoder) packEvent(c *consignment) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var date, clock, zone, code, text, more, place, postal, nation string
	d.Object(func(key []byte) {
		switch string(key) {
		case "date":
			date = d.Text(payload.Short)
		case "time":
			clock = d.Digits(6)
		case "timeZone":
			zone = d.Text(payload.Short)
		case "primaryEventId":
			code = d.Text(payload.Short)
		case "primaryEventDescription":
			text = d.Text(payload.Line)
		case "secondaryEventDescription":
			more = d.Text(payload.Line)
		case "location":
			place = d.Text(payload.Line)
		case "postalCode":
			postal = d.Text(payload.Short)
		case "country":
			nation = d.Text(payload.Short)
		}
	})
	if code == "" && text == "" {
		return
	}
	m := carrier.OrUnmapped(d.division(americas, event{status: code, text: text}))
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: code, Text: strings.TrimSuffix(text+" - "+more, " - "), Status: m.Status, Sub: m.Sub,
		At: d.inZone(moment.Compact(date, clock), zone), Place: shipment.Place{Text: place, Postal: postal, Country: nation},
	}
	c.parcel.Facts = decode.AddFact(c.parcel.Facts, shipment.Identify(f, date, clock, zone, code, text, more, place, postal))
}

// inZone reads the American abbreviations of timeZone: "ET" is the clock of New York that day, "EST" its standard time.
func (a *Adapter) inZone(m shipment.Moment, zone string) shipment.Moment {
	zone = strings.ToUpper(zone)
	switch zone {
	case "ET":
		m = a.zones.At(m, "US", "NY")
	case "CT":
		m = a.zones.At(m, "US", "IL")
	case "MT":
		m = a.zones.At(m, "US", "CO")
	case "PT":
		m = a.zones.At(m, "US", "WA")
	default:
		m = moment.With(m, abbreviated(zone), shipment.ZoneField)
	}
	if m.Offset != "" {
		m.Zone = shipment.ZoneField
	} else if m.Local != "" {
		m.Zone = shipment.NoZone
	}
	return m
}

// abbreviated gives the offset of an abbreviation that is the same all year, or of a distance from UTC; "" for others.
func abbreviated(zone string) string {
	switch zone {
	case "AST", "EDT":
		return "-04:00"
	case "EST", "CDT":
		return "-05:00"
	case "CST", "MDT":
		return "-06:00"
	case "MST", "PDT":
		return "-07:00"
	case "PST":
		return "-08:00"
	}
	offset, _ := moment.Offset(zone)
	return offset
}
