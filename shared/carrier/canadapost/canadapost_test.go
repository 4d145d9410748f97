package canadapost_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/canadapost"
	"doorstep/shared/carrier/carriertest"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:     func() carrier.Adapter { return canadapost.New() },
		Unknown: "unknown_code",
		Fetches: "4002840012345678",
		Moves:   "canadapost",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := canadapost.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}

// An app of the Developer Portal is asked by OAuth, in JSON; the token endpoint wants its credentials as headers, too.
func TestFetchFromThePortal(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/oauth2/token") && r.Header.Get("X-IBM-Client-Id") == "id" && r.FormValue("scope") == "merchant":
			_, _ = w.Write([]byte(`{"token_type":"Bearer","access_token":"t","expires_in":3600}`))
		case r.URL.Path == "/tracking/v1/pins/4002840012345746/details" && r.Header.Get("Authorization") == "Bearer t" && r.Header.Get("Accept-Language") == "fr-CA":
			_, _ = w.Write([]byte(`{"pin":4002840012345746,"significantEvents":[]}`))
		default:
			w.WriteHeader(http.StatusBadRequest)
		}
	}))
	defer server.Close()
	creds := carrier.Credentials{"client_id": "id", "client_secret": "secret", "language": "fr-CA", "base_url": server.URL}
	answers, err := canadapost.New().Fetch(t.Context(), server.Client(), creds, []string{"4002840012345746"})
	if err != nil || len(answers) != 1 || answers[0].Status != http.StatusOK {
		t.Fatalf("got %+v, %v", answers, err)
	}
}
