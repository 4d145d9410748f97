package dhlparcelde_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/carriertest"
	dhlparcelde "doorstep/shared/carrier/dhl_parcel_de"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     func() carrier.Adapter { return dhlparcelde.New() },
		Unknown: "unknown_code",
		Fetches: "00340434161094099991",
		Moves:   "dhl_parcel_de",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := dhlparcelde.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}

// The service behind the gateway answers 200 to a wrong user, and 100 per number that it does not know among others.
func TestErrorsInsideOfAnswers(t *testing.T) {
	t.Parallel()
	sim := carriersim.New(time.Now)
	start := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	sim.Add(carriersim.Parcel{Number: "00340434161094099991", Carrier: "dhl_parcel_de", Life: carriersim.Domestic(start, 1)})
	server := httptest.NewServer(sim)
	defer server.Close()
	ask := func(creds carrier.Credentials, numbers ...string) string {
		answers, err := dhlparcelde.New().Fetch(t.Context(), server.Client(), creds, numbers)
		if err != nil || len(answers) != 1 || answers[0].Status != 200 {
			t.Fatalf("got %+v, %v", answers, err)
		}
		u, err := dhlparcelde.New().Decode(carrier.Poll, answers[0].Body)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range u.Parcels {
			got += p.Number + " "
		}
		for _, p := range u.Problems {
			got += p.Number + " " + p.Kind + " " + p.Code
		}
		return got
	}
	creds := carriersim.Credentials("dhl_parcel_de", server.URL)
	if got := ask(creds, "00340434161094099991", "00340434161094099998"); got != "00340434161094099991 00340434161094099998 not_found 100" {
		t.Errorf("two numbers: %q", got)
	}
	creds["password"] = `a "quoted" & <strange> one`
	if got := ask(creds, "00340434161094099991"); got != " unauthorized 5" {
		t.Errorf("a wrong password: %q", got)
	}
}
