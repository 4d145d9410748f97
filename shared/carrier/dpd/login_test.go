package dpd_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/dpd"
)

// DPD counts logins: workers that start together share one.
func TestOneLoginForAll(t *testing.T) {
	t.Parallel()
	sim := carriersim.New(time.Now)
	server := httptest.NewServer(sim)
	defer server.Close()
	a, creds := dpd.New(), carriersim.Credentials("dpd", server.URL)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := a.Fetch(t.Context(), server.Client(), creds, []string{"05308801410058"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := sim.Calls("dpd/token"); n != 1 {
		t.Errorf("%d logins for 8 workers", n)
	}
}

// What stands in the credentials and the number cannot leave its element.
func TestCallsAreEscaped(t *testing.T) {
	t.Parallel()
	var bodies []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := new(strings.Builder)
		_ = r.Write(b)
		bodies = append(bodies, b.String())
		_, _ = w.Write([]byte(`<s:Envelope xmlns:s="x"><s:Body><getAuthResponse><return><authToken>t</authToken></return></getAuthResponse></s:Body></s:Envelope>`))
	}))
	defer server.Close()
	creds := carrier.Credentials{"username": "u", "password": "a<b&c", "language": "de_DE", "base_url": server.URL}
	if _, err := dpd.New().Fetch(t.Context(), server.Client(), creds, []string{"1</parcelLabelNumber>2"}); err != nil {
		t.Fatal(err)
	}
	if len(bodies) != 2 || !strings.Contains(bodies[0], "<password>a&lt;b&amp;c</password><messageLanguage>de_DE<") ||
		!strings.Contains(bodies[1], "<authToken>t</authToken>") || !strings.Contains(bodies[1], "<parcelLabelNumber>1&lt;/parcelLabelNumber&gt;2</parcelLabelNumber>") {
		t.Errorf("got %q", bodies)
	}
}
