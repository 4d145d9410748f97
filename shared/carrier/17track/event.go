package seventeentrack

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// event is one event as printed. code is the parcel's own status, which version 1 gives in place of the event's.
type event struct {
	iso, utc, date, clock, zone string
	text, translated            string
	stage, sub, code            string
	place                       shipment.Place
}

func (e event) empty() bool {
	return e.text == "" && e.iso == "" && e.utc == "" && e.date == "" && e.sub == "" && e.stage == ""
}

func (d *decoder) event() event {
	var e event
	d.Object(func(key []byte) {
		switch string(key) {
		case "time_iso":
			e.iso = d.Text(payload.Short)
		case "time_utc":
			e.utc = d.Text(payload.Short)
		case "time_raw":
			d.raw(&e)
		case "description":
			e.text = d.Text(payload.Line)
		case "description_translation":
			d.Object(func(key []byte) {
				if string(key) == "description" {
					e.translated = d.Text(payload.Line)
				}
			})
		case "location":
			e.place.Text = d.Text(payload.Line)
		case "stage":
			e.stage = d.Text(payload.Short)
		case "sub_status":
			e.sub = d.Text(payload.Short)
		case "address":
			d.address(&e.place)
		}
	})
	return e
}

// raw reads the time as the carrier printed it: {"date","time","timezone"}.
func (d *decoder) raw(e *event) {
	if !d.IsObject() {
		e.date, e.clock, _ = strings.Cut(d.Text(payload.Short), " ")
		return
	}
	d.Object(func(key []byte) {
		switch string(key) {
		case "date":
			e.date = d.Text(payload.Short)
		case "time":
			e.clock = d.Text(payload.Short)
		case "timezone":
			e.zone = d.Text(payload.Short)
		}
	})
}

// address reads where an event took place; its street is not looked at.
func (d *decoder) address(p *shipment.Place) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "country":
			p.Country = d.Text(payload.Short)
		case "state":
			p.Region = d.Text(payload.Short)
		case "city":
			p.City = d.Text(payload.Line)
		case "postal_code":
			p.Postal = d.Text(payload.Short)
		}
	})
}

// at is the local time of an event: "time_iso" shows the clock of the place and its offset. Without it the zone is unknown to
// 17TRACK ("timezone" is null), and what the carrier printed stays a clock without one, unless "time_utc" tells how far it is
// from UTC. A carrier that printed no clock told only a day, although "time_iso" then shows midnight.
func (e event) at() shipment.Moment {
	raw := moment.Compact(e.date, e.clock)
	iso := moment.ISO(e.iso)
	if iso.Local != "" && !(raw.Precision == shipment.Day && e.clock == "" && strings.HasSuffix(iso.Local, "T00:00:00")) {
		return iso
	}
	utc := moment.ISO(e.utc)
	if raw.Local == "" {
		return utc
	}
	if offset, ok := moment.Offset(e.zone); ok {
		return moment.With(raw, offset, shipment.ZonePayload)
	}
	if offset, ok := moment.Between(raw, utc); ok {
		return moment.With(raw, offset, shipment.ZoneField)
	}
	return raw
}

func (a *Adapter) scan(e event, code string) shipment.Fact {
	m := a.meaning(e, code)
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: code,
		Code:    cmp.Or(e.sub, e.stage, e.code),
		Generic: true, // the code is a status word that many events share
		Text:    cmp.Or(e.text, e.translated),
		Status:  m.Status,
		Sub:     m.Sub,
		At:      e.at(),
		Place:   e.place,
	}
	return shipment.Identify(f, e.iso, e.utc, e.date, e.clock, e.sub, e.stage, e.text, e.place.Text)
}

// meaning starts from 17TRACK's own status of the event and lets the carrier's own table make it more exact.
func (a *Adapter) meaning(e event, code string) carrier.Meaning {
	m := a.own(e)
	origin := a.carriers[code]
	if origin == nil {
		return m
	}
	first, _, _ := strings.Cut(e.text, " -> ") // version 1 adds the carrier's long text behind an arrow
	by, ok := origin.Interpret("", first)
	if !ok && e.translated != "" {
		by, ok = origin.Interpret("", e.translated)
	}
	if !ok {
		return m
	}
	return decode.Refine(m, by)
}

// own is what 17TRACK says of the event: its sub-status, made more exact by the stage that it reached ("InTransit_Other" at
// the stage "PickedUp"). A sub-status that is not in the table still names one of the documented statuses before its
// underline; 17TRACK adds new ones without notice and asks for that.
func (a *Adapter) own(e event) carrier.Meaning {
	stage, staged := a.codes.Code("stage", e.stage)
	m, ok := a.codes.Code("sub", e.sub)
	if !ok {
		status, _, _ := strings.Cut(e.sub, "_")
		m, ok = a.codes.Code("status", status)
	}
	switch {
	case ok && staged:
		return decode.Refine(m, stage)
	case ok:
		return m
	case staged:
		return stage
	}
	if m, ok := a.codes.Code("v1", e.code); ok && m.Status.Physical() {
		return m
	}
	return carrier.Unmapped
}
