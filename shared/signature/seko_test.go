package signature_test

import (
	"net/http"
	"testing"

	"doorstep/shared/signature"
)

func TestSEKO(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		header http.Header
		want   string
	}{
		"both headers":        {header("Username", "doorstep", "Password", "pass"), "secret 0"},
		"the password alone":  {header("Password", "alone"), "secret 1"},
		"Basic":               {header("Authorization", "Basic ZG9vcnN0ZXA6cGFzcw=="), "secret 0"}, // printf doorstep:pass | base64
		"another user":        {header("Username", "other", "Password", "pass"), "unauthorized"},
		"no user":             {header("Password", "pass"), "unauthorized"},
		"no password":         {header("Username", "doorstep"), "unauthorized"},
		"two passwords":       {header("Username", "doorstep", "Password", "pass", "Password", "pass"), "unauthorized"},
		"Basic, no base64":    {header("Authorization", "Basic ***"), "unauthorized"},
		"a bearer":            {header("Authorization", "Bearer alone"), "unauthorized"},
		"nothing":             {header(), "unauthorized"},
		"a colon in the user": {header("Username", "doorstep:pass"), "unauthorized"},
	}
	for name, c := range cases {
		r, err := signature.Verify("seko", []string{"doorstep:pass", "alone"}, signature.Request{Header: c.header, Body: []byte("[]")})
		if got := outcome(r, err); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
