package order

import (
	"slices"
	"time"
)

// Waits reports whether something of the order is to be shipped and no shipment was told: not of one that was cancelled or erased, that
// is picked up, or that holds nothing.
func (o Order) Waits() bool {
	if o.CancelledAt != "" || o.Erased != "" || o.Method == Pickup || o.Told(Refund) {
		return false
	}
	return slices.ContainsFunc(o.Items, func(i Item) bool { return i.Quantity > 0 }) &&
		!slices.ContainsFunc(o.Shipments, func(s Shipment) bool { return s.Cancelled == "" })
}

// Told reports whether something happened to the order as a whole: one of the constants of Milestone.
func (o Order) Told(what string) bool {
	return happened(o.Milestones, what)
}

// Placed gives when the order was placed; of a mere date its noon, UTC. The zero time: not told.
func (o Order) Placed() time.Time {
	if at, err := time.Parse(time.RFC3339, o.PlacedAt); err == nil {
		return at.UTC()
	}
	if at, err := time.Parse(time.DateOnly, o.PlacedAt); err == nil {
		return at.Add(12 * time.Hour)
	}
	return time.Time{}
}
