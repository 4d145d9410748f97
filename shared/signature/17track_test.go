package signature_test

import (
	"net/http"
	"strings"
	"testing"

	"doorstep/shared/signature"
)

// The sums were made with openssl:
//
//	printf '%s' '{"event":"TRACKING_UPDATED","data":{"number":"RR1"}}/key-1' | openssl dgst -sha256
//	printf '%s' 'TRACKING_UPDATED/{"number": "RR1", "track":{"e":40}}/key-1' | openssl dgst -sha256
const (
	seventeentrackBody  = `{"event":"TRACKING_UPDATED","data":{"number":"RR1"}}`
	seventeentrackSum   = "e90c8b80f223f178ed484d8de46455020a1b74e32d34fed62a9a3fb64eb4e825"
	seventeentrackSumV1 = "e10883ecb18661243fd6e90627c614490cab986131a996540ff3c6de59db23ba"
	seventeentrackV1    = `{"event":"TRACKING_UPDATED","sign":"` + seventeentrackSumV1 + `","data":{"number": "RR1", "track":{"e":40}}}`
)

func Test17TRACK(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		secrets []string
		header  http.Header
		body    string
		want    string
	}{
		"the header":                    {[]string{"key-1"}, header("sign", seventeentrackSum), seventeentrackBody, "signed 0"},
		"the second of two keys":        {[]string{"key-0", "key-1"}, header("Sign", seventeentrackSum), seventeentrackBody, "signed 1"},
		"another body":                  {[]string{"key-1"}, header("sign", seventeentrackSum), strings.Replace(seventeentrackBody, "RR1", "RR2", 1), "unauthorized"},
		"another key":                   {[]string{"key-2"}, header("sign", seventeentrackSum), seventeentrackBody, "unauthorized"},
		"no hex":                        {[]string{"key-1"}, header("sign", "***"), seventeentrackBody, "unauthorized"},
		"no sum at all":                 {[]string{"key-1"}, header(), seventeentrackBody, "unauthorized"},
		"version 1":                     {[]string{"key-1"}, header(), seventeentrackV1, "signed 0"},
		"version 1, members in turn":    {[]string{"key-1"}, header(), `{"data":{"number": "RR1", "track":{"e":40}},"event":"TRACKING_UPDATED","sign":"` + seventeentrackSumV1 + `"}`, "signed 0"},
		"version 1, another status":     {[]string{"key-1"}, header(), strings.Replace(seventeentrackV1, "40", "50", 1), "unauthorized"},
		"version 1, another event":      {[]string{"key-1"}, header(), strings.Replace(seventeentrackV1, "UPDATED", "STOPPED", 1), "unauthorized"},
		"version 1, printed anew":       {[]string{"key-1"}, header(), strings.Replace(seventeentrackV1, `"number": `, `"number":`, 1), "unauthorized"},
		"version 1, data twice":         {[]string{"key-1"}, header(), strings.Replace(seventeentrackV1, "{", `{"data":{"number":"RR9"},`, 1), "unauthorized"},
		"version 1, data in capitals":   {[]string{"key-1"}, header(), strings.Replace(seventeentrackV1, "{", `{"Data":{"number":"RR9"},`, 1), "unauthorized"},
		"version 1 with a wrong header": {[]string{"key-1"}, header("sign", seventeentrackSum), seventeentrackV1, "unauthorized"},
		"version 1, two headers":        {[]string{"key-1"}, header("sign", seventeentrackSum, "sign", seventeentrackSum), seventeentrackV1, "unauthorized"},
		"version 1 with more behind it": {[]string{"key-1"}, header(), seventeentrackV1 + "{}", "unauthorized"},
		"no JSON":                       {[]string{"key-1"}, header(), "<html>", "unauthorized"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := signature.Verify("17track", c.secrets, signature.Request{Header: c.header, Body: []byte(c.body)})
			if got := outcome(r, err); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
