package signature_test

import (
	"net/http"
	"testing"

	"doorstep/shared/signature"
)

// The signature was made with openssl:
//
//	printf '%s' '{"event":"tracking_update","msg":{"id":"x"}}' | openssl dgst -sha256 -hmac 'shared' -binary | base64
func TestAfterShip(t *testing.T) {
	t.Parallel()
	const body, sum = `{"event":"tracking_update","msg":{"id":"x"}}`, "ID1okOaNgNfcHzqAhRbN2JxRaF+JCvH19+iu08WakFk="
	cases := map[string]struct {
		header http.Header
		body   string
		want   string
	}{
		"genuine":                         {header("aftership-hmac-sha256", sum), body, "signed 1"},
		"another body":                    {header("aftership-hmac-sha256", sum), body + "\n", "unauthorized"},
		"no header":                       {header(), body, "unauthorized"},
		"two headers":                     {header("aftership-hmac-sha256", sum, "aftership-hmac-sha256", sum), body, "unauthorized"},
		"no base64":                       {header("aftership-hmac-sha256", "***"), body, "unauthorized"},
		"without its padding":             {header("aftership-hmac-sha256", sum[:len(sum)-1]), body, "unauthorized"},
		"the header of AfterShip Returns": {header("as-signature-hmac-sha256", sum), body, "unauthorized"},
	}
	for name, c := range cases {
		r, err := signature.Verify("aftership", []string{"old", "shared"}, signature.Request{Header: c.header, Body: []byte(c.body)})
		if got := outcome(r, err); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
