package australiapost_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/australiapost"
	"doorstep/shared/carrier/carriertest"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     func() carrier.Adapter { return australiapost.New() },
		Unknown: "unknown_code",
		Fetches: "7XX1000900112233",
		Moves:   "australiapost",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := australiapost.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}

// One call may not hold numbers of both carriers, nor more than ten.
func TestFetchAsksApart(t *testing.T) {
	t.Parallel()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Query().Get("tracking_ids"))
		_, _ = w.Write([]byte(`{"tracking_results":[]}`))
	}))
	defer server.Close()
	creds := carrier.Credentials{"api_key": "k", "password": "p", "account": "1", "base_url": server.URL}
	numbers := []string{"A1", "6XYZ12345678", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11"}
	answers, err := australiapost.New().Fetch(t.Context(), server.Client(), creds, numbers)
	want := []string{"A1,A2,A3,A4,A5,A6,A7,A8,A9,A10", "A11", "6XYZ12345678"}
	if err != nil || len(answers) != 3 || !slices.Equal(asked, want) {
		t.Errorf("got %d answers, %v; asked %q", len(answers), err, asked)
	}
}

// What Australia Post says of the account holds for both carriers.
func TestFetchStopsAtARefusedAccount(t *testing.T) {
	t.Parallel()
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls++
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer server.Close()
	creds := carrier.Credentials{"api_key": "k", "password": "p", "account": "1", "base_url": server.URL}
	answers, err := australiapost.New().Fetch(t.Context(), server.Client(), creds, []string{"A1", "6XYZ12345678"})
	if err != nil || len(answers) != 1 || calls != 1 {
		t.Errorf("got %d answers, %v; %d calls", len(answers), err, calls)
	}
}
