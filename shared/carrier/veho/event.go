package veho

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// pushed is what pushes put before the name of an event.
const pushed = "package."

// event is one event as printed: {"eventType","timestamp","message","city","state"}, or of the older answer
// {"date","time","code","description","location"}.
type event struct {
	code, text       string
	at, date, clock  string
	city, state, all string
}

func (e event) empty() bool { return e.code == "" && e.text == "" && e.at == "" && e.date == "" }

// member reads a member of an event and reports whether it was one.
func (e *event) member(r *payload.Reader, key []byte) bool {
	switch string(key) {
	case "eventType", "operation", "code":
		e.code = r.Text(payload.Short)
	case "description":
		e.text = r.Text(payload.Line)
	case "timestamp":
		e.at = r.Text(payload.Short)
	case "date":
		e.date = r.Text(payload.Short)
	case "time":
		e.clock = r.Text(payload.Short)
	case "city":
		e.city = r.Text(payload.Line)
	case "state":
		e.state = r.Text(payload.Short)
	case "location":
		e.all = r.Text(payload.Line)
	default:
		return false
	}
	return true
}

func (d *decoder) event(p *pack) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) {
		if string(key) == "message" { // an error has one too, so it is no member of an event elsewhere
			e.text = d.Text(payload.Line)
			return
		}
		e.member(d.Reader, key)
	})
	if !e.empty() {
		p.events = append(p.events, e)
	}
}

// fact makes the fact of an event. Veho delivers in the United States only. A clock without offset gets that of its place.
func (a *Adapter) fact(e event) shipment.Fact {
	m := carrier.OrUnmapped(a.Interpret(e.code, e.text))
	at := moment.ISO(e.at)
	if at.Local == "" {
		at = moment.Compact(e.date, e.clock)
	}
	place := shipment.Place{City: e.city, Region: e.state}
	if place.City == "" && place.Region == "" {
		place = american(e.all)
	}
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: Source,
		Code:    strings.TrimPrefix(e.code, pushed), // the same event in a push and in the log is one scan
		Text:    e.text,
		Status:  m.Status,
		Sub:     m.Sub,
		At:      a.zones.At(at, "US", strings.ToUpper(place.Region)),
		Place:   place,
	}
	return shipment.Identify(f, e.at, e.date, e.clock, e.code, e.text, e.city, e.state, e.all)
}

// american reads "San Francisco, CA". Anything else stays one text.
func american(s string) shipment.Place {
	city, state, ok := strings.Cut(s, ", ")
	if !ok || len(state) != 2 || strings.ToUpper(state) != state {
		return shipment.Place{Text: s}
	}
	return shipment.Place{Text: s, City: city, Region: state}
}

// Interpret explains Veho's events, also for aggregators that repeat them. An event
// that only says that something went wrong is made more exact by its words.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	m, known := a.codes.Code("event", strings.TrimPrefix(code, pushed))
	if !known && code == "" && strings.HasPrefix(text, pushed) {
		m, known = a.codes.Code("event", strings.TrimPrefix(text, pushed))
	}
	said, ok := a.codes.Text(text)
	if !ok {
		said, ok = a.codes.Words(text)
	}
	switch {
	case !known:
		return said, ok
	case !ok:
		return m, true
	case said.Status == m.Status:
		return carrier.Meaning{Status: m.Status, Sub: cmp.Or(m.Sub, said.Sub)}, true
	case m == carrier.Meaning{Status: shipment.DeliveryAttempted} && said.Status == shipment.Exception:
		return said, true
	default:
		return m, true
	}
}
