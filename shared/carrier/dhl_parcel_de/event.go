package dhlparcelde

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is one event as printed: what happened (ice), why (ric), and the class of both (the standard event code).
type event struct {
	at             string
	code, ice, ric string
	text, status   string
	town, country  string
	back           bool // on the way back to the sender
}

func (e event) empty() bool { return e.code == "" && e.ice == "" && e.text == "" && e.status == "" }

// attribute reads an attribute of an event, or the twin of it on a piece.
func (e *event) attribute(r *payload.Reader, name string) {
	switch name {
	case "@event-timestamp", "@status-timestamp", "@last-event-timestamp":
		e.at = cmp.Or(r.Text(payload.Short), e.at)
	case "@standard-event-code":
		e.code = r.Text(payload.Short)
	case "@ice":
		e.ice = r.Text(payload.Short)
	case "@ric":
		e.ric = r.Text(payload.Short)
	case "@event-text":
		e.text = r.Text(payload.Line)
	case "@event-status", "@status":
		e.status = r.Text(payload.Line)
	case "@event-short-status", "@short-status":
		if s := r.Text(payload.Line); e.status == "" {
			e.status = s
		}
	case "@event-location":
		e.town = r.Text(payload.Line)
	case "@event-country":
		e.country = r.Text(payload.Short)
	case "@ruecksendung":
		e.back = r.Flag()
	}
}

func (d *decoder) scan(e event, inside bool) shipment.Fact {
	m := d.meaning(e)
	place := e.place()
	country := place.Country
	if e.country == "" && inside {
		country = "DE"
	}
	f := shipment.Fact{
		Kind: shipment.ScanFact, Source: Source, Carrier: Source, Code: e.code, Generic: true, Text: cmp.Or(e.text, e.status),
		Status: m.Status, Sub: m.Sub, At: d.zones.At(moment.DayFirst(e.at), country, ""), Place: place,
	}
	return shipment.Identify(f, e.at, e.code, e.ice, e.ric, e.text, e.status, e.town, e.country)
}

// place gives the country as a code where DHL prints one, or Germany's name; other names stay text.
func (e event) place() shipment.Place {
	p := shipment.Place{City: e.town}
	switch {
	case len(e.country) == 2:
		p.Country = strings.ToUpper(e.country)
	case strings.EqualFold(e.country, "germany"), strings.EqualFold(e.country, "deutschland"):
		p.Country = "DE"
	case e.country != "":
		p.Text = strings.TrimPrefix(e.town+", "+e.country, ", ")
	}
	return p
}

// meaning takes the three codes together first, because DHL publishes which combinations there are and what each means; then the
// class and what happened, and the words last.
func (a *Adapter) meaning(e event) carrier.Meaning {
	m, ok := a.explain(e)
	if !ok {
		return carrier.Unmapped
	}
	if e.back {
		return back(m)
	}
	return m
}

func (a *Adapter) explain(e event) (carrier.Meaning, bool) {
	if m, ok := a.codes.Code("ice/ric/event", e.ice+"/"+e.ric+"/"+e.code); ok {
		return m, true
	}
	class, classed := a.codes.Code("event", e.code)
	what, known := a.codes.Code("ice", e.ice)
	words, said := a.codes.Words(e.text)
	if !said {
		words, said = a.codes.Words(e.status)
	}
	switch {
	case known && (!classed || decides(class, what)):
		return what, true
	case said && (!classed || class.Sub == "" && words.Status == class.Status || class.Sub == "other" && words.Status != shipment.Delivered):
		return words, true
	}
	return class, classed
}

// decides reports whether what happened says more than the class of a combination that is not in DHL's list: "BV" is any exception,
// and a return, a disposal or a hold stands in several classes.
func decides(class, what carrier.Meaning) bool {
	switch what.Status {
	case shipment.Exception:
		return what.Sub != "other" && class.Status != shipment.Delivered
	case shipment.Returning, shipment.Destroyed, shipment.Cancelled:
		return true
	default:
		return class.Sub == "other"
	}
}

// back turns the meaning of an event round for a parcel that returns.
func back(m carrier.Meaning) carrier.Meaning {
	switch m.Status {
	case shipment.Delivered:
		return carrier.Meaning{Status: shipment.Returned, Sub: "to_sender"}
	case shipment.Accepted, shipment.InTransit, shipment.OutForDelivery:
		return carrier.Meaning{Status: shipment.Returning, Sub: "in_transit_back"}
	default:
		return m
	}
}

// Interpret explains codes and words of DHL Paket that another source repeats: the class ("ZU"), what happened ("DLVRD"), or both
// joined with the reason ("DLVRD/OTHER/ZU").
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Code("ice/ric/event", code); ok {
		return m, true
	}
	if m, ok := a.codes.Words(text); ok {
		return m, true
	}
	return a.explain(event{code: code, ice: code})
}
