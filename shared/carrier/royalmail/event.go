package royalmail

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is one event as printed. said is the sentence of a summary, for an event that has no name.
type event struct{ code, name, at, place, said string }

// empty reports whether there is an event: a summary of an item without scans may still carry a date.
func (e event) empty() bool { return e.code == "" && e.name == "" && (e.at == "" || e.said == "") }

func (d *decoder) event(p *piece) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	d.Object(func(key []byte) {
		switch string(key) {
		case "eventCode":
			e.code = d.Text(payload.Short)
		case "eventName":
			e.name = d.Text(payload.Line)
		case "eventDateTime":
			e.at = d.Text(payload.Short)
		case "locationName":
			e.place = d.Text(payload.Line)
		}
	})
	if !e.empty() {
		p.parcel.Facts = decode.AddFact(p.parcel.Facts, d.scan(e))
	}
}

func (a *Adapter) scan(e event) shipment.Fact {
	text := cmp.Or(e.name, e.said)
	m := carrier.OrUnmapped(a.Interpret(e.code, text))
	return shipment.Identify(shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: e.code, Text: text, Status: m.Status, Sub: m.Sub,
		At: moment.ISO(e.at), Place: shipment.Place{Text: e.place},
	}, e.at, e.code, text, e.place)
}

// Interpret explains Royal Mail's codes and wordings, also for aggregators. The code decides, because names are short and shared
// ("Item Received"); a new code goes by its words.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Code("code", strings.ToUpper(code)); ok && code != "" {
		return m, true
	}
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	return a.codes.Words(text)
}
