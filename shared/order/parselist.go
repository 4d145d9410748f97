package order

import "doorstep/shared/shipment"

func items(list []object) []Item {
	out := make([]Item, 0, len(list))
	seen := map[string]string{}
	for _, o := range list {
		item := Item{
			ID: o.text("id", plain(maxName)), SKU: o.text("sku", plain(maxName)), Name: o.text("name", plain(maxTitle)), Quantity: quantity(o, 0),
			ImageURL: o.text("image_url", https), URL: o.text("url", https),
		}
		if price, ok := o.whole("unit_price", 0, maxUnitPrice); ok {
			item.UnitPrice = &price
		}
		o.identify("id", item.ID, seen)
		o.done()
		out = append(out, item)
	}
	return out
}

func quantity(o object, low int64) int {
	n, ok := o.whole("quantity", low, maxQuantity)
	if !ok {
		o.r.reject(o.at("quantity"), "is required")
	}
	return int(n)
}

// identify requires a value that no earlier entry of the same list has.
func (o object) identify(name, value string, seen map[string]string) {
	o.require(name, value)
	if first, ok := seen[value]; ok && value != "" {
		o.r.reject(o.at(name), "is the same as %s.%s", first, name)
		return
	}
	seen[value] = o.path
}

func shipments(list []object) []Shipment {
	out := make([]Shipment, 0, len(list))
	numbers, refs := map[string]string{}, map[string]string{}
	for _, o := range list {
		s := Shipment{
			Number: shipment.NormalizeNumber(o.text("tracking_number", trackingNumber)), CarrierRaw: o.text("carrier", plain(maxName)),
			Service: o.text("service", plain(maxName)), ShippedAt: o.text("shipped_at", when), Ref: o.text("ref", plain(maxName)),
			Method: o.text("method", method), Cancelled: o.text("cancelled_at", cancelled),
			Status: shipment.Status(o.text("status", oneOf(tellable[:]...))), StatusAt: o.text("status_at", when),
			StatusPlace: o.text("status_place", plain(maxName)),
		}
		switch { // one of the two is needed, which Check asks for
		case s.Number != "":
			o.identify("tracking_number", s.Number, numbers)
		case s.Ref != "" && !o.rejected("tracking_number"):
			o.identify("ref", s.Ref, refs)
		}
		s.Items = parts(o.list("items", MaxItems))
		o.done()
		out = append(out, s)
	}
	return out
}

func parts(list []object) []Part {
	var out []Part
	seen := map[string]string{}
	for _, o := range list {
		p := Part{ID: o.text("id", plain(maxName)), Quantity: quantity(o, 1)}
		o.identify("id", p.ID, seen)
		o.done()
		out = append(out, p)
	}
	return out
}
