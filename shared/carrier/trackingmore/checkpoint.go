package trackingmore

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/moment"
	"doorstep/shared/carrier/payload"
	"doorstep/shared/shipment"
)

// checkpoint is one checkpoint as printed.
type checkpoint struct {
	at, text, detail string
	status, sub, raw string // raw is the carrier's own code
	carrier          string // of the leg, when it tells one
	place            shipment.Place
}

func (c checkpoint) empty() bool {
	return c.at == "" && c.text == "" && c.detail == "" && c.status == "" && c.sub == ""
}

// checkpoint reads an element of "trackinfo". Version 2 writes "Date", "StatusDescription" and, for the place, "Details";
// version 3 and 4 "checkpoint_date", "tracking_detail" and "location".
func (d *decoder) checkpoint(it *item) {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var c checkpoint
	d.Object(func(key []byte) {
		switch string(key) {
		case "checkpoint_date", "Date", "date":
			c.at = d.Text(payload.Short)
		case "tracking_detail", "StatusDescription", "status_description":
			c.text = d.Text(payload.Line)
		case "Details", "details":
			c.detail = d.Text(payload.Line)
		case "location":
			c.place.Text = d.Text(payload.Line)
		case "checkpoint_delivery_status", "checkpoint_status":
			c.status = d.Text(payload.Short)
		case "checkpoint_delivery_substatus", "substatus":
			c.sub = d.Text(payload.Short)
		case "raw_status":
			c.raw = d.Text(payload.Short)
		case "country_iso2":
			c.place.Country = d.Text(payload.Short)
		case "state":
			c.place.Region = d.Text(payload.Short)
		case "city":
			c.place.City = d.Text(payload.Line)
		case "zip":
			c.place.Postal = d.Text(payload.Short)
		}
	})
	if !c.empty() {
		it.checkpoints = append(it.checkpoints, c)
	}
}

func (a *Adapter) scan(c checkpoint, code string) shipment.Fact {
	text, place := c.text, c.place
	switch {
	case text == "":
		text = c.detail
	case place.Text == "":
		place.Text = c.detail
	}
	m := a.meaning(c, text, code)
	f := shipment.Fact{
		Kind:    shipment.ScanFact,
		Source:  Source,
		Carrier: code,
		Code:    cmp.Or(c.sub, c.status),
		Generic: true, // the code is a status word that many checkpoints share
		Text:    text,
		Status:  m.Status,
		Sub:     m.Sub,
		At:      moment.ISO(c.at),
		Place:   place,
	}
	return shipment.Identify(f, c.at, c.status, c.sub, c.raw, c.text, c.detail, c.place.Text)
}

// meaning starts from TrackingMore's sub-status, else its status, and lets the carrier's own table make it more exact.
func (a *Adapter) meaning(c checkpoint, text, code string) carrier.Meaning {
	m, ok := a.codes.Code("sub", plain(c.sub))
	if !ok {
		m, ok = a.codes.Code("status", plain(c.status))
	}
	if !ok {
		m = carrier.Unmapped
		if c.status != "" {
			return m
		}
	}
	return decode.RefineBy(m, a.carriers[code], c.raw, text)
}
