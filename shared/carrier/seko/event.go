package seko

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is one event as printed.
type event struct {
	at, code, omni, text, place string
	part                        string // number of the parcel within the consignment, or of its label
}

func (e event) empty() bool { return e.at == "" && e.omni == "" && e.code == "" && e.text == "" }

func (d *decoder) event(c *consignment) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) {
		switch string(key) {
		case "EventDT":
			e.at = d.Text(payload.Short)
		case "Code":
			e.code = d.Text(payload.Short)
		case "OmniCode":
			e.omni = d.Text(payload.Short)
		case "Description":
			e.text = d.Text(payload.Line)
		case "Location":
			e.place = d.Text(payload.Line)
		case "Part":
			e.part = d.Text(payload.Short)
		}
	})
	if !e.empty() {
		c.events = append(c.events, e)
	}
}

// scan makes the fact of an event. EventDT is documented as local to the place, and in captured answers SEKO's own events
// look like UTC: without a zone in the payload it stays a wall clock.
func (a *Adapter) scan(e event, several bool) shipment.Fact {
	m := carrier.OrUnmapped(a.Interpret(e.omni, e.text))
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: Source,
		Code:    cmp.Or(e.omni, e.code),
		Text:    e.text,
		Status:  m.Status,
		Sub:     m.Sub,
		At:      moment.ISO(e.at),
		Place:   place(e.place),
	}
	if several {
		f.Piece = e.part
	}
	return shipment.Identify(f, e.at, e.omni, e.code, e.text, e.place, e.part)
}

// place reads "CARSON, CA,US". What does not end in a country stays a text.
func place(printed string) shipment.Place {
	p := shipment.Place{Text: printed}
	parts := strings.Split(printed, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	last := len(parts) - 1
	if last < 1 || last > 2 || !letters(parts[last], 2) {
		return p
	}
	p.City, p.Country = parts[0], strings.ToUpper(parts[last])
	if last == 2 && (letters(parts[1], 2) || letters(parts[1], 3)) {
		p.Region = strings.ToUpper(parts[1])
	}
	return p
}

func letters(s string, n int) bool {
	return len(s) == n && strings.Trim(strings.ToUpper(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
