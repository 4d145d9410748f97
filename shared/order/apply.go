package order

import (
	"fmt"
	"slices"
	"time"
)

// Older reports whether the change is from before the newest one that was taken from the same sender. Shop and merchant each have a
// clock of their own: what a shop says of a parcel is not stale because the merchant's system wrote a promise meanwhile.
func (c Change) Older(current Order) bool {
	newest := current.merchantAt()
	if c.FromShop {
		newest = current.ShopAt
	}
	return before(c.UpdatedAt, newest)
}

// merchantAt is the merchant's clock.
func (o Order) merchantAt() string {
	if o.ShopAt == "" {
		return o.UpdatedAt
	}
	return o.MerchantAt
}

// before compares two times; nobody knows where one is missing. Where one of the two is only a date, the days decide: within a day
// nobody knows either.
func before(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if len(a) == len(dateLayout) || len(b) == len(dateLayout) {
		return day(a) < day(b)
	}
	return instant(a).Before(instant(b))
}

// tick sets the clocks to a change that was taken.
func (o *Order) tick(c Change) {
	switch {
	case c.UpdatedAt == "":
		return
	case c.FromShop:
		o.MerchantAt, o.ShopAt = o.merchantAt(), c.UpdatedAt
	case o.ShopAt != "":
		o.MerchantAt = c.UpdatedAt
	}
	if !before(c.UpdatedAt, o.UpdatedAt) {
		o.UpdatedAt = c.UpdatedAt
	}
}

func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil { // the rule "when" let it in: it cannot happen
		return time.Time{}
	}
	return t
}

// Apply gives the order with the change, in its version (the one it will be stored under). Fields that are told replace, items
// merge by id and shipments as mergeShipments says; nothing goes away because it is not told. What goes away is said: an item by
// quantity 0, a parcel or the order by a cancellation, which stands until a body takes it back (None). Applying a change twice
// gives what applying it once gives. now stamps a promise that the body does not date.
func (c Change) Apply(current Order, version int64, now time.Time) Order {
	next := current
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&next.PlacedAt, c.PlacedAt}, {&next.Channel, c.Channel}, {&next.Locale, c.Locale},
		{&next.Currency, c.Currency}, {&next.Country, c.Country}, {&next.Method, c.Method}, {&next.CancelReason, c.CancelReason},
	} {
		replace(f.to, f.from)
	}
	next.tick(c)
	if revoke(&next.CancelledAt, c.CancelledAt); next.CancelledAt == "" {
		next.CancelReason = ""
	}
	if c.Pickup != (Place{}) { // one thing, like an address
		next.Pickup = c.Pickup
	}
	next.Refs = slices.Clone(current.Refs)
	for _, ref := range c.Refs {
		if !slices.Contains(next.Refs, ref) {
			next.Refs = append(next.Refs, ref)
		}
	}
	next.Consent = current.Consent.With(c.Consent, c.UpdatedAt, now)
	next.Watchers = c.watchers(current.Watchers, now)
	next.Shipments, _ = mergeShipments(current.ID, current.Shipments, c.Shipments, version, now)
	next.Items = mergeItems(current.Items, c.Items, next.Shipments)
	next.Promises = c.promises(current.Promises, now)
	next.Milestones = c.milestones(current, next, version, now)
	for i, s := range next.Shipments {
		if changesClaim(current, next, s) {
			next.Shipments[i].Revision = version
		}
	}
	return next
}

// changesClaim reports whether the claim of a shipment says something else than what was stored. Only then it gets a new
// revision, so that an order that changes elsewhere costs no write on its numbers.
func changesClaim(current, next Order, s Shipment) bool {
	was := slices.IndexFunc(current.Shipments, func(old Shipment) bool { return old.ID == s.ID })
	return was < 0 || current.Shipments[was].Number != s.Number || current.Claim(current.Shipments[was]) != next.Claim(s)
}

func replace(to *string, from string) {
	if from != "" {
		*to = from
	}
}

