package registry_test

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/shipment"
)

// A parcel that its carrier and an aggregator both tell of has the scans that the carrier tells of, once each, however the
// aggregator prints their times and words.
func TestAggregatorAndCarrierAreOneTimeline(t *testing.T) {
	t.Parallel()
	r := registry.New()
	start := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	for mover, number := range map[string]string{"ups": "1Z879E930346834440", "usps": "9400111206206406260787"} {
		p := carriersim.Parcel{Number: number, Carrier: mover, Life: carriersim.Domestic(start, 1)}
		own := tell(t, r, mover, p)
		alone := shipment.Fold(own)
		for _, e := range r.Entries() {
			if e.Carrier {
				continue
			}
			source := e.Adapter.Source()
			t.Run(source+" beside "+mover, func(t *testing.T) {
				t.Parallel()
				told := tell(t, r, source, p)
				both := shipment.Fold(slices.Concat(told, own))
				if len(told) == 0 || len(both.Scans) != len(alone.Scans) || both.Status != alone.Status {
					t.Errorf("%s alone:\n%s\nwith %s:\n%s", mover, scans(alone), source, scans(both))
				}
			})
		}
	}
}

// tell gives the facts of a parcel's whole life as the simulated source tells them.
func tell(t *testing.T, r *registry.Registry, source string, p carriersim.Parcel) []shipment.Fact {
	t.Helper()
	e, ok := r.Find(source)
	if !ok {
		t.Fatalf("no source %s", source)
	}
	kind, body := carrier.Poll, []byte(nil)
	if e.Fetcher != nil {
		sim := carriersim.New(time.Now)
		sim.Add(p)
		server := httptest.NewServer(sim)
		defer server.Close()
		creds, movers := carriersim.Credentials(source, server.URL), map[string]string{p.Number: p.Carrier}
		answers, err := fetch.From(t.Context(), e.Fetcher, server.Client(), creds, []string{p.Number}, movers)
		if err != nil || len(answers) != 1 {
			t.Fatalf("%s: %d answers, %v", source, len(answers), err)
		}
		body = answers[0].Body
	} else {
		push, err := carriersim.PushFor(source, "secret", p, len(p.Life)-1)
		if err != nil {
			t.Fatal(err)
		}
		kind, body = carrier.Webhook, push.Body
	}
	u, err := e.Adapter.Decode(kind, body)
	if err != nil || len(u.Parcels) != 1 {
		t.Fatalf("%s: %d parcels, %v: %s", source, len(u.Parcels), err, body)
	}
	if u.Parcels[0].Carrier != p.Carrier {
		t.Errorf("%s: carrier %q of %q, want %q", source, u.Parcels[0].Carrier, u.Parcels[0].CarrierRaw, p.Carrier)
	}
	return u.Parcels[0].Facts
}

func scans(st shipment.State) string {
	var lines []string
	for _, s := range st.Scans {
		lines = append(lines, fmt.Sprintf("  %s %s %s/%s %s %q", s.At.Local, s.At.Offset, s.Status, s.Sub, s.Source, s.Text))
	}
	return strings.Join(lines, "\n")
}
