package handler

import (
	"slices"
	"testing"

	"doorstep/shared/carrier/registry"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

func TestCandidates(t *testing.T) {
	t.Parallel()
	claim := func(carrier string, released bool) store.ClaimState {
		return store.ClaimState{Claim: shipment.Claim{Order: "o", Shipment: "s", Brand: "aster", Carrier: carrier, Released: released}}
	}
	const ups = "1Z999AA10123456784"
	var aggregators []string
	for _, e := range registry.New().Entries() {
		if !e.Carrier {
			aggregators = append(aggregators, e.Adapter.Source())
		}
	}
	for _, c := range []struct {
		name   string
		number store.Number
		want   []string // before the aggregators
	}{
		{"the merchant names the carrier", store.Number{Number: "ANYTHING1", Claims: []store.ClaimState{claim("usps", false)}}, []string{"usps"}},
		{"the merchant is believed, whatever the number looks like", store.Number{Number: ups, Claims: []store.ClaimState{claim("usps", false)}}, []string{"usps"}},
		{"a released claim is not", store.Number{Number: "ANYTHING1", Claims: []store.ClaimState{claim("usps", true)}}, nil},
		{"a scan names it", store.Number{Number: "ANYTHING1", Facts: []shipment.Fact{{Carrier: "usps"}}}, []string{"usps"}},
		{"the number tells", store.Number{Number: ups, Claims: []store.ClaimState{claim("", false)}}, []string{"ups"}},
		{"another carrier answers for it", store.Number{Number: "ANYTHING1", Claims: []store.ClaimState{claim("dhl_ecommerce", false)}}, []string{"dhl_ecommerce", "dhl"}},
		{"an aggregator told of it", store.Number{Number: "ANYTHING1", Facts: []shipment.Fact{{Source: "easypost"}, {Source: "shippo", Carrier: "gls"}}}, []string{"gls", "shippo", "easypost"}},
		{"nobody knows", store.Number{Number: "ANYTHING1"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := roads{registry.New()}
			got := r.candidates(c.number)
			want := slices.Concat(c.want, slices.DeleteFunc(slices.Clone(aggregators), func(a string) bool { return slices.Contains(c.want, a) }))
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			if !slices.ContainsFunc(got, func(name string) bool { s, ok := r.find(name); return ok && s.fetcher != nil && s.adapter != nil }) {
				t.Errorf("none of %v can be asked", got)
			}
		})
	}
	if _, ok := (roads{registry.New()}).find("nobody"); ok {
		t.Error("found a source that is none")
	}
}

func TestMover(t *testing.T) {
	t.Parallel()
	claim := func(carrier string, released bool) store.ClaimState {
		return store.ClaimState{Claim: shipment.Claim{Carrier: carrier, Released: released}}
	}
	facts := []shipment.Fact{{Carrier: "ups"}, {Carrier: "usps"}, {}}
	for name, c := range map[string]struct {
		number store.Number
		want   string
	}{
		"the merchant's word":        {store.Number{Claims: []store.ClaimState{claim("dpd", true), claim("", false), claim("gls", false)}, Facts: facts}, "gls"},
		"else the newest scan's":     {store.Number{Claims: []store.ClaimState{claim("dpd", true)}, Facts: facts}, "usps"},
		"nobody has named a carrier": {store.Number{}, ""},
	} {
		if got := mover(c.number); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
