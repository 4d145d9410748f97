package handler

import (
	"cmp"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// receipt answers a change.
type receipt struct {
	OrderID     string            `json:"order_id"`
	TrackingURL string            `json:"tracking_url"`
	Shipments   []receiptShipment `json:"shipments"`
	Warnings    []warning         `json:"warnings"`
}

type receiptShipment struct {
	ID             string          `json:"id"`
	Carrier        string          `json:"carrier"`         // Doorstep code, else the merchant's word, else empty
	TrackingNumber string          `json:"tracking_number"` // empty: no carrier tracks it
	Ref            string          `json:"ref,omitempty"`
	Status         shipment.Status `json:"status"`
}

// warning is about something that was taken although it looks wrong, or ignored.
type warning struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

func newReceipt(o outcome, base string) receipt {
	r := receipt{
		OrderID: o.order.ID, TrackingURL: trackingURL(base, o.token),
		Shipments: make([]receiptShipment, len(o.order.Shipments)), Warnings: make([]warning, len(o.doubts)),
	}
	for i, s := range o.order.Shipments {
		r.Shipments[i] = receiptShipment{s.ID, cmp.Or(s.Carrier, s.CarrierRaw), order.Shown(s.Number), s.Ref, cmp.Or(o.statuses[i], shipment.Pending)}
	}
	for i, f := range o.doubts {
		r.Warnings[i] = warning{f.Path, f.Detail}
	}
	return r
}

func trackingURL(base, token string) string { return base + "/t/" + token }

// record answers a GET: what is stored, without personal data, in the words of the PUT.
type record struct {
	OrderID     string           `json:"order_id"`
	Brand       string           `json:"brand"`
	Number      string           `json:"number"`
	TrackingURL string           `json:"tracking_url,omitempty"` // empty: the order was erased
	ErasedAt    string           `json:"erased_at,omitempty"`
	PlacedAt    string           `json:"placed_at,omitempty"`
	UpdatedAt   string           `json:"updated_at,omitempty"`
	Channel     string           `json:"channel,omitempty"`
	Locale      string           `json:"locale,omitempty"`
	Currency    string           `json:"currency,omitempty"`
	Country     string           `json:"country,omitempty"`
	Method      string           `json:"method"`
	Pickup      *recordPickup    `json:"pickup,omitempty"`
	CancelledAt string           `json:"cancelled_at,omitempty"`
	Reason      string           `json:"cancel_reason,omitempty"`
	Refs        []recordRef      `json:"refs,omitempty"`
	Items       []recordItem     `json:"items"`
	Promises    []recordPromise  `json:"promises"` // the first one told first
	Shipments   []recordShipment `json:"shipments"`
	Consent     *recordConsent   `json:"consent,omitempty"` // of the shopper; nothing told: e-mails about the order and nothing else
	Watchers    []recordWatcher  `json:"watchers,omitempty"`

	Milestones []recordMilestone `json:"milestones,omitempty"`
}

type recordPickup struct {
	Name    string `json:"name,omitempty"`
	Address string `json:"address,omitempty"`
	Hours   string `json:"hours,omitempty"`
	URL     string `json:"url,omitempty"`
	Until   string `json:"until,omitempty"`
}

type recordRef struct {
	System string `json:"system"`
	ID     string `json:"id"`
}

type recordItem struct {
	ID        string `json:"id"`
	SKU       string `json:"sku,omitempty"`
	Name      string `json:"name,omitempty"`
	Quantity  int    `json:"quantity"`
	UnitPrice *int64 `json:"unit_price,omitempty"`
	ImageURL  string `json:"image_url,omitempty"`
	URL       string `json:"url,omitempty"`
}

type recordPromise struct {
	Earliest string `json:"earliest,omitempty"`
	Latest   string `json:"latest,omitempty"`
	ToldAt   string `json:"told_at"`
}

type recordShipment struct {
	receiptShipment
	CarrierProposed bool            `json:"carrier_proposed"` // by the number's format; nobody told it
	CarrierHistory  []recordBinding `json:"carrier_history,omitempty"`
	NumberHistory   []string        `json:"tracking_number_history,omitempty"`
	Service         string          `json:"service,omitempty"`
	Method          string          `json:"method,omitempty"`
	ShippedAt       string          `json:"shipped_at,omitempty"`
	CancelledAt     string          `json:"cancelled_at,omitempty"`
	Items           []recordPart    `json:"items"`
}

// recordBinding is a carrier that the number was bound to before.
type recordBinding struct {
	Carrier  string `json:"carrier"`
	Proposed bool   `json:"proposed"`
	Until    string `json:"until"`
}

type recordPart struct {
	ID       string `json:"id"`
	Quantity int    `json:"quantity"`
}

func newRecord(o outcome, base string) record {
	known := o.order
	r := record{
		OrderID: known.ID, Brand: known.Brand, Number: known.Number, ErasedAt: known.Erased, PlacedAt: known.PlacedAt,
		UpdatedAt: known.UpdatedAt, Channel: known.Channel, Locale: known.Locale, Currency: known.Currency, Country: known.Country,
		Method: cmp.Or(known.Method, order.Ship), CancelledAt: known.CancelledAt, Reason: known.CancelReason,
		Items: make([]recordItem, len(known.Items)), Promises: make([]recordPromise, len(known.Promises)),
		Shipments: make([]recordShipment, len(known.Shipments)),
		Consent:   newRecordConsent(known.Consent), Watchers: newRecordWatchers(known.Watchers), Milestones: newRecordMilestones(known),
	}
	if known.Erased == "" {
		r.TrackingURL = trackingURL(base, o.token)
	}
	if known.Pickup != (order.Place{}) {
		place := recordPickup(known.Pickup)
		r.Pickup = &place
	}
	for _, ref := range known.Refs {
		r.Refs = append(r.Refs, recordRef(ref))
	}
	for i, item := range known.Items {
		r.Items[i] = recordItem(item)
	}
	for i, p := range known.Promises {
		r.Promises[i] = recordPromise{p.Earliest, p.Latest, p.Told}
	}
	short := newReceipt(o, base).Shipments
	for i, s := range known.Shipments {
		r.Shipments[i] = newRecordShipment(s, short[i])
	}
	return r
}

func newRecordShipment(s order.Shipment, short receiptShipment) recordShipment {
	r := recordShipment{
		receiptShipment: short, CarrierProposed: s.Proposed, Service: s.Service, Method: s.Method, ShippedAt: s.ShippedAt,
		CancelledAt: s.Cancelled, Items: recordParts(s.Items),
	}
	for _, b := range s.Bindings {
		r.CarrierHistory = append(r.CarrierHistory, recordBinding{cmp.Or(b.Carrier, b.CarrierRaw), b.Proposed, b.Until})
	}
	for _, p := range s.Past {
		if number := order.Shown(p.Number); number != "" {
			r.NumberHistory = append(r.NumberHistory, number)
		}
	}
	return r
}

func recordParts(parts []order.Part) []recordPart {
	out := make([]recordPart, len(parts))
	for i, p := range parts {
		out[i] = recordPart(p)
	}
	return out
}
