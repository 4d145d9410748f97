package order

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"doorstep/shared/shipment"
)

// Fit gives the change as Check would have it, and says what was cut, left out or made whole: for senders that cannot mend their
// message, such as a shop's webhook. Texts that are too long are cut; anything else that breaks its rule is left out, and with it
// what has no name without it. Parsed changes do not need it: their sender is told.
func (c Change) Fit() (Change, []Field) {
	c.Refs, c.Items, c.Shipments, c.Watchers = slices.Clone(c.Refs), slices.Clone(c.Items), slices.Clone(c.Shipments), slices.Clone(c.Watchers)
	c.Milestones = slices.Clone(c.Milestones)
	var out []Field
	note := func(path, format string, args ...any) { out = append(out, Field{path, fmt.Sprintf(format, args...)}) }
	for i := range c.Shipments {
		c.Shipments[i].Number = shipment.NormalizeNumber(c.Shipments[i].Number)
		c.Shipments[i].Items, c.Shipments[i].Holders = slices.Clone(c.Shipments[i].Items), slices.Clone(c.Shipments[i].Holders)
	}
	for _, s := range c.spots() {
		value := s.get()
		if value == "" || s.check(value) == "" && utf8.ValidString(value) {
			continue
		}
		if s.limit > 0 {
			s.put(shorten(value, s.limit))
			note(s.path, "was cut to %d characters, without control characters", s.limit)
			continue
		}
		note(s.path, "%s; it was left out", s.check(strings.ToValidUTF8(value, "\ufffd")))
		s.put("")
	}
	c.Refs = first(c.Refs, func(r Ref) bool { return r.System != "" && r.ID != "" }, MaxRefs, "refs", note)
	c.Watchers = first(c.Watchers, func(w Watching) bool { return w.ID != "" }, MaxWatchers, "watchers", note)
	c.Items = first(c.Items, func(i Item) bool { return i.ID != "" }, MaxItems, "items", note)
	c.Shipments = first(c.Shipments, func(s Shipment) bool { return s.Number != "" || s.Ref != "" }, MaxShipments, "shipments", note)
	c.Shipments = distinct(c.Shipments, note)
	c.fitItems()
	c.fitMilestones(note)
	c.fitShipments(note)
	return c, out
}

// first keeps what is named, up to a limit.
func first[T any](list []T, isNamed func(T) bool, limit int, path string, note func(path, format string, args ...any)) []T {
	had := len(list)
	kept := slices.DeleteFunc(list, func(v T) bool { return !isNamed(v) })
	if n := had - len(kept); n > 0 {
		note(path, "lost %d entries without a name", n)
	}
	if len(kept) > limit {
		note(path, "holds %d entries; all after %d were left out", len(kept), limit)
		kept = kept[:limit]
	}
	return kept
}

// distinct keeps the first entry of each shipment, or the one that was not taken back: a label that was used again.
func distinct(list []Shipment, note func(path, format string, args ...any)) []Shipment {
	var out []Shipment
	for _, s := range list {
		at := slices.IndexFunc(out, s.clashes)
		if at < 0 {
			out = append(out, s)
			continue
		}
		note("shipments", "names a shipment twice; one was left out")
		if out[at].Cancelled != "" && s.Cancelled == "" {
			out[at] = s
		}
	}
	return out
}

func (c *Change) fitItems() {
	for i := range c.Items {
		item := &c.Items[i]
		item.Quantity = min(max(item.Quantity, 0), maxQuantity)
		if p := item.UnitPrice; p != nil && (*p < 0 || *p > maxUnitPrice || c.Currency == "") {
			item.UnitPrice = nil
		}
	}
	if p := c.Promise; p.Earliest != "" && p.Latest != "" && p.Latest < p.Earliest {
		c.Promise = Promise{}
	}
}

// fitShipments takes out parts of parcels without item or quantity, and statuses that nobody could date or that a carrier tells.
func (c *Change) fitShipments(note func(path, format string, args ...any)) {
	for i := range c.Shipments {
		s := &c.Shipments[i]
		for j, h := range s.Holders {
			s.Holders[j].Items = fitParts(h.Items)
		}
		if *s = s.With(s.Holders); len(s.Holders) < 2 {
			s.Items = fitParts(s.Items)
		}
		if s.Status != "" && (s.Number != "" || s.StatusAt == "" && c.UpdatedAt == "") {
			note(c.Path(i, "status"), "has no time, or a carrier tells it; it was left out")
			s.Status = ""
		}
		if s.Status == "" {
			s.StatusAt, s.StatusPlace = "", ""
		}
	}
}

// fitParts keeps the parts that have a name and a quantity.
func fitParts(list []Part) []Part {
	out := slices.DeleteFunc(slices.Clone(list), func(p Part) bool { return p.ID == "" || p.Quantity < 1 || plain(maxName)(p.ID) != "" })
	for i := range out {
		out[i].Quantity = min(out[i].Quantity, maxQuantity)
	}
	return out
}

// shorten keeps at most limit characters of s and makes spaces of control characters.
func shorten(s string, limit int) string {
	out := []rune(strings.ToValidUTF8(s[:min(len(s), limit*utf8.UTFMax)], ""))
	for i, r := range out {
		if unicode.IsControl(r) {
			out[i] = ' '
		}
	}
	return strings.TrimSpace(string(out[:min(len(out), limit)]))
}
