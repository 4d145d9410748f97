package carriersim_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/registry"
	"doorstep/shared/shipment"
	"doorstep/shared/signature"
)

var start = time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)

// A parcel's life appears scan by scan as the clock moves, in each API's own words, and means the same in all of them.
func TestLifeAppearsWithTheClock(t *testing.T) {
	t.Parallel()
	adapters := registry.New()
	for _, c := range []struct{ source, moves, number string }{
		{"ups", "ups", "1Z879E930346834440"}, {"usps", "usps", "9400111206206406260787"},
		{"easypost", "ups", "1Z879E930346834440"}, {"easypost", "usps", "9400111206206406260787"},
	} {
		t.Run(c.source+" about "+c.moves, func(t *testing.T) {
			t.Parallel()
			now := start.Add(-time.Minute)
			sim := carriersim.New(func() time.Time { return now })
			sim.Add(carriersim.Parcel{Number: c.number, Carrier: c.moves, Life: carriersim.Domestic(start, 1), Expected: start.AddDate(0, 0, 2)})
			server := httptest.NewServer(sim)
			defer server.Close()
			entry, _ := adapters.Find(c.source)
			var got []string
			for _, hours := range []int{0, 1, 7, 13, 31, 51, 55} {
				now = start.Add(time.Duration(hours)*time.Hour - time.Minute)
				answers, err := entry.Fetcher.Fetch(t.Context(), server.Client(), carriersim.Credentials(c.source, server.URL), []string{c.number})
				if err != nil {
					t.Fatal(err)
				}
				u, err := entry.Adapter.Decode(carrier.Poll, answers[0].Body)
				if err != nil {
					t.Fatal(err)
				}
				if len(u.Parcels) == 0 {
					got = append(got, "nothing")
					continue
				}
				got = append(got, string(shipment.Fold(u.Parcels[0].Facts).Status))
			}
			want := []string{"nothing", "info_received", "accepted", "in_transit", "in_transit", "out_for_delivery", "delivered"}
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// What a carrier says itself and what EasyPost repeats of it is one set of scans.
func TestTwoRoadsOneParcel(t *testing.T) {
	t.Parallel()
	adapters := registry.New()
	for moves, number := range map[string]string{"ups": "1Z879E930346834440", "usps": "9400111206206406260787"} {
		p := carriersim.Parcel{Number: number, Carrier: moves, Life: carriersim.Domestic(start, 1)}
		var facts []shipment.Fact
		for _, source := range []string{moves, "easypost"} {
			entry, _ := adapters.Find(source)
			for i := range p.Life {
				push, err := carriersim.PushFor(source, "secret", p, i)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := signature.Verify(source, []string{"secret"}, signature.Request{Header: push.Header, Body: push.Body}); err != nil {
					t.Fatal(err)
				}
				u, err := entry.Adapter.Decode(carrier.Webhook, push.Body)
				if err != nil {
					t.Fatal(err)
				}
				facts = append(facts, u.Parcels[0].Facts...)
			}
		}
		st := shipment.Fold(facts)
		if len(st.Scans) != len(p.Life) || st.Status != shipment.Delivered {
			t.Errorf("%s: %d scans for a life of %d, status %s", moves, len(st.Scans), len(p.Life), st.Status)
		}
	}
}

func TestTroublesComeOnceEach(t *testing.T) {
	t.Parallel()
	sim := carriersim.New(func() time.Time { return start })
	server := httptest.NewServer(sim)
	defer server.Close()
	sim.Cause("usps", carriersim.Trouble{Status: 429, RetryAfter: "9"}, carriersim.Trouble{Status: 503})
	var got []int
	for range 3 {
		res, err := server.Client().Get(server.URL + "/usps/tracking/v3/tracking/9400111206206406260787")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		got = append(got, res.StatusCode)
	}
	if !slices.Equal(got, []int{http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusUnauthorized}) {
		t.Errorf("got %v", got)
	}
	if sim.Calls("usps") != 3 {
		t.Errorf("%d calls", sim.Calls("usps"))
	}
}

func TestPushForRefusesWhatIsNotThere(t *testing.T) {
	t.Parallel()
	p := carriersim.Parcel{Number: "1", Carrier: "ups", Life: carriersim.Domestic(start, 1)}
	for _, c := range []struct {
		source string
		i      int
	}{{"ups", -1}, {"ups", 7}, {"nobody", 0}} {
		if _, err := carriersim.PushFor(c.source, "secret", p, c.i); err == nil || !strings.Contains(err.Error(), "build push") {
			t.Errorf("%s %d: %v", c.source, c.i, err)
		}
	}
}
