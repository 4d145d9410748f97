package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"pgregory.net/rapid"

	"doorstep/shared/web"
)

// everything is a router that answers every path, as those of the functions do.
func everything() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /t/{token}", func(w http.ResponseWriter, r *http.Request) {
		web.Secure(w.Header())
		w.Header().Set("X-Token", url.QueryEscape(r.PathValue("token")))
		w.WriteHeader(http.StatusOK)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		web.Secure(w.Header())
		w.WriteHeader(http.StatusNotFound)
	})
	return mux
}

func eventOf(method, path string) events.APIGatewayV2HTTPRequest {
	e := events.APIGatewayV2HTTPRequest{RawPath: path}
	e.RequestContext.HTTP.Method, e.RequestContext.DomainName = method, "track.example"
	return e
}

// No path makes the router send anybody anywhere.
func TestPathsLeadNowhere(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"up": "/t/..", "up and over": "/t/../track", "a dot": "/t/.", "two slashes": "/t//", "another host": "//evil.example/", "another host behind a route": "/t//evil.example",
		"a dot inside": "/t/./a", "slashes at the end": "/t/a//", "a back slash": `/t/\evil.example/..`, "only dots": "..", "empty": "", "up, encoded": "/t/%2e%2e/a", "a URL": "http://evil.example/t/a",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodHead} {
				got, err := web.Handler(everything())(t.Context(), eventOf(method, path))
				if err != nil || got.StatusCode != http.StatusNotFound || got.Headers["Location"] != "" {
					t.Errorf("%s gave %d to %q, %v", method, got.StatusCode, got.Headers["Location"], err)
				}
				if got.Headers["Content-Security-Policy"] == "" || got.Headers["Referrer-Policy"] != "no-referrer" {
					t.Errorf("%s: headers %v", method, got.Headers)
				}
			}
		})
	}
}

// A segment reaches its handler as API Gateway has decoded it, or not at all: nothing is decoded twice.
func TestSegmentsAreDecodedOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		segment := rapid.StringMatching(`[a-zA-Z0-9 %./\\?#&;:+@é-]{1,20}`).Draw(t, "segment")
		got, err := web.Handler(everything())(t.Context(), eventOf(http.MethodGet, "/t/"+segment))
		if err != nil {
			t.Fatal(err)
		}
		whole := !strings.Contains(segment, "/") && segment != "." && segment != ".."
		if (got.StatusCode == http.StatusOK) != whole {
			t.Fatalf("%q gave %d", segment, got.StatusCode)
		}
		if seen := got.Headers["X-Token"]; whole && seen != url.QueryEscape(segment) {
			t.Errorf("%q became %q", segment, seen)
		}
	})
}

// What a client says about itself is not believed: only API Gateway's own words count, and they come last or overwrite.
func TestClientsDoNotSayWhereTheyAre(t *testing.T) {
	t.Parallel()
	e := eventOf(http.MethodGet, "/t/a")
	e.RequestContext.HTTP.SourceIP = "198.51.100.7"
	e.Headers = map[string]string{
		"x-forwarded-for": "203.0.113.1, 198.51.100.7", "x-forwarded-host": "evil.example", "forwarded": "for=203.0.113.1;host=evil.example;proto=http", "x-real-ip": "203.0.113.1",
		"x-http-method-override": "DELETE", "x-original-url": "/v1/orders", "x-rewrite-url": "/v1/orders", "host": "evil.example", "x-host": "evil.example", "x-forwarded-proto": "https",
	}
	r, err := web.Request(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	if r.RemoteAddr != "198.51.100.7" || r.Host != "track.example" || r.Method != http.MethodGet || r.URL.Path != "/t/a" {
		t.Errorf("%s %s%s from %s", r.Method, r.Host, r.URL.Path, r.RemoteAddr)
	}
	if base := web.BaseURL("", r); base != "https://track.example" {
		t.Errorf("links lead to %s", base)
	}
}
