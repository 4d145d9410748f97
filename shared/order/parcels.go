package order

import (
	"slices"
	"time"
)

// mergeShipments merges what a body says of shipments into what is known. Which one is meant: the one with the tracking number, or
// that had it before; else the one with the ref. A ref with another tracking number than before is a correction (or the number
// that was not known yet) and takes the place of the old number, whose claim is released; but where a body lists one ref with
// several numbers, as a fulfilment in two boxes, each is a parcel of its own. A ref without a number is about all parcels of it.
func mergeShipments(order string, current, change []Shipment, version int64, now time.Time) []Shipment {
	out := slices.Clone(current)
	for _, s := range change {
		at := named(out, s)
		if len(at) == 0 && s.Number != "" && s.Ref != "" {
			at = corrected(order, out, change, s.Ref)
		}
		if len(at) == 0 {
			out = append(out, begin(order, out, s))
			continue
		}
		for _, i := range at {
			out[i] = out[i].merge(order, s, version, now)
		}
	}
	return out
}

// named finds the shipments that s is about: by number, by a number that was corrected, or without a number all of the ref.
func named(list []Shipment, s Shipment) []int {
	about := func(known Shipment) bool { return known.Number == s.Number }
	if s.Number == "" {
		about = func(known Shipment) bool { return known.Ref == s.Ref && s.Ref != "" }
	}
	if out := where(list, about); len(out) > 0 || s.Number == "" {
		return out
	}
	return where(list, func(known Shipment) bool {
		return (s.Ref == "" || s.Ref == known.Ref) && slices.ContainsFunc(known.Past, func(p Past) bool { return p.Number == s.Number })
	})
}

func where(list []Shipment, about func(Shipment) bool) []int {
	var out []int
	for i, s := range list {
		if about(s) {
			out = append(out, i)
		}
	}
	return out
}

// corrected finds the one shipment of a ref whose number a body replaces; none where the ref has several numbers, here or there.
func corrected(order string, known, change []Shipment, ref string) []int {
	numbers := map[string]bool{}
	for _, s := range change {
		if s.Ref == ref && s.Number != "" {
			numbers[s.Number] = true
		}
	}
	var of, own []int
	for i, s := range known {
		switch {
		case s.Ref != ref:
		case s.Number == OwnNumber(order, ref):
			own = append(own, i)
		case !numbers[s.Number]:
			of = append(of, i)
		}
	}
	switch {
	case len(own) == 1: // the first number becomes known
		return own
	case len(numbers) == 1 && len(of) == 1:
		return of
	default:
		return nil
	}
}

// begin makes a new shipment. Its id follows from its number, unless another shipment had that number before.
func begin(order string, known []Shipment, s Shipment) Shipment {
	if s.Number == "" {
		s.Number = OwnNumber(order, s.Ref)
	}
	s.ID = shipmentID(order, s.Number)
	if slices.ContainsFunc(known, func(old Shipment) bool { return old.ID == s.ID }) {
		s.ID = shipmentID(order, s.Number+"\x00"+s.Ref)
	}
	s.Status, s.StatusAt, s.StatusPlace = "", "", ""
	if s.Cancelled == None {
		s.Cancelled = ""
	}
	return s
}

// merge gives the shipment with what a body says of it.
func (s Shipment) merge(order string, told Shipment, version int64, now time.Time) Shipment {
	past := slices.ContainsFunc(s.Past, func(p Past) bool { return p.Number == told.Number })
	if told.Number != "" && told.Number != s.Number && (!past || told.Ref != "") {
		s.Past = slices.DeleteFunc(slices.Clone(s.Past), func(p Past) bool { return p.Number == told.Number })
		s.Past = append(s.Past, Past{Number: s.Number, Revision: version})
		s.Past = s.Past[max(0, len(s.Past)-maxPast):]
		s.Number = told.Number
	}
	replace(&s.Ref, told.Ref)
	replace(&s.Service, told.Service)
	replace(&s.ShippedAt, told.ShippedAt)
	replace(&s.Method, told.Method)
	replace(&s.UpdatedAt, told.UpdatedAt)
	revoke(&s.Cancelled, told.Cancelled)
	s.Items = mergeParts(s.Items, told.Items)
	mergeCarrier(&s, told, now)
	return s
}

// revoke replaces the time of a cancellation, or takes the cancellation back.
func revoke(to *string, told string) {
	replace(to, told)
	if *to == None {
		*to = ""
	}
}

func mergeParts(current, change []Part) []Part {
	out := slices.Clone(current)
	for _, p := range change {
		at := slices.IndexFunc(out, func(old Part) bool { return old.ID == p.ID })
		if at < 0 {
			out = append(out, p)
			continue
		}
		out[at].Quantity = p.Quantity
	}
	return out
}
