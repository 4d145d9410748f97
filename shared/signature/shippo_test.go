package signature_test

import (
	"net/http"
	"strings"
	"testing"

	"doorstep/shared/signature"
)

// The signature was made with openssl:
//
//	printf '%s' '1773166800.{"event":"track_updated"}' | openssl dgst -sha256 -hmac 'shared'
func TestShippo(t *testing.T) {
	t.Parallel()
	const body, sum = `{"event":"track_updated"}`, "334813a36e8f375e0a2f9cc90b3ddef12de29bd74bff5b074026a8c3c128fa50"
	cases := map[string]struct {
		header http.Header
		body   string
		want   string
	}{
		"genuine":              {header("Shippo-Auth-Signature", "t=1773166800,v1="+sum), body, "signed 1"},
		"spaces, other order":  {header("Shippo-Auth-Signature", "v1="+sum+", t=1773166800"), body, "signed 1"},
		"a part of the future": {header("Shippo-Auth-Signature", "t=1773166800,v1="+sum+",v2=abc"), body, "signed 1"},
		"upper-case hex":       {header("Shippo-Auth-Signature", "t=1773166800,v1="+strings.ToUpper(sum)), body, "signed 1"},
		"another time":         {header("Shippo-Auth-Signature", "t=1773166801,v1="+sum), body, "unauthorized"},
		"another body":         {header("Shippo-Auth-Signature", "t=1773166800,v1="+sum), body + " ", "unauthorized"},
		"two times":            {header("Shippo-Auth-Signature", "t=1773166800,t=1,v1="+sum), body, "unauthorized"},
		"two sums":             {header("Shippo-Auth-Signature", "t=1773166800,v1="+sum+",v1="+sum), body, "unauthorized"},
		"no time":              {header("Shippo-Auth-Signature", "v1="+sum), body, "unauthorized"},
		"time moved into sum":  {header("Shippo-Auth-Signature", "t=1773166800."+body+",v1="+sum), "", "unauthorized"},
		"no header":            {header(), body, "unauthorized"},
		"two headers":          {header("Shippo-Auth-Signature", "t=1773166800,v1="+sum, "Shippo-Auth-Signature", "t=1773166800,v1="+sum), body, "unauthorized"},
	}
	for name, c := range cases {
		r, err := signature.Verify("shippo", []string{"old", "shared"}, signature.Request{Header: c.header, Body: []byte(c.body)})
		if got := outcome(r, err); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// Without the signature, which merchants must ask for, a secret in the path lets a push in, as unsigned as it is.
func TestShippoBySecret(t *testing.T) {
	t.Parallel()
	for presented, want := range map[string]string{"shared": "secret 1", "other": "unauthorized", "": "unauthorized"} {
		r, err := signature.Secret("shippo", []string{"old", "shared"}, presented)
		if got := outcome(r, err); got != want {
			t.Errorf("%q: got %s, want %s", presented, got, want)
		}
	}
}
