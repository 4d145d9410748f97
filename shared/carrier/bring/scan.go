package bring

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/shipment"
)

// scan makes the fact of one event. Its code is Bring's status, which many events share.
func (a *Adapter) scan(e event) shipment.Fact {
	m := carrier.OrUnmapped(a.Interpret(e.status, e.text))
	at := moment.ISO(e.iso)
	if at.Local == "" {
		at = moment.DayFirst(strings.TrimSpace(e.date + " " + e.clock))
	}
	country := strings.ToUpper(e.nation)
	return shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: e.status, Generic: true, Text: e.text, Status: m.Status, Sub: m.Sub,
		At: a.zones.At(at, country, ""), Place: shipment.Place{City: e.city, Postal: e.postal, Country: country},
	}, e.iso, e.date, e.clock, e.status, e.code, e.cause, e.measure, e.text, e.city, e.postal, e.nation, e.unit)
}

// Interpret explains Bring's statuses and wordings, also for aggregators. The status decides; the words make it more exact where
// they do not contradict it. A deviation is explained by its words alone: a verified identity is one, too. Bring publishes all its
// statuses, so that a new one is new: the phrases, which only tell apart what one status may mean, do not explain it.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	m, ok := a.codes.Code("status", strings.ToUpper(code))
	if !ok {
		if said, known := a.codes.Text(text); known || code != "" {
			return said, known
		}
		return a.codes.Words(text)
	}
	said, known := a.codes.Words(text)
	switch {
	case !known || m.Status == "" || m.Status == shipment.Unknown:
		return m, true
	case m.Status == shipment.Exception:
		return said, true
	case said.Status == m.Status && said.Sub != "":
		return said, true
	default:
		return m, true
	}
}