// mergeItems lets a line with quantity 0 go, unless a parcel holds it: that one keeps its name.
func mergeItems(current, change []Item, parcels []Shipment) []Item {
	packed := func(item Item) bool {
		return slices.ContainsFunc(parcels, func(s Shipment) bool {
			return slices.ContainsFunc(s.Items, func(p Part) bool { return p.ID == item.ID })
		})
	}
	out := slices.Clone(current)
	for _, item := range change {
		at := slices.IndexFunc(out, func(old Item) bool { return old.ID == item.ID })
		if item.Quantity == 0 && (at < 0 || !packed(item)) {
			out = slices.DeleteFunc(out, func(old Item) bool { return old.ID == item.ID })
			continue
		}
		if at < 0 {
			out = append(out, item)
			continue
		}
		old := &out[at]
		replace(&old.SKU, item.SKU)
		replace(&old.Name, item.Name)
		replace(&old.ImageURL, item.ImageURL)
		replace(&old.URL, item.URL)
		old.Quantity = item.Quantity
		if item.UnitPrice != nil {
			old.UnitPrice = item.UnitPrice
		}
	}
	return out
}

// mergeCarrier lets the merchant's word replace anything, and a proposal only what was a proposal too. What was replaced is
// kept: scans of the first carrier stay in the timeline, and somebody will ask where they come from.
func mergeCarrier(old *Shipment, s Shipment, now time.Time) {
	told := !s.Proposed && (s.Carrier != "" || s.CarrierRaw != "")
	guess := s.Proposed && s.Carrier != "" && (old.Proposed || old.Carrier == "" && old.CarrierRaw == "")
	if !told && !guess {
		return
	}
	known := old.Carrier != "" || old.CarrierRaw != ""
	if known && (old.Carrier != s.Carrier || old.CarrierRaw != s.CarrierRaw) {
		was := Binding{Carrier: old.Carrier, CarrierRaw: old.CarrierRaw, Proposed: old.Proposed, Until: now.UTC().Format(time.RFC3339)}
		old.Bindings = append(slices.Clone(old.Bindings), was)
		if extra := len(old.Bindings) - maxBindings; extra > 0 {
			old.Bindings = slices.Delete(old.Bindings, 1, 1+extra)
		}
	}
	old.Carrier, old.CarrierRaw, old.Proposed = s.Carrier, s.CarrierRaw, s.Proposed
}

// Rebound gives the numbers of next that current bound to another carrier.
func Rebound(current, next Order) []string {
	var numbers []string
	for _, s := range next.Shipments {
		was := slices.IndexFunc(current.Shipments, func(old Shipment) bool { return old.ID == s.ID })
		if was >= 0 && current.Shipments[was].Carrier != s.Carrier && current.Shipments[was].Number == s.Number {
			numbers = append(numbers, s.Number)
		}
	}
	return numbers
}

// promises appends a promise that differs from the one that holds. The first is kept for ever: it is what the shopper bought.
func (c Change) promises(current []Promise, now time.Time) []Promise {
	p := c.Promise
	if p.Earliest == "" && p.Latest == "" {
		return current
	}
	if n := len(current); n > 0 && current[n-1].Earliest == p.Earliest && current[n-1].Latest == p.Latest {
		return current
	}
	p.Told = c.UpdatedAt
	if p.Told == "" {
		p.Told = now.UTC().Format(time.RFC3339)
	}
	return append(slices.Clone(current), p)
}

// Doubts gives what looks wrong in an order although it may be right: more of an item in parcels than was ordered.
func (o Order) Doubts() []Field {
	sent := map[string]int{}
	for _, s := range o.Shipments {
		if s.Cancelled != "" {
			continue
		}
		for _, p := range s.Items {
			sent[p.ID] += p.Quantity
		}
	}
	var out []Field
	for i, item := range o.Items {
		if sent[item.ID] > item.Quantity {
			out = append(out, Field{
				Path: fmt.Sprintf("items[%d].quantity", i), Detail: fmt.Sprintf("is %d, but the shipments hold %d", item.Quantity, sent[item.ID]),
			})
		}
	}
	return out
}
