package postnl

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// event makes the fact of one event.
func (d *decoder) event(s *piece, e scan) shipment.Fact {
	m := carrier.OrUnmapped(d.Interpret(e.code, e.text))
	return shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: e.code, Text: e.text, Status: m.Status, Sub: m.Sub, At: d.at(s, e.at),
	}, e.at, e.code, e.text, e.place, e.route)
}

// status makes the fact of a status, where there are no events. Many events share one status.
func (d *decoder) status(s *piece, e scan) shipment.Fact {
	m, ok := d.codes.Code("status", strings.TrimLeft(e.code, "0"))
	if !ok {
		m, ok = d.Interpret("", e.text)
	}
	if !ok {
		m = carrier.Unmapped
	}
	return shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: e.code, Generic: true, Text: e.text, Status: m.Status, Sub: m.Sub, At: d.at(s, e.at),
	}, e.at, e.code, e.text)
}

// Interpret explains PostNL's event codes and wordings, also for aggregators. The code decides; many codes share one sentence
// ("Sorry, bezorgmoment is bijgewerkt").
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Code("code", written(code)); ok && code != "" {
		return m, true
	}
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	return a.codes.Words(text)
}

// written is an event code as the list of codes writes it: answers were seen with "01B" for "B01".
func written(code string) string {
	code = strings.ToUpper(code)
	if len(code) == 3 && code[0] >= '0' && code[0] <= '9' && code[2] >= 'A' && code[2] <= 'Z' {
		return code[2:] + code[:2]
	}
	return code
}
