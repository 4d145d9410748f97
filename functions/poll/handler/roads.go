package handler

import (
	"slices"

	"doorstep/shared/carrier/detect"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/store"
)

// roads finds the sources that may know a number.
type roads struct{ registry *registry.Registry }

func (r roads) find(name string) (source, bool) {
	entry, ok := r.registry.Find(name)
	return source{adapter: entry.Adapter, fetcher: entry.Fetcher}, ok
}

// candidates gives the carrier that the merchant named, then those that move the parcel by what was told, then, when the
// merchant named none, those whose numbers look like this one, then other carriers that answer for them, then the aggregators, which know most numbers at second hand:
// first those that told of this one before, since many must be given a number before they answer. The carrier itself comes first
// because its answer is the one that holds when two disagree.
func (r roads) candidates(n store.Number) []string {
	var names []string
	for _, c := range n.Claims {
		if !c.Released {
			names = append(names, c.Carrier)
		}
	}
	for _, f := range slices.Backward(n.Facts) {
		names = append(names, f.Carrier)
	}
	if !slices.ContainsFunc(n.Claims, func(c store.ClaimState) bool { return !c.Released && c.Carrier != "" }) {
		for _, c := range detect.Number(n.Number) {
			names = append(names, c.Carrier)
		}
	}
	names = append(names, r.serving(names)...)
	for _, f := range slices.Backward(n.Facts) {
		names = append(names, f.Source)
	}
	for _, e := range r.registry.Entries() {
		if !e.Carrier {
			names = append(names, e.Adapter.Source())
		}
	}
	var unique []string
	for _, name := range names {
		if name != "" && !slices.Contains(unique, name) {
			unique = append(unique, name)
		}
	}
	return unique
}

// serving gives the sources that answer for one of these carriers although they are another: DHL's unified API for DHL eCommerce.
func (r roads) serving(carriers []string) []string {
	var names []string
	for _, e := range r.registry.Entries() {
		for _, served := range e.Adapter.Profile().Serves {
			if slices.Contains(carriers, served) {
				names = append(names, e.Adapter.Source())
			}
		}
	}
	return names
}

// mover is the carrier that moves a number: the merchant's word, else the newest scan's; empty when nobody named one.
func mover(n store.Number) string {
	for _, c := range n.Claims {
		if !c.Released && c.Carrier != "" {
			return c.Carrier
		}
	}
	for _, f := range slices.Backward(n.Facts) {
		if f.Carrier != "" {
			return f.Carrier
		}
	}
	return ""
}
