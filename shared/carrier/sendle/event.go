package sendle

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is one event as printed.
type event struct {
	kind, text, reason        string
	scanned, local, displayed string
	origin                    string // where a transport between two places began
	place                     shipment.Place
}

func (d *decoder) event(p *parcel) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) { d.member(&e, key) })
	if e.kind != "" || e.text != "" || e.scanned != "" {
		p.events = append(p.events, e)
	}
}

// member reads a member of an event and reports whether it was one. "requester" may be a person and is not read.
func (d *decoder) member(e *event, key []byte) bool {
	switch string(key) {
	case "event_type":
		e.kind = d.Text(payload.Short)
	case "description":
		e.text = d.Text(payload.Line)
	case "reason":
		e.reason = d.Text(payload.Line)
	case "scan_time":
		e.scanned = d.Text(payload.Short)
	case "local_scan_time":
		e.local = d.Text(payload.Short)
	case "display_time":
		e.displayed = d.Text(payload.Short)
	case "location":
		e.place.Text = d.Text(payload.Line)
	case "origin_location":
		e.origin = d.Text(payload.Line)
	case "location_data":
		d.Object(func(key []byte) { d.where(&e.place, key) })
	default:
		return false
	}
	return true
}

func (d *decoder) where(p *shipment.Place, key []byte) {
	switch string(key) {
	case "suburb":
		p.City = d.Text(payload.Line)
	case "state":
		p.Region = d.Text(payload.Short)
	case "postcode":
		p.Postal = d.Text(payload.Short)
	case "country":
		p.Country = country(d.Text(payload.Short))
	}
}

// country gives the code of the countries that Sendle serves and writes as names.
func country(name string) string {
	switch name {
	case "Australia":
		return "AU"
	case "United States", "USA", "United States of America":
		return "US"
	case "Canada":
		return "CA"
	}
	if len(name) != 2 {
		return ""
	}
	return name
}

// at is the local time of an event. "scan_time" is UTC. Where Sendle knows the place, "local_scan_time" is the clock there
// and "display_time" the same with its offset; where it does not, both repeat UTC, the first without saying so.
func (a *Adapter) at(e event) shipment.Moment {
	utc, local, displayed := moment.ISO(e.scanned), moment.ISO(e.local), moment.ISO(e.displayed)
	if local.Local == "" || local.Local == utc.Local {
		if displayed.Offset != "" && displayed.Offset != "+00:00" {
			return displayed
		}
		if utc.Local != "" {
			return utc
		}
		return displayed
	}
	if displayed.Local == local.Local && displayed.Offset != "" {
		return displayed
	}
	if offset, ok := moment.Between(local, utc); ok && utc.Offset == "+00:00" {
		return moment.With(local, offset, shipment.ZoneField)
	}
	return a.zones.At(local, e.place.Country, e.place.Region)
}

func (a *Adapter) scan(e event) shipment.Fact {
	m := a.meaning(e)
	place := e.place
	place.Text = cmp.Or(place.Text, e.origin)
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: Source,
		Code:    e.kind,
		Generic: true, // a dozen words for everything that happens
		Text:    cmp.Or(e.text, e.kind),
		Status:  m.Status,
		Sub:     m.Sub,
		At:      a.at(e),
		Place:   place,
	}
	return shipment.Identify(f, e.scanned, e.local, e.kind, e.text, e.reason, e.place.Text, e.origin)
}

// meaning starts from the type of the event. The reason, then the description, make it more exact: Sendle calls every scan
// between two hubs "In Transit", and asks to read the description of a type that is not documented.
func (a *Adapter) meaning(e event) carrier.Meaning {
	m, ok := a.codes.Text(e.kind) // the documents themselves write "Dropped Off" and "Dropped off"
	if !ok {
		m = carrier.Unmapped
		if by, known := a.codes.Text(e.text); known {
			m = by
		}
	}
	for _, text := range [...]string{e.reason, e.text} {
		if by, known := a.codes.Words(text); known && tells(m, by) {
			return by
		}
	}
	return m
}

// tells reports whether the words of an event say more than its type. Words promise deliveries that have not happened
// ("will be left in your mailbox"), so only an event of that type is one.
func tells(m, by carrier.Meaning) bool {
	if by.Status == m.Status {
		return by.Sub != "" && (m.Sub == "" || m.Sub == "other" || by.Sub == "not_ready")
	}
	switch m.Status {
	case shipment.Delivered:
		return by.Status == shipment.Returned
	case shipment.OutForDelivery, shipment.Expired, shipment.Accepted:
		return false
	case shipment.DeliveryAttempted, shipment.InfoReceived, shipment.AvailableForPickup:
		return by.Status == shipment.Exception || by.Status == shipment.Returning || by.Status == shipment.Cancelled
	case shipment.Exception:
		return by.Status == shipment.Returning || by.Status == shipment.Returned || by.Status == shipment.DeliveryAttempted
	default: // in transit, without a status, or unknown
		return by.Status != shipment.Delivered
	}
}

// Interpret explains Sendle's types and words that an aggregator repeats. It follows carrier.Interpreter.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	_, known := a.codes.Code("type", code)
	if !known {
		if _, known = a.codes.Text(text); !known {
			return carrier.Meaning{}, false
		}
		code = ""
	}
	return a.meaning(event{kind: code, text: text}), true
}
