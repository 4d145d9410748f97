package signature_test

import (
	"net/http"
	"strings"
	"testing"

	"doorstep/shared/signature"
)

// The first is the vector of Sendcloud's documentation. The second was made with openssl:
//
//	printf '%s' '{"action": "parcel_status_changed"}' | openssl dgst -sha256 -hmac 'shared'
func TestSendcloud(t *testing.T) {
	t.Parallel()
	const (
		documented = "1eed4b3d41f4653ac64fd56f1bf1cbfd349e4482cbc11dff7134bd93e5da4b0a"
		body, sum  = `{"action": "parcel_status_changed"}`, "863ed6b6d375d3c9b9ce8d2c498e82ac543ec2d34101fe7560bdd6879a631b81"
	)
	cases := map[string]struct {
		header http.Header
		body   string
		want   string
	}{
		"documented":    {header("Sendcloud-Signature", documented), `{"key": "value"}`, "signed 0"},
		"genuine":       {header("sendcloud-signature", sum), body, "signed 1"},
		"upper-case":    {header("Sendcloud-Signature", strings.ToUpper(sum)), body, "signed 1"},
		"printed anew":  {header("Sendcloud-Signature", sum), strings.ReplaceAll(body, ": ", ":"), "unauthorized"},
		"no hex":        {header("Sendcloud-Signature", "sha256="+sum), body, "unauthorized"},
		"no header":     {header(), body, "unauthorized"},
		"two headers":   {header("Sendcloud-Signature", sum, "Sendcloud-Signature", sum), body, "unauthorized"},
		"of other body": {header("Sendcloud-Signature", documented), body, "unauthorized"},
	}
	for name, c := range cases {
		r, err := signature.Verify("sendcloud", []string{"secretkey", "shared"}, signature.Request{Header: c.header, Body: []byte(c.body)})
		if got := outcome(r, err); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
