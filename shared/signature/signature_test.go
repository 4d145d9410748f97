package signature_test

import (
	"net/http"
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
	"doorstep/shared/signature"
)

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

// The signatures were made with openssl:
//
//	printf '%s' '{"id":"evt_1"}' | openssl dgst -sha256 -hmac "$(printf 'se\314\201cret')"
//	printf '%s' '2026-03-10T12:15:00Z{"a":"b"}' | openssl dgst -sha256 -hmac 'shared' -binary | base64
const (
	easypostBody = `{"id":"evt_1"}`
	easypostSum  = "648a648ccf2d4fb82924f631da8d92ecfb4d0e8406023c78f9a215117f1ac4d0"
	uspsBody     = `{"timestamp":"2026-03-10T12:15:00Z","payload":"{\"a\":\"b\"}"}`
	uspsSum      = "IqLOod+kVkQAXI1B8aaGpTKV3x/ieKC/gUfW90yJ2Bo="
)

func TestVerify(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		source  string
		secrets []string
		header  http.Header
		body    string
		want    string // assurance and secret, or the kind of error
	}{
		"easypost: composed secret":          {"easypost", []string{"s\u00e9cret"}, header("x-hmac-signature", "hmac-sha256-hex="+easypostSum), easypostBody, "signed 0"},
		"easypost: decomposed secret":        {"easypost", []string{"se\u0301cret"}, header("X-Hmac-Signature", "hmac-sha256-hex="+easypostSum), easypostBody, "signed 0"},
		"easypost: upper-case hex":           {"easypost", []string{"s\u00e9cret"}, header("X-Hmac-Signature", "hmac-sha256-hex="+strings.ToUpper(easypostSum)), easypostBody, "signed 0"},
		"easypost: without prefix":           {"easypost", []string{"s\u00e9cret"}, header("X-Hmac-Signature", easypostSum), easypostBody, "unauthorized"},
		"easypost: other body":               {"easypost", []string{"s\u00e9cret"}, header("X-Hmac-Signature", "hmac-sha256-hex="+easypostSum), easypostBody + " ", "unauthorized"},
		"usps: X-HMAC":                       {"usps", []string{"x", "shared"}, header("X-HMAC", uspsSum), uspsBody, "signed 1"},
		"usps: hmac-header":                  {"usps", []string{"shared"}, header("hmac-header", uspsSum), uspsBody, "signed 0"},
		"usps: printed anew is the same":     {"usps", []string{"shared"}, header("X-HMAC", uspsSum), `{ "payload": "{\u0022a\":\"b\"}", "timestamp": "2026-03-10T12:15:00Z" }`, "signed 0"},
		"usps: other time":                   {"usps", []string{"shared"}, header("X-HMAC", uspsSum), strings.Replace(uspsBody, "12:15", "12:16", 1), "unauthorized"},
		"usps: a second payload":             {"usps", []string{"shared"}, header("X-HMAC", uspsSum), strings.Replace(uspsBody, "{", `{"payload":"{}",`, 1), "unauthorized"},
		"usps: a second payload in capitals": {"usps", []string{"shared"}, header("X-HMAC", uspsSum), strings.Replace(uspsBody, "{", `{"PAYLOAD":"{}",`, 1), "unauthorized"},
		"usps: payload as object":            {"usps", []string{"shared"}, header("X-HMAC", uspsSum), `{"timestamp":"2026-03-10T12:15:00Z","payload":{"a":"b"}}`, "unauthorized"},
		"usps: not JSON":                     {"usps", []string{"shared"}, header("X-HMAC", uspsSum), `<html>`, "unauthorized"},
		"usps: not base64":                   {"usps", []string{"shared"}, header("X-HMAC", "***"), uspsBody, "unauthorized"},
		"ups: credential":                    {"ups", []string{"shared"}, header("credential", "shared"), "{}", "secret 0"},
		"ups: bearer":                        {"ups", []string{"shared"}, header("authorization", "bearer shared"), "{}", "secret 0"},
		"ups: basic":                         {"ups", []string{"shared"}, header("Authorization", "Basic shared"), "{}", "unauthorized"},
		"ups: longer":                        {"ups", []string{"shared"}, header("Credential", "shared2"), "{}", "unauthorized"},
		"ups: empty secret, empty header":    {"ups", []string{""}, header("Credential", ""), "{}", "unauthorized"},
		"ups: line end of the parameter":     {"ups", []string{"shared\n"}, header("Credential", "shared"), "{}", "secret 0"},
		"unknown source":                     {"nobody", []string{"shared"}, header("Credential", "shared"), "{}", "not_found"},
		"no source":                          {"", []string{"shared"}, header("Credential", "shared"), "{}", "not_found"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := signature.Verify(c.source, c.secrets, signature.Request{Header: c.header, Body: []byte(c.body)})
			if got := outcome(r, err); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "shared") {
				t.Errorf("%q tells a secret", err)
			}
		})
	}
}

func TestSecret(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		source    string
		secrets   []string
		presented string
		want      string
	}{
		"right":                       {"ups", []string{"old", "new"}, "new", "secret 1"},
		"wrong":                       {"ups", []string{"old", "new"}, "newer", "unauthorized"},
		"empty equals nothing":        {"ups", []string{"", "new"}, "", "unauthorized"},
		"no secret configured":        {"ups", nil, "new", "unauthorized"},
		"a source that signs must":    {"easypost", []string{"new"}, "new", "unauthorized"},
		"a source without any scheme": {"nobody", []string{"new"}, "new", "not_found"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := signature.Secret(c.source, c.secrets, c.presented)
			if got := outcome(r, err); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func outcome(r signature.Result, err error) string {
	if err != nil {
		return fault.KindOf(err).String()
	}
	name := map[shipment.Assurance]string{shipment.Signed: "signed", shipment.BySecret: "secret"}[r.Assurance]
	return name + " " + string(rune('0'+r.Secret))
}

func FuzzVerify(f *testing.F) {
	f.Add("usps", uspsSum, []byte(uspsBody))
	f.Add("easypost", "hmac-sha256-hex="+easypostSum, []byte(easypostBody))
	f.Fuzz(func(t *testing.T, source, sum string, body []byte) {
		h := header("X-Hmac", sum, "X-Hmac-Signature", sum, "Credential", sum)
		if _, err := signature.Verify(source, []string{"a secret that nobody can guess"}, signature.Request{Header: h, Body: body}); err == nil && sum != "a secret that nobody can guess" {
			t.Fatalf("accepted %q for %q", sum, source)
		}
	})
}
