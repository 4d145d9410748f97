package demo

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/infra/local/system"
	"doorstep/shared/carrier/carriersim"
)

// A push that cannot be taken now is sent again; one that never will be is not.
func TestSendTellsWhatIsFinal(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct{ taken, final bool }{
		200: {true, false}, 202: {true, false}, 400: {false, true}, 401: {false, true}, 404: {false, true}, 413: {false, true},
		429: {false, false}, 500: {false, false}, 503: {false, false},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost || r.URL.Path != "/webhooks/ups" || r.Header.Get("Credential") != Secret("ups") {
				t.Errorf("sent %s %s %v", r.Method, r.URL, r.Header)
			}
			w.WriteHeader(status)
		}))
		d := &Demo{url: server.URL, client: server.Client()}
		p := carriersim.Parcel{Number: TryNumber, Carrier: "ups", Life: carriersim.Domestic(now, 1)}
		push, err := carriersim.PushFor("ups", Secret("ups"), p, 0)
		if err != nil {
			t.Fatal(err)
		}
		if taken, final := d.send(t.Context(), "ups", push); taken != want.taken || final != want.final {
			t.Errorf("%d: taken %v, final %v", status, taken, final)
		}
		server.Close()
		if taken, final := d.send(t.Context(), "ups", push); taken || final {
			t.Errorf("nobody there: taken %v, final %v", taken, final)
		}
	}
}

// The order API's own words reach whoever starts the demo.
func TestPutTellsWhyAnOrderIsRefused(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, `{"detail":"no such brand"}`, http.StatusUnauthorized)
	}))
	defer server.Close()
	d := &Demo{url: server.URL, client: server.Client()}
	if _, err := d.put(t.Context(), orders(now)[0]); err == nil || !strings.Contains(err.Error(), "401 Unauthorized") || !strings.Contains(err.Error(), "no such brand") {
		t.Errorf("put: %v", err)
	}
}

// Every order is on the index page and opens; Close leaves no carrier driving.
func TestStart(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	s, err := system.Start(t.Context(), system.Options{
		Root: root, Params: map[string]string{"Stage": "d" + strconv.FormatInt(time.Now().UnixNano(), 36)}, DynamoDBEndpoint: dynoxidetest.Endpoint(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	d, err := Start(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	places := d.Places()
	groups := map[string]int{}
	for _, p := range places {
		response, err := http.Get(p.URL)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK || p.Note == "" {
			t.Errorf("%+v opens with %s", p, response.Status)
		}
		groups[p.Group]++
	}
	if groups["Orders"] != len(orders(now)) || groups["Shop"] != 1 {
		t.Errorf("places by group: %v, for %d orders", groups, len(orders(now)))
	}
	d.Close()
	d.Close() // twice is fine
}
