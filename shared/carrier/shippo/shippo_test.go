package shippo_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/shippo"
	"doorstep/shared/carrier/ups"
	"doorstep/shared/carrier/usps"
	"doorstep/shared/fault"
)

// adapter is wired as the registry does it, with the real tables of two carriers.
func adapter() carrier.Adapter {
	return shippo.New(map[string]carrier.Interpreter{"ups": ups.New(), "usps": usps.New()})
}

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     adapter,
		Unknown: "unknown_code",
		Push:    func(secret string) carriersim.Push { return carriertest.Push(t, "shippo", secret) },
		Fetches: "9400111206206406260787",
		Moves:   "usps",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := adapter()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}

// Shippo wants to be told the carrier: that of the number, else the one in the credentials; a number without either is not
// asked for.
func TestFetchNamesTheCarrier(t *testing.T) {
	t.Parallel()
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.URL.Path)
		_, _ = w.Write([]byte(`{}`)) // a client that went away needs no answer
	}))
	t.Cleanup(server.Close)
	movers := map[string]string{"1Z1": "ups", "CP1": "canadapost", "XX1": "kangaroo_post"}
	numbers := []string{"1Z1", "CP1", "XX1", "9400"}

	creds := carrier.Credentials{"api_key": "k", "base_url": server.URL}
	answers, err := shippo.New(nil).FetchFor(t.Context(), server.Client(), creds, numbers, movers)
	if err != nil || len(answers) != 2 {
		t.Fatalf("%d answers, %v", len(answers), err)
	}
	creds["carrier"] = "usps"
	if answers, err = shippo.New(nil).FetchFor(t.Context(), server.Client(), creds, numbers, movers); err != nil || len(answers) != 4 {
		t.Fatalf("%d answers, %v", len(answers), err)
	}
	want := []string{"/tracks/ups/1Z1", "/tracks/canada_post/CP1", "/tracks/ups/1Z1", "/tracks/canada_post/CP1", "/tracks/usps/XX1", "/tracks/usps/9400"}
	for i := range want {
		if paths[i] != want[i] {
			t.Errorf("call %d: got %s, want %s", i, paths[i], want[i])
		}
	}
	delete(creds, "carrier")
	if _, err := shippo.New(nil).Fetch(t.Context(), server.Client(), creds, numbers); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without any carrier: %v", err)
	}
}

// A number that has no track gives a verdict, and one of another carrier an error, both in Shippo's own words.
func TestFetchOfUnknownNumbers(t *testing.T) {
	t.Parallel()
	sim := carriersim.New(time.Now)
	start := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	sim.Add(carriersim.Parcel{Number: "1Z1", Carrier: "ups", Life: carriersim.Domestic(start, 1)})
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	a := adapter()
	answers, err := a.(carrier.Fetcher).Fetch(t.Context(), server.Client(), carriersim.Credentials("shippo", server.URL), []string{"1Z1", "9400111206206406260787"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"problem invalid carrier", "9400111206206406260787 usps pending/awaiting_carrier_data | verdict not_found"} {
		if got := carriertest.Sketch(a.Decode(carrier.Poll, answers[i].Body)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
