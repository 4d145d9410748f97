package signature_test

import (
	"net/http"
	"testing"

	"doorstep/shared/signature"
)

func TestVeho(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		header http.Header
		want   string
	}{
		"key":         {header("X-Api-Key", "shared"), "secret 1"},
		"bearer":      {header("Authorization", "Bearer shared"), "secret 1"},
		"another key": {header("X-Api-Key", "share"), "unauthorized"},
		"two keys":    {header("X-Api-Key", "shared", "X-Api-Key", "other"), "unauthorized"},
		"basic":       {header("Authorization", "Basic shared"), "unauthorized"},
		"nothing":     {header(), "unauthorized"},
	}
	for name, c := range cases {
		r, err := signature.Verify("veho", []string{"old", "shared"}, signature.Request{Header: c.header, Body: []byte("{}")})
		if got := outcome(r, err); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
