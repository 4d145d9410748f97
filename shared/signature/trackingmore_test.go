package signature_test

import (
	"net/http"
	"testing"
	"time"

	"doorstep/shared/signature"
)

// The sums were made with openssl:
//
//	printf '%s' 1773162720 | openssl dgst -sha256 -hmac 'tm-secret'
//	printf '%s' 1773162720 | openssl dgst -sha256 -hmac 'shop@example.com'
const (
	trackingmoreAt    = "1773162720"
	trackingmoreSum   = "e736a565848a3987f904ebf71a9af20d6901a52cdd6448e4bfb0abd34904b032"
	trackingmoreSumV2 = "6588744972623a9a2ac33e79b8615ff67955eb606a511f5974962a6b85bcf860"
	trackingmoreV2    = `{"meta":{"code":200},"data":{},"verifyInfo":{"timeStr":1773162720,"signature":"` + trackingmoreSumV2 + `"}}`
)

func TestTrackingMore(t *testing.T) {
	t.Parallel()
	arrival := time.Unix(1773162720, 0)
	headers := header("timestamp", trackingmoreAt, "signature", trackingmoreSum)
	cases := map[string]struct {
		secrets []string
		header  http.Header
		body    string
		at      time.Time
		want    string
	}{
		"the headers":                   {[]string{"tm-secret"}, headers, "{}", arrival, "secret 0"},
		"the second of two secrets":     {[]string{"old", "tm-secret"}, headers, "{}", arrival, "secret 1"},
		"any body: it is not signed":    {[]string{"tm-secret"}, headers, `{"data":"other"}`, arrival, "secret 0"},
		"with a prefix":                 {[]string{"tm-secret"}, header("x-timestamp", trackingmoreAt, "x-signature", trackingmoreSum), "{}", arrival, "secret 0"},
		"with the vendor's name":        {[]string{"tm-secret"}, header("Trackingmore-Timestamp", trackingmoreAt, "Trackingmore-Signature", trackingmoreSum), "{}", arrival, "secret 0"},
		"prefixes that do not fit":      {[]string{"tm-secret"}, header("timestamp", trackingmoreAt, "x-signature", trackingmoreSum), "{}", arrival, "unauthorized"},
		"another time":                  {[]string{"tm-secret"}, header("timestamp", "1773162721", "signature", trackingmoreSum), "{}", arrival, "unauthorized"},
		"too old":                       {[]string{"tm-secret"}, headers, "{}", arrival.Add(6 * time.Minute), "unauthorized"},
		"from the future":               {[]string{"tm-secret"}, headers, "{}", arrival.Add(-6 * time.Minute), "unauthorized"},
		"nobody knows when":             {[]string{"tm-secret"}, headers, "{}", time.Time{}, "secret 0"},
		"another secret":                {[]string{"tm-other"}, headers, "{}", arrival, "unauthorized"},
		"two signatures":                {[]string{"tm-secret"}, header("timestamp", trackingmoreAt, "signature", trackingmoreSum, "signature", trackingmoreSum), "{}", arrival, "unauthorized"},
		"no hex":                        {[]string{"tm-secret"}, header("timestamp", trackingmoreAt, "signature", "***"), "{}", arrival, "unauthorized"},
		"nothing":                       {[]string{"tm-secret"}, header(), "{}", arrival, "unauthorized"},
		"version 2":                     {[]string{"shop@example.com"}, header(), trackingmoreV2, arrival, "secret 0"},
		"version 2, too old":            {[]string{"shop@example.com"}, header(), trackingmoreV2, arrival.Add(time.Hour), "unauthorized"},
		"version 2, another account":    {[]string{"other@example.com"}, header(), trackingmoreV2, arrival, "unauthorized"},
		"version 2 with a wrong header": {[]string{"shop@example.com"}, headers, trackingmoreV2, arrival, "unauthorized"},
		"no JSON":                       {[]string{"shop@example.com"}, header(), "<html>", arrival, "unauthorized"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := signature.Verify("trackingmore", c.secrets, signature.Request{Header: c.header, Body: []byte(c.body), At: c.at})
			if got := outcome(r, err); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
