package order

import (
	"fmt"
	"slices"
	"time"
)

// Check gives an Invalid that names every bad field of the change, or nil. current is the stored order, the zero Order when
// there is none: some mistakes show only with both at hand. A change that does not pass must not be applied.
func (c Change) Check(current Order) error {
	bad := slices.Clone(c.bad)
	note := func(path, format string, args ...any) {
		if !slices.ContainsFunc(bad, func(f Field) bool { return f.Path == path }) { // one reason per field is enough
			bad = append(bad, Field{Path: path, Detail: fmt.Sprintf(format, args...)})
		}
	}
	if current.ID == "" && len(c.Items) == 0 && len(c.Shipments) == 0 {
		note("items", "or shipments: the first body of an order needs at least one of them")
	}
	for _, s := range c.spots() { // a body that was read has passed already; one that was built has not
		if value := s.get(); value != "" && s.check(value) != "" {
			note(s.path, "%s", s.check(value))
		}
	}
	c.checkItems(current, note)
	c.checkShipments(current, note)
	c.checkMilestones(current, note)
	c.checkWatchers(current, note)
	refs := len(current.Refs)
	for _, ref := range c.Refs {
		if !slices.Contains(current.Refs, ref) {
			refs++
		}
	}
	if refs > MaxRefs {
		note("refs", "would make more than %d names of the order", MaxRefs)
	}
	if len(bad) > 0 {
		return Invalid(bad)
	}
	return nil
}

// CheckAt is Check with a clock: a merchant's updated_at that lies in the future would make every body until then stale. A day is left for
// clocks and offsets that are wrong.
func (c Change) CheckAt(current Order, now time.Time) error {
	if !c.FromShop {
		c.bad = append(slices.Clone(c.bad), c.checkTimes(now)...)
	}
	if !c.FromShop && before(now.Add(24*time.Hour).UTC().Format(time.RFC3339), c.UpdatedAt) {
		c.bad = append(slices.Clone(c.bad), Field{"updated_at", "must not be more than a day in the future"})
	}
	return c.Check(current)
}

func (c Change) checkItems(current Order, note func(path, format string, args ...any)) {
	known := map[string]bool{}
	priced := false
	for _, item := range slices.Concat(current.Items, c.Items) {
		known[item.ID] = true
		priced = priced || item.UnitPrice != nil
	}
	if priced && c.Currency == "" && current.Currency == "" {
		note("currency", "is required beside unit_price")
	}
	if len(known) > MaxItems {
		note("items", "would make more than %d items in the order", MaxItems)
	}
	for i, s := range c.Shipments {
		for j, part := range s.Items {
			if part.ID != "" && !known[part.ID] {
				note(c.Path(i, fmt.Sprintf("items[%d].id", j)), "is not the id of an item of the order")
			}
		}
	}
}

func (c Change) checkShipments(current Order, note func(path, format string, args ...any)) {
	merged, meant := mergeShipments(current.ID, current.Shipments, c.Shipments, 0, time.Time{})
	if len(merged) > MaxShipments {
		note("shipments", "would make more than %d shipments of the order", MaxShipments)
	}
	taken := map[int]bool{} // shipments of the order
	for i, s := range c.Shipments {
		again := slices.ContainsFunc(c.Shipments[:i], s.clashes)
		about := meant[i]
		if c.FromShop { // a former number beside a ref is no mistake that a shop could mend
			about = named(current.Shipments, s)
		}
		for _, at := range about {
			again, taken[at] = again || taken[at], true
		}
		switch {
		case again:
			note(c.Path(i, s.key()), "names a shipment that the body has named already")
		case s.Number == "" && s.Ref == "":
			note(c.Path(i, "tracking_number"), "is required, or a ref for a shipment that has none")
		case s.Status != "" && s.Number != "":
			note(c.Path(i, "status"), "must not be told beside a tracking number: its carrier tells it")
		case s.Status != "" && s.StatusAt == "" && c.UpdatedAt == "":
			note(c.Path(i, "status_at"), "is required beside status when the body has no updated_at")
		case s.Status == "" && (s.StatusAt != "" || s.StatusPlace != ""):
			note(c.Path(i, "status"), "is required beside status_at and status_place")
		}
	}
}

// key is the field that names a shipment in a body.
func (s Shipment) key() string {
	if s.Number == "" {
		return "ref"
	}
	return "tracking_number"
}

// clashes reports whether two entries of a body mean one shipment: the same number, or the same ref with and without a number.
func (s Shipment) clashes(t Shipment) bool {
	if s.Number != "" && t.Number != "" {
		return s.Number == t.Number
	}
	return s.Ref != "" && s.Ref == t.Ref
}
