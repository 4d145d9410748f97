package signature_test

import (
	"net/http"
	"testing"

	"doorstep/shared/signature"
)

// The value of Basic was made with: printf 'doorstep:a long secret' | base64
func TestAmazonShipping(t *testing.T) {
	t.Parallel()
	const userAndPassword = "Basic ZG9vcnN0ZXA6YSBsb25nIHNlY3JldA=="
	cases := map[string]struct {
		secret string
		header http.Header
		want   string
	}{
		"key":                      {"shared", header("X-API-KEY", "shared"), "secret 1"},
		"bearer":                   {"shared", header("Authorization", "Bearer shared"), "secret 1"},
		"user name and password":   {"doorstep:a long secret", header("Authorization", userAndPassword), "secret 1"},
		"the password alone":       {"a long secret", header("Authorization", userAndPassword), "unauthorized"},
		"another key":              {"shared", header("X-API-KEY", "Shared"), "unauthorized"},
		"two keys":                 {"shared", header("X-API-KEY", "shared", "X-API-KEY", "shared"), "unauthorized"},
		"Basic that is not base64": {"shared", header("Authorization", "Basic shared"), "unauthorized"},
		"nothing":                  {"shared", header(), "unauthorized"},
	}
	for name, c := range cases {
		r, err := signature.Verify("amazon_shipping", []string{"old", c.secret}, signature.Request{Header: c.header, Body: []byte("{}")})
		if got := outcome(r, err); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
