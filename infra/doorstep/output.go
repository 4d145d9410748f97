package main

import (
	"slices"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// The shapes below are a contract: names and types do not change.

type document struct {
	Path      string         `json:"path,omitempty"`
	Source    string         `json:"source"`
	Kind      string         `json:"kind"`
	Shipments []shipmentJSON `json:"shipments"`
	Problems  []problemJSON  `json:"problems"`
	Unknown   []codeJSON     `json:"unknown_codes,omitempty"`
}

type shipmentJSON struct {
	Carrier   string      `json:"carrier"`
	Number    string      `json:"tracking_number"`
	Status    string      `json:"status"`
	Sub       string      `json:"sub_status"`
	Delivered bool        `json:"delivered"`
	SignedBy  string      `json:"signed_by"`
	Estimated *windowJSON `json:"estimated_delivery"`
	Events    []eventJSON `json:"events"`
}

type windowJSON struct {
	Earliest  string `json:"earliest"`
	Latest    string `json:"latest"`
	Precision string `json:"precision"`
}

type eventJSON struct {
	ID        string       `json:"id"`
	Code      string       `json:"carrier_code"`
	Text      string       `json:"carrier_text"`
	Status    string       `json:"status"`
	Sub       string       `json:"sub_status"`
	Local     string       `json:"occurred_local"`
	Offset    *string      `json:"utc_offset"`
	At        *string      `json:"occurred_at"`
	Zone      string       `json:"tz_source"`
	Precision string       `json:"precision"`
	Location  locationJSON `json:"location"`
}

type locationJSON struct {
	Text    string `json:"text"`
	City    string `json:"city"`
	Region  string `json:"region"`
	Postal  string `json:"postal"`
	Country string `json:"country"`
}

// codeJSON is a code, or words without one, that no table knows, and how many events have it.
type codeJSON struct {
	Carrier string `json:"carrier"`
	Code    string `json:"carrier_code"`
	Text    string `json:"carrier_text"`
	Events  int    `json:"events"`
}

type problemJSON struct {
	Number  string `json:"tracking_number"`
	Kind    string `json:"kind"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// render shows an update the way the rest of the system would see it: each parcel folded on its own.
func render(u carrier.Update) document {
	d := document{Source: u.Source, Kind: string(u.Kind), Shipments: []shipmentJSON{}, Problems: []problemJSON{}}
	for _, p := range u.Parcels {
		made := renderParcel(p)
		d.Shipments = append(d.Shipments, made)
		for _, e := range made.Events {
			d.note(p.Carrier, e)
		}
	}
	for _, p := range u.Problems {
		d.Problems = append(d.Problems, problemJSON(p))
	}
	return d
}

// note counts the event when no table knows its code.
func (d *document) note(carrier string, e eventJSON) {
	if e.Sub != "unmapped_code" {
		return
	}
	i := slices.IndexFunc(d.Unknown, func(c codeJSON) bool { return c.Carrier == carrier && c.Code == e.Code && c.Text == e.Text })
	if i < 0 {
		i = len(d.Unknown)
		d.Unknown = append(d.Unknown, codeJSON{Carrier: carrier, Code: e.Code, Text: e.Text})
	}
	d.Unknown[i].Events++
}

func renderParcel(p carrier.Parcel) shipmentJSON {
	st := shipment.Fold(p.Facts)
	s := shipmentJSON{
		Carrier:   p.Carrier,
		Number:    p.Number,
		Status:    string(st.Status),
		Sub:       st.Sub,
		Delivered: st.Delivered,
		SignedBy:  p.SignedBy,
		Estimated: expectedOf(st),
		Events:    make([]eventJSON, 0, len(st.Scans)),
	}
	if s.Status == "" {
		s.Status = string(shipment.Unknown)
	}
	for _, scan := range st.Scans {
		s.Events = append(s.Events, renderScan(scan))
	}
	return s
}

// expectedOf is the newest estimate. A delivered parcel of which nobody said an estimate has one all the same: the day it
// arrived on, which is what UPS answers in the same field (deliveryDate of type DEL) once the parcel is there.
func expectedOf(st shipment.State) *windowJSON {
	if e, ok := st.Estimate(); ok {
		return &windowJSON{Earliest: e.Window.Earliest, Latest: e.Window.Latest, Precision: string(e.Window.Precision)}
	}
	if !st.Delivered {
		return nil
	}
	for i := len(st.Scans) - 1; i >= 0; i-- {
		s := st.Scans[i]
		if day := s.At.Date(); day != "" && (s.Status == shipment.Delivered || s.Status == shipment.Returned) {
			return &windowJSON{Earliest: day, Latest: day, Precision: string(shipment.Day)}
		}
	}
	return nil
}

func renderScan(s shipment.Scan) eventJSON {
	e := eventJSON{
		ID:        s.ID,
		Code:      s.Code,
		Text:      s.Text,
		Status:    string(s.Status),
		Sub:       s.Sub,
		Local:     s.At.Local,
		Zone:      string(s.At.Zone),
		Precision: string(s.At.Precision),
		Location:  locationJSON{Text: placeText(s.Place), City: s.Place.City, Region: s.Place.Region, Postal: s.Place.Postal, Country: s.Place.Country},
	}
	if e.Zone == "" {
		e.Zone = string(shipment.NoZone)
	}
	if s.At.Offset != "" {
		e.Offset = &s.At.Offset
	}
	if at := s.At.UTC(); at != "" {
		e.At = &at
	}
	return e
}

// placeText is the sender's own text, or the parts in the order of an address.
func placeText(p shipment.Place) string {
	if p.Text != "" {
		return p.Text
	}
	parts := make([]string, 0, 4)
	for _, part := range [...]string{p.City, p.Region, p.Postal, p.Country} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}
