package ship24

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is one event as printed.
type event struct {
	at, offset                string
	noTime                    bool
	text, place               string
	courier, number           string
	code, category, milestone string
}

func (e event) empty() bool {
	return e.at == "" && e.text == "" && e.code == "" && e.milestone == ""
}

// event reads an element of "events". "order" is not needed: the set of events decides, not their sequence.
func (d *decoder) event(t *tracking) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var e event
	datetime := ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "occurrenceDatetime":
			e.at = d.Text(payload.Short)
		case "datetime": // its name in later documents
			datetime = d.Text(payload.Short)
		case "hasNoTime":
			e.noTime = d.Flag()
		case "utcOffset":
			e.offset = d.Text(payload.Short)
		case "status":
			e.text = d.Text(payload.Line)
		case "location":
			e.place = d.Text(payload.Line)
		case "courierCode":
			e.courier = d.Text(payload.Short)
		case "eventTrackingNumber":
			e.number = decode.Number(d.Text(payload.Short))
		case "statusCode":
			e.code = d.Text(payload.Short)
		case "statusCategory":
			e.category = d.Text(payload.Short)
		case "statusMilestone":
			e.milestone = d.Text(payload.Short)
		}
	})
	e.at = cmp.Or(e.at, datetime)
	if !e.empty() {
		t.events = append(t.events, e)
	}
}

// when is the time of an event: a clock of the place, with an offset where the carrier told one.
func (e event) when() shipment.Moment {
	at := moment.ISO(e.at)
	if e.noTime && at.Local != "" {
		return moment.Compact(moment.Day(at), "")
	}
	if offset, ok := moment.Offset(e.offset); ok {
		return moment.With(at, offset, shipment.ZoneField)
	}
	return at
}

func (a *Adapter) scan(e event, parcelCarrier string) shipment.Fact {
	code := parcelCarrier
	if e.courier != "" {
		code = codeOf(e.courier)
	}
	m := a.meaning(e, code)
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: code,
		Code:    cmp.Or(e.code, e.category, e.milestone),
		Generic: true, // the code is a status word that many events share
		Text:    e.text,
		Status:  m.Status,
		Sub:     m.Sub,
		At:      e.when(),
		Place:   shipment.Place{Text: e.place},
	}
	return shipment.Identify(f, e.at, e.offset, e.text, e.place, e.code, e.category, e.milestone, e.courier)
}

// meaning starts from Ship24's code of the event. Without one, the milestone says where the parcel stood at that moment and
// the category which part of the journey this was. The carrier's own table makes either more exact.
func (a *Adapter) meaning(e event, code string) carrier.Meaning {
	m, ok := a.codes.Code("code", e.code)
	if !ok {
		m, ok = a.codes.Code("milestone", e.milestone)
		if category, known := a.codes.Code("category", e.category); ok && known {
			m = decode.Refine(m, category)
		} else if known {
			m, ok = category, true
		}
	}
	if !ok {
		m = carrier.Unmapped
		if e.milestone != "" {
			return m
		}
	}
	return decode.RefineBy(m, a.carriers[code], "", e.text)
}
