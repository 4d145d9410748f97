package shop_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"doorstep/infra/local/demo/shop"
)

func TestShop(t *testing.T) {
	t.Parallel()
	const track = "http://127.0.0.1:8080"
	s, err := shop.Start(track, "aster", []shop.Order{{Number: "1001", TrackingURL: track + "/t/abc", Total: "$1.00", Lines: []shop.Line{{Quantity: 1, Name: "Mug <b>", Price: "$1.00"}}}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cases := map[string]struct {
		path   string
		status int
		has    []string
	}{
		"the list":                {"/", 200, []string{`src="` + track + `/t/abc"`, `brand="aster"`, `<script src="` + track + `/widget.js" defer>`}},
		"after a purchase":        {"/orders/1001", 200, []string{`token="abc" base="` + track + `"`, "Mug &lt;b&gt;", "$1.00"}},
		"right to left":           {"/orders/1001?lang=ar", 200, []string{`dir="rtl"`, `lang="ar"`}},
		"a language that is none": {"/?lang=" + strings.Repeat("x", 99), 200, []string{`<html lang="en" dir="ltr">`}},
		"an unknown order":        {"/orders/1", 404, nil},
		"the style":               {"/page.css", 200, []string{"color-scheme"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			response, err := http.Get(s.URL() + c.path)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if err != nil || response.StatusCode != c.status {
				t.Fatalf("%s: %s, %v", c.path, response.Status, err)
			}
			for _, want := range c.has {
				if !strings.Contains(string(body), want) {
					t.Errorf("%s lacks %q", c.path, want)
				}
			}
			policy := response.Header.Get("Content-Security-Policy")
			if strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") && (!strings.HasPrefix(policy, "default-src 'none'; script-src "+track+"; connect-src "+track+";") || strings.Contains(policy, "unsafe")) {
				t.Errorf("%s has the policy %q", c.path, policy)
			}
		})
	}
}
