package hermes

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// consignment is one shipment while it is read.
type consignment struct {
	parcel           carrier.Parcel
	result           result
	day, from, until string // the forecast
}

// shipment reads one shipment of any of the three calls. Client references and the receiver's address are not looked at.
func (d *decoder) shipment() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	c := consignment{parcel: carrier.Parcel{Carrier: Source, CarrierRaw: "Hermes"}}
	world := ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "shipmentID", "shipmentId":
			c.parcel.Number = decode.Number(d.Text(payload.Short))
		case "internationalShipmentID":
			world = decode.Number(d.Text(payload.Short))
		case "result":
			c.result = d.result()
		case "deliveryForecast", "expectedDelivery":
			d.forecast(&c)
		case "status", "listOfStatus", "statusInformation":
			d.Each(func() { d.status(&c) })
		}
	})
	if c.result.failed() && len(c.parcel.Facts) == 0 {
		d.Problem(c.result.problem(c.parcel.Number))
		return
	}
	if world != "" && world != c.parcel.Number {
		c.parcel.Aliases = []string{world}
	}
	d.estimate(&c)
	if c.parcel.Number != "" || len(c.parcel.Facts) > 0 {
		d.Parcel(c.parcel)
	}
}

// forecast reads {"fixed","date","timeSlot":{"from","to"}}, or the older {"expectedDate","expectedTimeEarliest","expectedTimeLatest"}.
func (d *decoder) forecast(c *consignment) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "date", "expectedDate":
			c.day = d.Text(payload.Short)
		case "timeSlot":
			d.forecast(c)
		case "from", "expectedTimeEarliest":
			c.from = d.Text(payload.Short)
		case "to", "expectedTimeLatest":
			c.until = d.Text(payload.Short)
		}
	})
}

// estimate puts the day and the hours together; without hours it is the day.
func (d *decoder) estimate(c *consignment) {
	day := moment.Day(moment.ISO(c.day))
	w, ok := moment.Window(moment.Compact(day, c.from), moment.Compact(day, c.until))
	if ok && d.Spend() {
		c.parcel.Facts = append(c.parcel.Facts, decode.Estimate(Source, Source, w, decode.Newest(c.parcel.Facts), c.day, c.from, c.until))
	}
}

// status is one status as printed. The older calls print date and time apart and no place.
type status struct {
	at, date, clock string
	code, text      string
	city, country   string
	result          result
}

func (d *decoder) status(c *consignment) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var s status
	d.Object(func(key []byte) {
		switch string(key) {
		case "timestamp":
			s.at = d.Text(payload.Short)
		case "statusDate":
			s.date = d.Text(payload.Short)
		case "statusTime":
			s.clock = d.Digits(6)
		case "code", "statusCode":
			s.code = d.Digits(4)
		case "description":
			s.text = d.Text(payload.Line)
		case "scanningUnit":
			d.unit(&s)
		case "resultCode":
			s.result.code = d.Text(payload.Short)
		case "resultMessage":
			s.result.message = d.Text(payload.Line)
		case "expectedDelivery":
			d.forecast(c)
		}
	})
	if s.result.failed() {
		c.result = s.result
	}
	if s.code == "" && s.text == "" {
		return
	}
	c.parcel.Facts = decode.AddFact(c.parcel.Facts, d.scan(s))
}

// unit reads where a scan was: its name may be that of a shop and its owner, and is not kept.
func (d *decoder) unit(s *status) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "city":
			s.city = d.Text(payload.Line)
		case "countryCode":
			s.country = d.Text(payload.Short)
		}
	})
}

func (d *decoder) scan(s status) shipment.Fact {
	m := carrier.OrUnmapped(d.Interpret(s.code, s.text))
	at := moment.ISO(s.at)
	if s.at == "" {
		at = moment.Compact(s.date, s.clock)
	}
	place := shipment.Place{City: s.city, Country: decode.Country(s.country)}
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: s.code, Text: s.text, Status: m.Status, Sub: m.Sub,
		At: d.zones.At(at, place.Country, ""), Place: place,
	}
	return shipment.Identify(f, s.at, s.date, s.clock, s.code, s.text, s.city, s.country)
}

// Interpret explains Hermes's codes, of four or nine digits, and words. A code of nine digits that is new means what its first
// three digits say, which name the kind of event.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	digits := normal(code)
	for _, table := range [...]string{"4 digits", "9 digits", "3 digits"} {
		if m, ok := a.codes.Code(table, digits); ok {
			return m, true
		}
	}
	if len(digits) == 9 {
		if m, ok := a.codes.Code("3 digits", digits[:3]); ok {
			return m, true
		}
	}
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	return a.codes.Words(text)
}

// normal gives a code without its hyphens ("060-003-004", and "60-3-4" where each part lost its zeros), and gives a code of nine digits
// that was sent as a number its zeros back.
func normal(code string) string {
	parts := strings.Split(code, "-")
	width := map[int]int{2: 2, 3: 3}[len(parts)]
	for i, part := range parts {
		if len(part) < width {
			parts[i] = strings.Repeat("0", width-len(part)) + part
		}
	}
	digits := strings.Join(parts, "")
	if n := len(digits); n > 4 && n < 9 {
		digits = strings.Repeat("0", 9-n) + digits
	}
	return digits
}
