package dhlexpress

import (
	"strconv"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is one checkpoint as printed. area is the first of its service areas: "SYDNEY-AU".
type event struct {
	date, clock, offset string
	code, text          string
	area, areaCode      string
	remark              string
	name                string
}

func (e event) empty() bool { return e.code == "" && e.text == "" && e.date == "" }

// event reads {"date","time","GMTOffset","typeCode","description","serviceArea":[{"code","description"}],"remarks":[…],"signedBy"}.
// GMTOffset comes when it was asked for, remarks with the view all-checkpoints-with-remarks.
func (d *decoder) event(events *[]event) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) {
		switch string(key) {
		case "date":
			e.date = d.Text(payload.Short)
		case "time":
			e.clock = d.Digits(6)
		case "GMTOffset", "gmtOffset":
			e.offset = d.Text(payload.Short)
		case "typeCode":
			e.code = d.Text(payload.Short)
		case "description":
			e.text = d.Text(payload.Line)
		case "serviceArea":
			d.Each(func() { d.area(&e) })
		case "remarks":
			d.Each(func() { d.remark(&e) })
		case "signedBy":
			e.name = d.Text(payload.Line)
		}
	})
	if !e.empty() {
		*events = append(*events, e)
	}
}

func (d *decoder) area(e *event) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "code":
			if s := d.Text(payload.Short); e.areaCode == "" {
				e.areaCode = s
			}
		case "description":
			if s := d.Text(payload.Line); e.area == "" {
				e.area = s
			}
		}
	})
}

func (d *decoder) remark(e *event) {
	d.Object(func(key []byte) {
		if s := d.Text(payload.Line); string(key) == "value" && e.remark == "" {
			e.remark = s
		}
	})
}

// same reports whether two lists tell of one checkpoint. The offset does not count: only one of the calls may print it.
func (e event) same(o event) bool {
	return e.date == o.date && e.clock == o.clock && e.code == o.code && e.areaCode == o.areaCode
}

func has(events []event, e event) bool {
	for i := range events {
		if events[i].same(e) {
			return true
		}
	}
	return false
}

// add makes the fact of an event. Its text is cut before the name of a signer, which stands behind a colon: "Delivered - Signed
// for by: …". The name identifies no scan either: DHL takes names out again, and the scan stays the same.
func (d *decoder) add(c *consignment, e event, number string) { d.tell(c, e, number, d.meaning(e)) }

func (d *decoder) tell(c *consignment, e event, number string, m carrier.Meaning) {
	text, name := e.text, e.name
	if m.Status == shipment.Delivered {
		said := ""
		text, said = withoutName(e.text)
		if name == "" {
			name = said
		}
	}
	place := placeOf(e.area)
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Piece: number, Code: e.code, Text: text,
		Status: m.Status, Sub: m.Sub, At: d.at(e, place), Place: place,
	}
	if m.Status == shipment.Delivered && name != "" {
		f.Signed = true
		c.parcel.SignedBy = name
	}
	c.parcel.Facts = decode.AddFact(c.parcel.Facts, shipment.Identify(f, e.date, e.clock, e.code, text, e.areaCode, e.area))
}

// withoutName cuts the name of a signer from the words of a delivery: "Delivered - Signed for by: …", or "… Signed by …".
func withoutName(text string) (words, name string) {
	words, name, found := strings.Cut(text, ":")
	for _, by := range []string{"igned for by ", "igned by ", "IGNED FOR BY ", "IGNED BY "} {
		if i := strings.Index(text, by); i >= 0 && !found {
			words, name, found = text[:i+len(by)], text[i+len(by):], true
		}
	}
	return strings.TrimSpace(words), strings.TrimSpace(name)
}

// at is local to the service area (MyDHL API, "Tracking"): the offset stands in a field of its own, else the country decides
// where it keeps one clock.
func (a *Adapter) at(e event, place shipment.Place) shipment.Moment {
	m := moment.Compact(e.date, e.clock)
	if m.Local == "" {
		m = moment.ISO(e.date)
	}
	if offset, ok := moment.Offset(e.offset); ok {
		m = moment.With(m, offset, shipment.ZoneField)
	}
	return a.zones.At(m, place.Country, "")
}

// placeOf splits "SYDNEY-AU" and "CINCINNATI HUB - US". Another spelling of the country ("Milan - Italy", "KINGSTON-JAM") stays
// in the text only.
func placeOf(area string) shipment.Place {
	p := shipment.Place{Text: area}
	i := strings.LastIndexByte(area, '-')
	if i < 0 {
		return p
	}
	country := strings.TrimSpace(area[i+1:])
	if len(country) == 2 && isLetter(country[0]) && isLetter(country[1]) {
		p.City, p.Country = strings.TrimSpace(area[:i]), country
	}
	return p
}

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }

// meaning takes the code first: it is DHL's own and exact, while the texts differ by language. A remark makes one of customs more exact.
func (a *Adapter) meaning(e event) carrier.Meaning {
	m, ok := a.Interpret(e.code, e.text)
	if !ok {
		return carrier.Unmapped
	}
	if m.Sub == "customs_processing" && strings.Contains(strings.ToLower(e.remark), "release") {
		m.Sub = "customs_cleared"
	}
	return m
}

// Interpret explains codes and wordings of DHL Express that another source repeats.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Code("code", strings.ToUpper(code)); ok && code != "" {
		return m, true
	}
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	return a.codes.Words(text)
}

// count reads a number of pieces; nonsense is none.
func count(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
	if err != nil || n < 1 || n > 9999 {
		return 0
	}
	return n
}
