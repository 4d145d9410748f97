package main

import (
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
	"doorstep/shared/sight"
)

// Longest texts of others in the document, in characters.
const (
	maxLine = 120
	maxText = 300
)

func newDocument(s sight.Sight, brandName string) document {
	gift := s.Scope == link.Gift
	promise := promiseOf(s.Order)
	d := document{
		Order: orderJSON{
			Brand:    brandJSON{s.Order.Brand, page.Plain(brandName, maxLine)},
			PlacedAt: nullable(s.Order.PlacedAt), Items: []itemJSON{}, Promise: promise,
		},
		Shipments: make([]shipmentJSON, len(s.Parcels)),
	}
	if !gift { // a number and the own postcode would open the owner's page
		d.Order.Number, d.Order.Currency = page.Plain(s.Order.Number, maxLine), s.Order.Currency
		for _, item := range s.Order.Items {
			item.ID, item.Name, item.SKU = page.Plain(item.ID, maxLine), page.Plain(item.Name, maxText), page.Plain(item.SKU, maxLine)
			item.URL, item.ImageURL = address(item.URL), address(item.ImageURL)
			d.Order.Items = append(d.Order.Items, itemJSON(item))
		}
	}
	for i, v := range s.Parcels {
		d.Shipments[i] = newShipment(s.Order.Shipments[i], v, gift)
		d.Shipments[i].Promise = promise
	}
	return d
}

func newShipment(sh order.Shipment, v shipment.View, gift bool) shipmentJSON {
	carrier := page.CarrierOf(sh.Carrier, sh.CarrierRaw, sh.Number)
	out := shipmentJSON{
		ID: sh.ID, Carrier: sh.Carrier, CarrierName: carrier.Name, CarrierURL: nullable(carrier.URL), Number: order.Shown(sh.Number),
		Service: page.Plain(sh.Service, maxLine), Items: []partJSON{}, Status: string(v.Status), Sub: v.Sub, Delivered: v.Delivered,
		Signed: v.Signed, Unconfirmed: v.Unconfirmed, Lateness: nullable(string(v.Late)), Pieces: v.Pieces, PiecesArrived: v.Arrived,
		Milestones: make([]milestoneJSON, 0, len(v.Milestones)), TrackingState: string(v.Tracking), StaleSince: nullable(v.Since),
		Events: make([]eventJSON, len(v.Scans)),
	}
	if !gift {
		for _, p := range sh.Items {
			out.Items = append(out.Items, partJSON{page.Plain(p.ID, maxLine), p.Quantity})
		}
	}
	if e, ok := v.Estimate(); ok {
		w := windowOf(e.Window.Earliest, e.Window.Latest, e.Window.Precision)
		out.Estimated = &w
	}
	if v.AsOf.Local != "" {
		m := momentOf(v.AsOf)
		out.AsOf = &m
	}
	for _, m := range v.Milestones {
		if m.Sub != "" { // news within a status: its scan shows it
			continue
		}
		out.Milestones = append(out.Milestones, milestoneJSON{
			string(m.Status), string(m.Direction), m.Journey, m.Occurrence, m.Retracted, m.Scan, momentOf(m.At),
		})
	}
	for i, scan := range v.Scans {
		out.Events[i] = newEvent(scan, gift)
	}
	return out
}

// address leaves out an address that shows as another one than it is, because it holds invisible characters, or such that turn the
// direction of writing.
func address(s string) string {
	if page.Plain(s, len(s)) != s {
		return ""
	}
	return s
}

// newEvent tells a scan. The postcode is kept from a gift's recipient's friends: of the last scan it is the recipient's own.
func newEvent(s shipment.Scan, gift bool) eventJSON {
	e := eventJSON{
		ID: s.ID, Code: page.Plain(s.Code, maxLine), Text: page.Plain(s.Text, maxText), Status: string(s.Status), Sub: s.Sub,
		momentJSON: momentOf(s.At), Source: s.Source, Denied: s.Denied, Witnesses: append([]string{}, s.Witnesses...),
		Location: locationJSON{
			page.Plain(s.Place.Text, maxLine), page.Plain(s.Place.City, maxLine), page.Plain(s.Place.Region, maxLine),
			page.Plain(s.Place.Postal, maxLine), page.Plain(s.Place.Country, maxLine),
		},
	}
	if gift {
		e.Location.Postal, e.Location.Text = "", "" // the text may repeat the postcode
	}
	return e
}

func momentOf(m shipment.Moment) momentJSON {
	out := momentJSON{Local: page.Plain(m.Local, maxLine), Zone: string(m.Zone), Precision: string(m.Precision), At: nullable(m.UTC())}
	if out.Zone == "" {
		out.Zone = string(shipment.NoZone)
	}
	out.Offset = nullable(page.Plain(m.Offset, maxLine))
	return out
}

func promiseOf(o order.Order) *promiseJSON {
	first, current := o.Promised()
	if first == (order.Promise{}) {
		return nil
	}
	return &promiseJSON{
		First: windowOf(first.Earliest, first.Latest, shipment.Day), Current: windowOf(current.Earliest, current.Latest, shipment.Day),
	}
}

func windowOf(earliest, latest string, p shipment.Precision) windowJSON {
	return windowJSON{nullable(earliest), nullable(latest), string(p)}
}

// nullable gives null for the empty text.
func nullable(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
