package shop

import (
	"slices"

	"doorstep/shared/order"
)

// OneBox makes one parcel of those that share a tracking number: two fulfilments were packed into one box, or one was taken back and its
// label was used again for another.
func OneBox(list []order.Shipment) []order.Shipment {
	var out []order.Shipment
	for _, s := range list {
		at := slices.IndexFunc(out, func(o order.Shipment) bool { return s.Number != "" && o.Number == s.Number })
		if at < 0 {
			out = append(out, s)
			continue
		}
		out[at] = pack(out[at], s)
	}
	return out
}

// pack puts b into the box of a. What else is known of the box is what the one says that stands.
func pack(a, b order.Shipment) order.Shipment {
	if isGone(a) && !isGone(b) {
		a, b = b, a
	}
	all := slices.Clone(a.All())
	for _, h := range b.All() {
		if !a.HeldBy(h.Ref) {
			all = append(all, h)
		}
	}
	return a.With(all)
}

func isGone(s order.Shipment) bool { return s.Cancelled != "" && s.Cancelled != order.None }
