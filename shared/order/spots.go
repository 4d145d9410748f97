package order

import (
	"fmt"

	"doorstep/shared/seal"
)

// A spot is a text of a change with its place in the body and its rule. limit is for texts that may be cut, 0 for those that are
// right or wrong as a whole.
type spot struct {
	path  string
	limit int
	check rule
	get   func() string
	put   func(string)
}

// spots lists every text of a change, so that one that was built obeys the same rules as one that was read. It points into c.
func (c *Change) spots() []spot {
	var out []spot
	add := func(path string, at *string, limit int, check rule) {
		out = append(out, spot{path, limit, check, func() string { return *at }, func(s string) { *at = s }})
	}
	words := func(path string, at *string, limit int) { add(path, at, limit, plain(limit)) }
	hidden := func(path string, at *seal.Text, limit int, check rule) {
		out = append(out, spot{path, limit, check, at.Open, func(s string) { *at = seal.Hide(s) }})
	}
	add("placed_at", &c.PlacedAt, 0, when)
	add("updated_at", &c.UpdatedAt, 0, when)
	words("channel", &c.Channel, maxWord)
	add("locale", &c.Locale, 0, locale)
	add("currency", &c.Currency, 0, currency)
	add("ship_to.country", &c.Country, 0, country)
	add("method", &c.Method, 0, method)
	add("cancelled_at", &c.CancelledAt, 0, cancelled)
	words("cancel_reason", &c.CancelReason, maxName)
	words("pickup.name", &c.Pickup.Name, maxLine)
	words("pickup.address", &c.Pickup.Address, maxTitle)
	words("pickup.hours", &c.Pickup.Hours, maxLine)
	add("pickup.url", &c.Pickup.URL, 0, https)
	add("pickup.until", &c.Pickup.Until, 0, date)
	add("promise.earliest", &c.Promise.Earliest, 0, date)
	add("promise.latest", &c.Promise.Latest, 0, date)
	r := &c.Recipient
	hidden("customer.name", &r.Name, maxLine, plain(maxLine))
	hidden("customer.email", &r.Email, 0, email)
	hidden("customer.phone", &r.Phone, 0, plain(maxWord))
	hidden("ship_to.line1", &r.Line1, maxLine, plain(maxLine))
	hidden("ship_to.line2", &r.Line2, maxLine, plain(maxLine))
	hidden("ship_to.city", &r.City, maxName, plain(maxName))
	hidden("ship_to.region", &r.Region, maxName, plain(maxName))
	hidden("ship_to.postal", &r.Postal, 0, plain(maxPostal))
	hidden("ship_to.country", &r.Country, 0, country)
	add("consent.at", &c.Consent.At, 0, instantOnly)
	add("consent.how", &c.Consent.How, 0, system)
	for i := range c.Watchers {
		at := func(field string) string { return fmt.Sprintf("watchers[%d].%s", i, field) }
		w := &c.Watchers[i]
		add(at("id"), &w.ID, 0, watcherID)
		add(at("locale"), &w.Locale, 0, locale)
		hidden(at("name"), &w.Contact.Name, 0, personName)
		hidden(at("email"), &w.Contact.Email, 0, mailbox)
		hidden(at("phone"), &w.Contact.Phone, 0, phone)
		add(at("consent.at"), &w.Consent.At, 0, instantOnly)
		add(at("consent.how"), &w.Consent.How, 0, system)
	}
	for i := range c.Refs {
		add(fmt.Sprintf("refs[%d].system", i), &c.Refs[i].System, 0, system)
		add(fmt.Sprintf("refs[%d].id", i), &c.Refs[i].ID, 0, plain(maxName))
	}
	for i := range c.Milestones {
		m := &c.Milestones[i]
		add(c.milestonePath(i, "id"), &m.Ref, 0, plain(maxName))
		add(c.milestonePath(i, "at"), &m.At, 0, when)
	}
	for i := range c.Items {
		at := func(field string) string { return fmt.Sprintf("items[%d].%s", i, field) }
		item := &c.Items[i]
		add(at("id"), &item.ID, 0, plain(maxName))
		words(at("sku"), &item.SKU, maxName)
		words(at("name"), &item.Name, maxTitle)
		add(at("image_url"), &item.ImageURL, 0, https)
		add(at("url"), &item.URL, 0, https)
	}
	for i := range c.Shipments {
		s := &c.Shipments[i]
		add(c.Path(i, "tracking_number"), &s.Number, 0, trackingNumber)
		add(c.Path(i, "ref"), &s.Ref, 0, plain(maxName))
		words(c.Path(i, "carrier"), &s.CarrierRaw, maxName)
		words(c.Path(i, "service"), &s.Service, maxName)
		add(c.Path(i, "shipped_at"), &s.ShippedAt, 0, when)
		add(c.Path(i, "method"), &s.Method, 0, method)
		add(c.Path(i, "updated_at"), &s.UpdatedAt, 0, when)
		add(c.Path(i, "cancelled_at"), &s.Cancelled, 0, cancelled)
		add(c.Path(i, "status"), (*string)(&s.Status), 0, oneOf(tellable[:]...))
		add(c.Path(i, "status_at"), &s.StatusAt, 0, when)
		words(c.Path(i, "status_place"), &s.StatusPlace, maxName)
		for j := range s.Holders {
			add(c.Path(i, "ref"), &s.Holders[j].Ref, 0, plain(maxName))
			add(c.Path(i, "updated_at"), &s.Holders[j].UpdatedAt, 0, when)
			add(c.Path(i, "cancelled_at"), &s.Holders[j].Cancelled, 0, cancelled)
		}
		for j := range s.Items {
			add(c.Path(i, fmt.Sprintf("items[%d].id", j)), &s.Items[j].ID, 0, plain(maxName))
		}
	}
	return out
}
