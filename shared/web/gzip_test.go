package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/shared/web"
)

func TestCompressed(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a page ", 200)
	cases := map[string]struct {
		accepts, body string
		packed        bool
	}{
		"gzip":             {"gzip, deflate, br", long, true},
		"in capitals":      {"GZIP", long, true},
		"with a weight":    {"br;q=1.0, gzip;q=0.8", long, true},
		"refused":          {"gzip;q=0", long, false},
		"refused at large": {"gzip ; q=0.000", long, false},
		"nothing said":     {"", long, false},
		"something else":   {"br, x-gzip2", long, false},
		"too short":        {"gzip", "a page", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header.Set("Accept-Encoding", c.accepts)
			h := http.Header{}
			got := string(web.Compressed(h, r, []byte(c.body)))
			if packed := h.Get("Content-Encoding") == "gzip"; packed != c.packed || h.Get("Vary") != "Accept-Encoding" {
				t.Fatalf("headers %v", h)
			}
			if c.packed {
				z, err := gzip.NewReader(strings.NewReader(got))
				if err != nil {
					t.Fatal(err)
				}
				plain, err := io.ReadAll(z)
				if err != nil {
					t.Fatal(err)
				}
				got = string(plain)
			}
			if got != c.body {
				t.Errorf("body %.80q", got)
			}
		})
	}
}
