package main

import (
	"fmt"
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
	for _, c := range []struct {
		name   string
		number store.Number
		want   string
	}{
		{"the merchant names the carrier", store.Number{Number: "ANYTHING1", Claims: []store.ClaimState{claim("usps", false)}}, "[usps easypost]"},
		{"the merchant is believed, whatever the number looks like", store.Number{Number: ups, Claims: []store.ClaimState{claim("usps", false)}}, "[usps easypost]"},
		{"a released claim is not", store.Number{Number: "ANYTHING1", Claims: []store.ClaimState{claim("usps", true)}}, "[easypost]"},
		{"a scan names it", store.Number{Number: "ANYTHING1", Facts: []shipment.Fact{{Carrier: "usps"}}}, "[usps easypost]"},
		{"the number tells", store.Number{Number: ups, Claims: []store.ClaimState{claim("", false)}}, "[ups easypost]"},
		{"nobody knows", store.Number{Number: "ANYTHING1"}, "[easypost]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := roads{registry.New()}
			got := r.candidates(c.number)
			if fmt.Sprint(got) != c.want {
				t.Errorf("got %v, want %s", got, c.want)
			}
			if s, ok := r.find(got[0]); !ok || s.fetcher == nil || s.adapter == nil {
				t.Errorf("%s cannot be asked", got[0])
			}
		})
	}
	if _, ok := (roads{registry.New()}).find("nobody"); ok {
		t.Error("found a source that is none")
	}
}
