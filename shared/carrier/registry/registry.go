// Package registry lists the adapters. It is the only package that imports all of them, so that shared/carrier itself, and
// with it the webhook function, links none.
package registry

import (
	"slices"
	"strings"

	"doorstep/shared/carrier"
	seventeentrack "doorstep/shared/carrier/17track"
	"doorstep/shared/carrier/aftership"
	amazonshipping "doorstep/shared/carrier/amazon_shipping"
	"doorstep/shared/carrier/asendia"
	"doorstep/shared/carrier/australiapost"
	"doorstep/shared/carrier/bpost"
	"doorstep/shared/carrier/bring"
	"doorstep/shared/carrier/canadapost"
	"doorstep/shared/carrier/chronopost"
	"doorstep/shared/carrier/colissimo"
	"doorstep/shared/carrier/dhl"
	dhlexpress "doorstep/shared/carrier/dhl_express"
	dhlparcelde "doorstep/shared/carrier/dhl_parcel_de"
	"doorstep/shared/carrier/dpd"
	"doorstep/shared/carrier/easypost"
	"doorstep/shared/carrier/fedex"
	"doorstep/shared/carrier/gls"
	"doorstep/shared/carrier/hermes"
	"doorstep/shared/carrier/landmark"
	"doorstep/shared/carrier/laposte"
	"doorstep/shared/carrier/postnl"
	"doorstep/shared/carrier/postnord"
	"doorstep/shared/carrier/purolator"
	"doorstep/shared/carrier/royalmail"
	"doorstep/shared/carrier/seko"
	"doorstep/shared/carrier/sendcloud"
	"doorstep/shared/carrier/sendle"
	"doorstep/shared/carrier/ship24"
	"doorstep/shared/carrier/shipengine"
	"doorstep/shared/carrier/shippo"
	"doorstep/shared/carrier/trackingmore"
	"doorstep/shared/carrier/ups"
	"doorstep/shared/carrier/usps"
	"doorstep/shared/carrier/veho"
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

// carriers makes the adapters of those that move parcels themselves.
func carriers() []carrier.Adapter {
	return []carrier.Adapter{
		amazonshipping.New(),
		asendia.New(),
		australiapost.New(),
		bpost.New(),
		bring.New(),
		canadapost.New(),
		chronopost.New(),
		colissimo.New(),
		dhl.New(),
		dhlexpress.New(),
		dhlparcelde.New(),
		dpd.New(),
		fedex.New(),
		gls.New(),
		hermes.New(),
		landmark.New(),
		laposte.New(),
		postnl.New(),
		postnord.New(),
		purolator.New(),
		royalmail.New(),
		seko.New(),
		sendle.New(),
		ups.New(),
		usps.New(),
		veho.New(),
	}
}

// aggregators makes the adapters of those that repeat what carriers say. explain holds every carrier's own tables.
func aggregators(explain map[string]carrier.Interpreter) []carrier.Adapter {
	return []carrier.Adapter{
		aftership.New(explain),
		easypost.New(explain),
		sendcloud.New(explain),
		seventeentrack.New(explain),
		ship24.New(explain),
		shipengine.New(explain),
		shippo.New(explain),
		trackingmore.New(explain),
	}
}

// New makes every adapter.
func New() *Registry {
	all := carriers()
	explain := make(map[string]carrier.Interpreter, len(all))
	for _, a := range all {
		if i, ok := a.(carrier.Interpreter); ok {
			explain[a.Source()] = i
		}
	}
	all = append(all, aggregators(explain)...)
	slices.SortFunc(all, func(a, b carrier.Adapter) int { return strings.Compare(a.Source(), b.Source()) })
	entries := make([]Entry, len(all))
	for i, a := range all {
		fetcher, _ := a.(carrier.Fetcher)
		_, moves := explain[a.Source()]
		entries[i] = Entry{Adapter: a, Fetcher: fetcher, Push: a.Profile().Push != "", Carrier: moves}
	}
	return &Registry{entries: entries}
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
