package signature_test

import (
	"net/http"
	"testing"

	"doorstep/shared/signature"
)

func TestDHL(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		secrets []string
		header  http.Header
		want    string
	}{
		"the usual header":    {[]string{"shared"}, header("x-api-key", "shared"), "secret 0"},
		"DHL's word":          {[]string{"old", "shared"}, header("DHL-API-Hook-Token", "shared"), "secret 1"},
		"bearer":              {[]string{"shared"}, header("Authorization", "Bearer shared"), "secret 0"},
		"plain":               {[]string{"shared"}, header("Authorization", "shared"), "secret 0"},
		"basic":               {[]string{"shared"}, header("Authorization", "Basic shared"), "unauthorized"},
		"another header":      {[]string{"shared"}, header("X-Something", "shared"), "unauthorized"},
		"longer":              {[]string{"shared"}, header("X-Api-Key", "shared2"), "unauthorized"},
		"twice":               {[]string{"shared"}, header("X-Api-Key", "shared", "X-Api-Key", "shared"), "unauthorized"},
		"none":                {[]string{"shared"}, header(), "unauthorized"},
		"an empty secret":     {[]string{""}, header("X-Api-Key", ""), "unauthorized"},
		"the handshake's own": {[]string{"shared"}, header("DHL-API-Hook-Secret", "shared"), "unauthorized"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := signature.Verify("dhl", c.secrets, signature.Request{Header: c.header, Body: []byte("{}")})
			if got := outcome(r, err); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
