package signature_test

import (
	"net/http"
	"testing"

	"doorstep/shared/signature"
)

func TestShip24(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		header http.Header
		want   string
	}{
		"the secret as a bearer": {header("Authorization", "Bearer shared"), "secret 1"},
		"in small letters":       {header("authorization", "bearer shared"), "secret 1"},
		"another secret":         {header("Authorization", "Bearer share"), "unauthorized"},
		"another scheme":         {header("Authorization", "Basic shared"), "unauthorized"},
		"the secret alone":       {header("Authorization", "shared"), "unauthorized"},
		"two headers":            {header("Authorization", "Bearer shared", "Authorization", "Bearer shared"), "unauthorized"},
		"nothing":                {header(), "unauthorized"},
	}
	for name, c := range cases {
		r, err := signature.Verify("ship24", []string{"old", "shared"}, signature.Request{Header: c.header, Body: []byte("{}")})
		if got := outcome(r, err); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
