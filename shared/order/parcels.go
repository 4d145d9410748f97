package order

import (
	"cmp"
	"slices"
	"time"
)

// mergeShipments merges what a body says of shipments into what is known. Which one is meant: the one with the tracking number; else
// the one that had it before it was corrected; else the one with the ref. A ref with another tracking number than before is a
// correction, or the number that was not known yet: it takes the place of the old number, whose claim is released. But where a body
// names several numbers that could be meant (a fulfilment in two boxes), each is a parcel of its own. A ref without a number is about
// all parcels of it. meant holds, for each entry of the body, the places in out of the shipments that it is about.
func mergeShipments(order string, current, change []Shipment, version int64, now time.Time) (out []Shipment, meant [][]int) {
	out = slices.Clone(current)
	for _, s := range change {
		at := named(out, s)
		if len(at) == 0 && s.Number != "" {
			at = renamed(order, out, s, change)
		}
		if len(at) == 0 {
			meant = append(meant, []int{len(out)})
			out = append(out, begin(order, out, s))
			continue
		}
		meant = append(meant, at)
		for _, i := range at {
			out[i] = out[i].merge(order, s, version, now)
		}
	}
	for _, s := range change {
		if s.Number != "" && s.Ref != "" {
			supersede(out, OwnNumber(order, s.Ref), s, now)
		}
	}
	return out, meant
}

// supersede takes back the parcel that stood for a fulfilment without a tracking number, when the number that came is that of another
// parcel: it was packed into that one's box.
func supersede(list []Shipment, own string, told Shipment, now time.Time) {
	for i := range list {
		if list[i].Number == own && list[i].Cancelled == "" {
			list[i].Cancelled = cmp.Or(told.UpdatedAt, now.UTC().Format(time.RFC3339))
		}
	}
}

// named finds the shipments that s names: the one with its number, or without a number all of its ref.
func named(list []Shipment, s Shipment) []int {
	return where(list, func(known Shipment) bool {
		if s.Number == "" {
			return known.HeldBy(s.Ref)
		}
		return known.Number == s.Number
	})
}

// renamed finds the one shipment that s means by another number than it has: by one that was corrected, else by the ref. None where
// the body names another number of it, or of the ref, as well, and none that another fulfilment holds too: its number stays.
func renamed(order string, list []Shipment, s Shipment, change []Shipment) []int {
	others := func(told Shipment) bool { return told.Number != s.Number && told.Ref == s.Ref }
	alone := s.Ref != "" && len(where(change, others)) == 0
	elsewhere := func(known Shipment) bool { // another entry of the body means this one
		return slices.ContainsFunc(change, func(other Shipment) bool {
			return other.Number != "" && other.Number != s.Number && known.had(other.Number)
		})
	}
	past := where(list, func(known Shipment) bool {
		return (s.Ref == "" || known.HeldBy(s.Ref)) && known.had(s.Number) && !known.Shared(s.Ref) && !elsewhere(known)
	})
	number := OwnNumber(order, s.Ref)
	own := where(list, func(known Shipment) bool { return s.Ref != "" && known.Number == number })
	ref := where(list, func(known Shipment) bool {
		return alone && known.HeldBy(s.Ref) && !known.Shared(s.Ref) && !elsewhere(known)
	})
	for _, found := range [][]int{past, own, ref} {
		if len(found) == 1 {
			return found
		}
	}
	return nil
}

// had reports whether a number is or was the shipment's.
func (s Shipment) had(number string) bool {
	return s.Number == number || slices.ContainsFunc(s.Past, func(p Past) bool { return p.Number == number })
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
	told := s
	s.Cancelled, s.Items, s.Holders = "", nil, nil
	return s.hold(told)
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
	s = s.hold(told)
	replace(&s.Service, told.Service)
	replace(&s.ShippedAt, told.ShippedAt)
	replace(&s.Method, told.Method)
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
