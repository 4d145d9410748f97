package order

import (
	"fmt"
	"slices"
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
	c.checkItems(current, note)
	c.checkShipments(current, note)
	if len(bad) > 0 {
		return Invalid(bad)
	}
	return nil
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
	numbers := map[string]bool{}
	for _, s := range slices.Concat(current.Shipments, c.Shipments) {
		numbers[s.Number] = true
	}
	if len(numbers) > MaxShipments {
		note("shipments", "would make more than %d shipments of the order", MaxShipments)
	}
}
