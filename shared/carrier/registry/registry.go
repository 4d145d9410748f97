// Package registry lists the adapters. It is the only package that imports all of them, so that shared/carrier itself, and
// with it the webhook function, links none.
package registry

import (
	"slices"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/easypost"
	"doorstep/shared/carrier/ups"
	"doorstep/shared/carrier/usps"
)

// Entry is one source and what it can do.
type Entry struct {
	Adapter carrier.Adapter
	Fetcher carrier.Fetcher // nil: the source cannot be asked
	Push    bool            // the source pushes, by a scheme of shared/signature
	Carrier bool            // the source moves parcels itself; its code is also a carrier's
}

// Registry finds adapters by source. It is safe for concurrent use.
type Registry struct {
	entries []Entry // by source
}

// New makes every adapter.
func New() *Registry {
	upsAdapter, uspsAdapter := ups.New(), usps.New()
	easypostAdapter := easypost.New(map[string]carrier.Interpreter{ups.Source: upsAdapter, usps.Source: uspsAdapter})
	return &Registry{entries: []Entry{
		{Adapter: easypostAdapter, Fetcher: easypostAdapter, Push: true},
		{Adapter: upsAdapter, Fetcher: upsAdapter, Push: true, Carrier: true},
		{Adapter: uspsAdapter, Fetcher: uspsAdapter, Push: true, Carrier: true},
	}}
}

// Find gives the entry of a source.
func (r *Registry) Find(source string) (Entry, bool) {
	i, ok := slices.BinarySearchFunc(r.entries, source, func(e Entry, source string) int {
		return strings.Compare(e.Adapter.Source(), source)
	})
	if !ok {
		return Entry{}, false
	}
	return r.entries[i], true
}

// Entries gives all sources in alphabetical order.
func (r *Registry) Entries() []Entry { return slices.Clone(r.entries) }
