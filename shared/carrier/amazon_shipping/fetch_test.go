package amazonshipping

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"doorstep/shared/carrier"
)

func TestTokensComeFromAmazonUnlessTheBaseIsAnother(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		production: "https://api.amazon.com/auth/o2/token",
		"https://sellingpartnerapi-eu.amazon.com": "https://api.amazon.com/auth/o2/token",
		"http://127.0.0.1:9000/amazon_shipping":   "http://127.0.0.1:9000/amazon_shipping/auth/o2/token",
		"https://amazon.com.example":              "https://amazon.com.example/auth/o2/token",
	} {
		if got := tokens(base); got != want {
			t.Errorf("%s: got %s, want %s", base, got, want)
		}
	}
}

func TestCallsCarryWhatTheAccountNeeds(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		creds                             carrier.Credentials
		grant, carrier, business, granted string
	}{
		"the seller's grant":       {carrier.Credentials{"refresh_token": "Atzr|x"}, "refresh_token", "AMZN_US", "", "Atzr|x"},
		"the application itself":   {carrier.Credentials{"scope": "s"}, "client_credentials", "AMZN_US", "", ""},
		"another country's seller": {carrier.Credentials{"carrier_id": "AMZN_UK", "business_id": "AmazonShipping_UK"}, "client_credentials", "AMZN_UK", "AmazonShipping_UK", ""},
	}
	for name, c := range cases {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == tokenPath {
				if r.PostFormValue("grant_type") != c.grant || r.PostFormValue("refresh_token") != c.granted || r.PostFormValue("scope") != c.creds["scope"] {
					t.Errorf("%s: asked for a token with %v", name, r.PostForm)
				}
				_, _ = w.Write([]byte(`{"access_token":"Atza|y","expires_in":3600}`))
				return
			}
			if r.Header.Get("X-Amz-Access-Token") != "Atza|y" || r.FormValue("carrierId") != c.carrier || r.Header.Get("X-Amzn-Shipping-Business-Id") != c.business {
				t.Errorf("%s: called %s with %v", name, r.URL, r.Header)
			}
			_, _ = w.Write([]byte(`{}`))
		}))
		c.creds["client_id"], c.creds["client_secret"], c.creds["base_url"] = "i", "s", server.URL
		if _, err := New().Fetch(t.Context(), server.Client(), c.creds, []string{"TBA304926117533"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		server.Close()
	}
}
