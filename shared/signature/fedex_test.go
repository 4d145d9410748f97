package signature_test

import (
	"net/http"
	"strings"
	"testing"

	"doorstep/shared/signature"
)

// The signature was made with openssl; without -binary it prints the hexadecimal form:
//
//	printf '%s' '{"trackResults":[]}' | openssl dgst -sha256 -hmac 'a token of 26 characters..' -binary | base64
func TestFedEx(t *testing.T) {
	t.Parallel()
	const (
		token = "a token of 26 characters.."
		body  = `{"trackResults":[]}`
		sum   = "WkH89ggIToBM/LxFIhUdI7oOnhSRqWI72bL4zfsb4mY="
		hexed = "5a41fcf608084e804cfcbc4522151d23ba0e9e1491a9623bd9b2f8cdfb1be266"
	)
	cases := map[string]struct {
		header http.Header
		body   string
		want   string
	}{
		"base64":                 {header("fdx-signature", sum), body, "signed 1"},
		"hex":                    {header("fdx-signature", hexed), body, "signed 1"},
		"hex in capitals":        {header("fdx-signature", strings.ToUpper(hexed)), body, "signed 1"},
		"another body":           {header("fdx-signature", sum), body + " ", "unauthorized"},
		"another body, hex":      {header("fdx-signature", hexed), " " + body, "unauthorized"},
		"no header":              {header(), body, "unauthorized"},
		"two headers":            {header("fdx-signature", sum, "fdx-signature", hexed), body, "unauthorized"},
		"neither base64 nor hex": {header("fdx-signature", "***"), body, "unauthorized"},
		"half of the hex":        {header("fdx-signature", hexed[:32]), body, "unauthorized"},
	}
	for name, c := range cases {
		r, err := signature.Verify("fedex", []string{"old", token}, signature.Request{Header: c.header, Body: []byte(c.body)})
		if got := outcome(r, err); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
