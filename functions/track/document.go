package main

import (
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
)

// The shapes below are a contract (design.md section 6): the shipments have the fields of `doorstep decode`, with signed in
// place of who signed, and more. Unknown times, windows and zones are null, unknown texts are empty.

type document struct {
	Order     orderJSON      `json:"order"`
	Shipments []shipmentJSON `json:"shipments"`
}

type orderJSON struct {
	Number   string       `json:"number"`
	Brand    brandJSON    `json:"brand"`
	PlacedAt *string      `json:"placed_at"`
	Currency string       `json:"currency,omitempty"`
	Items    []itemJSON   `json:"items"`
	Promise  *promiseJSON `json:"promise"`
}

type brandJSON struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type itemJSON struct {
	ID        string `json:"id"`
	SKU       string `json:"sku,omitempty"`
	Name      string `json:"name,omitempty"`
	Quantity  int    `json:"quantity"`
	UnitPrice *int64 `json:"unit_price,omitempty"`
	ImageURL  string `json:"image_url,omitempty"`
	URL       string `json:"url,omitempty"`
}

type promiseJSON struct {
	First   windowJSON `json:"first"` // what was promised first
	Current windowJSON `json:"current"`
}

type windowJSON struct {
	Earliest  *string `json:"earliest"`
	Latest    *string `json:"latest"`
	Precision string  `json:"precision"`
}

type shipmentJSON struct {
	ID            string          `json:"id"`
	Carrier       string          `json:"carrier"` // Doorstep code, or empty
	CarrierName   string          `json:"carrier_name"`
	CarrierURL    *string         `json:"carrier_url"`
	Number        string          `json:"tracking_number"`
	Service       string          `json:"service"`
	Items         []partJSON      `json:"items"`
	Status        string          `json:"status"`
	Sub           string          `json:"sub_status"`
	Delivered     bool            `json:"delivered"`
	SignedBy      *string         `json:"signed_by"` // always null: a name is personal
	Signed        bool            `json:"signed"`
	Estimated     *windowJSON     `json:"estimated_delivery"` // the newest one that somebody told
	Promise       *promiseJSON    `json:"promise"`
	Lateness      *string         `json:"lateness"` // see shipment.Lateness; null when nothing was promised
	Pieces        int             `json:"pieces"`
	PiecesArrived int             `json:"pieces_arrived"`
	Milestones    []milestoneJSON `json:"milestones"`
	TrackingState string          `json:"tracking_state"`
	StaleSince    *string         `json:"stale_since"`
	AsOf          *momentJSON     `json:"as_of"` // when the newest scan happened
	Events        []eventJSON     `json:"events"`
}

type partJSON struct {
	ID       string `json:"id"`
	Quantity int    `json:"quantity"`
}

type momentJSON struct {
	Local     string  `json:"occurred_local"`
	Offset    *string `json:"utc_offset"`
	At        *string `json:"occurred_at"`
	Zone      string  `json:"tz_source"`
	Precision string  `json:"precision"`
}

type milestoneJSON struct {
	Status     string `json:"status"`
	Direction  string `json:"direction"`
	Journey    int    `json:"journey"`
	Occurrence int    `json:"occurrence"`
	Retracted  bool   `json:"retracted"`
	Event      string `json:"event"`
	momentJSON
}

type eventJSON struct {
	ID   string `json:"id"`
	Code string `json:"carrier_code"`
	Text string `json:"carrier_text"`

	Status string `json:"status"`
	Sub    string `json:"sub_status"`
	momentJSON
	Location  locationJSON `json:"location"`
	Source    string       `json:"source"`
	Witnesses []string     `json:"witnesses"`
}

type locationJSON struct {
	Text    string `json:"text"`
	City    string `json:"city"`
	Region  string `json:"region"`
	Postal  string `json:"postal"`
	Country string `json:"country"`
}

// Longest texts of others in the document, in characters.
const (
	maxLine = 120
	maxText = 300
)

func newDocument(s sight, brandName string) document {
	gift := s.scope == link.Gift
	promise := promiseOf(s.order)
	d := document{
		Order: orderJSON{
			Number: page.Plain(s.order.Number, maxLine), Brand: brandJSON{s.order.Brand, page.Plain(brandName, maxLine)},
			PlacedAt: nullable(s.order.PlacedAt), Items: []itemJSON{}, Promise: promise,
		},
		Shipments: make([]shipmentJSON, len(s.parcels)),
	}
	if !gift {
		d.Order.Currency = s.order.Currency
		for _, item := range s.order.Items {
			item.Name, item.SKU = page.Plain(item.Name, maxText), page.Plain(item.SKU, maxLine)
			d.Order.Items = append(d.Order.Items, itemJSON(item))
		}
	}
	for i, v := range s.parcels {
		d.Shipments[i] = newShipment(s.order.Shipments[i], v, gift)
		d.Shipments[i].Promise = promise
	}
	return d
}

func newShipment(sh order.Shipment, v shipment.View, gift bool) shipmentJSON {
	carrier := page.CarrierOf(sh.Carrier, sh.CarrierRaw, sh.Number)
	out := shipmentJSON{
		ID: sh.ID, Carrier: sh.Carrier, CarrierName: carrier.Name, CarrierURL: nullable(carrier.URL), Number: sh.Number,
		Service: page.Plain(sh.Service, maxLine), Items: []partJSON{}, Status: string(v.Status), Sub: v.Sub, Delivered: v.Delivered,
		Signed: v.Signed, Lateness: nullable(string(v.Late)), Pieces: v.Pieces, PiecesArrived: v.Arrived,
		Milestones: make([]milestoneJSON, len(v.Milestones)), TrackingState: string(v.Tracking), StaleSince: nullable(v.Since),
		Events: make([]eventJSON, len(v.Scans)),
	}
	if !gift {
		for _, p := range sh.Items {
			out.Items = append(out.Items, partJSON(p))
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
	for i, m := range v.Milestones {
		out.Milestones[i] = milestoneJSON{
			string(m.Status), string(m.Direction), m.Journey, m.Occurrence, m.Retracted, m.Scan, momentOf(m.At),
		}
	}
	for i, scan := range v.Scans {
		out.Events[i] = newEvent(scan, gift)
	}
	return out
}

// newEvent tells a scan. The postcode is kept from a gift's recipient's friends: of the last scan it is the recipient's own.
func newEvent(s shipment.Scan, gift bool) eventJSON {
	e := eventJSON{
		ID: s.ID, Code: page.Plain(s.Code, maxLine), Text: page.Plain(s.Text, maxText), Status: string(s.Status), Sub: s.Sub,
		momentJSON: momentOf(s.At), Source: s.Source, Witnesses: append([]string{}, s.Witnesses...),
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
