package order

import (
	"cmp"
	"slices"
	"strings"
)

// Holder is one of several fulfilments that a parcel belongs to: two were packed into one box, or a label was used again.
type Holder struct {
	Ref       string `json:"f"`
	UpdatedAt string `json:"a,omitempty"` // as Shipment.UpdatedAt
	Cancelled string `json:"x,omitempty"` // as Shipment.Cancelled
	Items     []Part `json:"q,omitempty"` // what of it is in the parcel
}

// stands reports whether the fulfilment was not taken back.
func (h Holder) stands() bool { return h.Cancelled == "" || h.Cancelled == None }

// maxHolders bounds how many fulfilments share a box.
const maxHolders = 8

// All lists the fulfilments that the parcel belongs to, also when it is only one.
func (s Shipment) All() []Holder {
	switch {
	case len(s.Holders) > 0:
		return s.Holders
	case s.Ref == "":
		return nil
	default:
		return []Holder{{s.Ref, s.UpdatedAt, s.Cancelled, s.Items}}
	}
}

// With gives the parcel as it is when it belongs to the fulfilments of a list. It is taken back when all of them were, and holds what is
// in those that stand. Nothing depends on the order of the list.
func (s Shipment) With(list []Holder) Shipment {
	if len(list) == 0 {
		return s
	}
	list = slices.SortedStableFunc(slices.Values(list), func(a, b Holder) int {
		return cmp.Or(rank(a)-rank(b), len(a.Ref)-len(b.Ref), strings.Compare(a.Ref, b.Ref))
	})
	list = list[:min(len(list), maxHolders)]
	s.Ref, s.UpdatedAt, s.Cancelled, s.Items, s.Holders = list[0].Ref, list[0].UpdatedAt, list[0].Cancelled, contents(list), list
	if len(list) == 1 {
		s.Holders = nil
	}
	return s
}

func rank(h Holder) int {
	if h.stands() {
		return 0
	}
	return 1
}

// contents adds up what is in the fulfilments that stand, those of one system: another one says the same again.
func contents(list []Holder) []Part {
	sums := map[string][]Part{}
	var systems []string
	for _, h := range list {
		if !h.stands() && list[0].stands() {
			continue
		}
		of := h.system()
		if _, ok := sums[of]; !ok {
			systems = append(systems, of)
		}
		sums[of] = addParts(sums[of], h.Items)
	}
	for _, of := range systems {
		if len(sums[of]) > 0 {
			return sums[of]
		}
	}
	return nil
}

func addParts(a, b []Part) []Part {
	out := slices.Clone(a)
	for _, p := range b {
		at := slices.IndexFunc(out, func(o Part) bool { return o.ID == p.ID })
		if at < 0 {
			out = append(out, p)
			continue
		}
		out[at].Quantity += p.Quantity
	}
	return out
}

// system is what stands before the slash of a ref: shops write shopify/5.
func (h Holder) system() string {
	before, _, ok := strings.Cut(h.Ref, "/")
	if !ok {
		return ""
	}
	return before
}

// Holder gives what is known of the parcel by a ref.
func (s Shipment) Holder(ref string) (h Holder, ok bool) {
	list := s.All()
	at := slices.IndexFunc(list, func(h Holder) bool { return h.Ref == ref && ref != "" })
	if at < 0 {
		return Holder{}, false
	}
	return list[at], true
}

// HeldBy reports whether the parcel belongs, or belonged, to the fulfilment of a ref.
func (s Shipment) HeldBy(ref string) bool {
	_, ok := s.Holder(ref)
	return ok
}

// Shared reports whether another fulfilment of the same system holds the parcel beside that of a ref. Then another number of the one is
// another parcel, and no correction for both. A merchant's own ref is only another name.
func (s Shipment) Shared(ref string) bool {
	of := Holder{Ref: ref}.system()
	return slices.ContainsFunc(s.All(), func(h Holder) bool { return h.Ref != ref && h.stands() && of != "" && h.system() == of })
}

// hold gives the parcel with what is told of the fulfilments that it belongs to, and of what is in it. Word without a ref is about the
// parcel as a whole.
func (s Shipment) hold(told Shipment) Shipment {
	if told.Ref == "" || s.Ref == "" || told.Ref == s.Ref && len(s.Holders)+len(told.Holders) == 0 {
		replace(&s.Ref, told.Ref)
		replace(&s.UpdatedAt, told.UpdatedAt)
		revoke(&s.Cancelled, told.Cancelled)
		s.Items = mergeParts(s.Items, told.Items)
		s.Holders = slices.Clone(s.Holders)
		for i := range s.Holders {
			revoke(&s.Holders[i].Cancelled, told.Cancelled)
		}
		return s
	}
	list := slices.Clone(s.All())
	for _, h := range told.All() {
		if h.Ref == "" { // it did not fit
			continue
		}
		at := slices.IndexFunc(list, func(known Holder) bool { return known.Ref == h.Ref })
		if at < 0 {
			at, list = len(list), append(list, Holder{Ref: h.Ref})
		}
		revoke(&list[at].Cancelled, h.Cancelled)
		replace(&list[at].UpdatedAt, h.UpdatedAt)
		list[at].Items = mergeParts(list[at].Items, h.Items)
	}
	return s.With(list)
}
