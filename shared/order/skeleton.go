package order

import "time"

// Skeleton gives what stays of an order that is erased at a moment: its names, and what its claims on numbers consist of, so that a
// late scan still finds its place. It says nothing of the shopper and of what was bought.
func (o Order) Skeleton(now time.Time) Order {
	out := Order{
		ID: o.ID, Brand: o.Brand, Number: o.Number, PlacedAt: o.PlacedAt, Rotation: o.Rotation + 1, Refs: o.Refs,
		CancelledAt: o.CancelledAt, Erased: now.UTC().Format(time.RFC3339),
	}
	for _, s := range o.Shipments {
		out.Shipments = append(out.Shipments, Shipment{
			ID: s.ID, Number: s.Number, Carrier: s.Carrier, CarrierRaw: s.CarrierRaw, ShippedAt: s.ShippedAt, Revision: s.Revision,
			Cancelled: s.Cancelled, Past: s.Past,
		})
	}
	return out
}
