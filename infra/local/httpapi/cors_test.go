package httpapi

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// corsHeaders are the CORS headers of a response.
func corsHeaders(h http.Header) map[string]string {
	out := map[string]string{}
	for name, values := range h {
		if short, ok := strings.CutPrefix(name, "Access-Control-"); ok {
			out[short] = strings.Join(values, "|")
		}
	}
	return out
}

func TestCORS(t *testing.T) {
	t.Parallel()
	shop := &CORS{
		AllowOrigins: []string{"https://shop.example", "http://*"}, AllowMethods: []string{"GET", "POST"}, AllowHeaders: []string{"x-a", "x-b"},
		ExposeHeaders: []string{"date"}, AllowCredentials: true, MaxAge: 10 * time.Minute,
	}
	everyone := &CORS{AllowOrigins: []string{"*"}}
	tests := map[string]struct {
		cors   *CORS
		method string
		path   string
		origin string
		asks   bool // Access-Control-Request-Method
		status int
		want   map[string]string
	}{
		"preflight": {shop, "OPTIONS", "/a", "https://shop.example", true, 204, map[string]string{
			"Allow-Origin": "https://shop.example", "Allow-Methods": "GET,POST", "Allow-Headers": "x-a,x-b", "Expose-Headers": "date",
			"Allow-Credentials": "true", "Max-Age": "600",
		}},
		"preflight of a pattern": {everyone, "OPTIONS", "/a", "https://any.example", true, 204, map[string]string{"Allow-Origin": "*"}},
		"preflight from outside": {shop, "OPTIONS", "/a", "https://evil.example", true, 204, map[string]string{}},
		"OPTIONS that asks nothing": {shop, "OPTIONS", "/a", "https://shop.example", false, 404, map[string]string{
			"Allow-Origin": "https://shop.example", "Allow-Credentials": "true", "Expose-Headers": "date",
		}},
		"request": {shop, "GET", "/a", "http://local.example", false, 200, map[string]string{
			"Allow-Origin": "http://local.example", "Allow-Credentials": "true", "Expose-Headers": "date",
		}},
		"request from outside":            {shop, "GET", "/a", "https://evil.example", false, 200, map[string]string{}},
		"request of the same origin":      {shop, "GET", "/a", "", false, 200, map[string]string{}},
		"without configuration":           {nil, "GET", "/a", "https://any.example", false, 200, map[string]string{"Allow-Origin": "of the function"}},
		"preflight without configuration": {nil, "OPTIONS", "/a", "https://any.example", true, 404, map[string]string{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own := answers(`{"statusCode":200,"headers":{"access-control-allow-origin":"of the function"}}`)
			a := newAPI(t, Config{CORS: tt.cors, Routes: []Route{{Method: "GET", Path: "/a", Function: own}}})
			r := get(tt.path)
			r.Method = tt.method
			if tt.origin != "" {
				r.Header.Set("Origin", tt.origin)
			}
			if tt.asks {
				r.Header.Set("Access-Control-Request-Method", "POST")
			}
			got := serve(a, r)
			if got.StatusCode != tt.status {
				t.Errorf("status = %d, want %d", got.StatusCode, tt.status)
			}
			if diff := cmp.Diff(tt.want, corsHeaders(got.Header)); diff != "" {
				t.Errorf("CORS headers (-want +got):\n%s", diff)
			}
		})
	}
}
