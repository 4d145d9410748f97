package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// guarded judges the headers of every answer that a test of this package gets from a function, whatever it was asked and whether it went
// well: so that no page and no error can be forgotten.
func guarded(t *testing.T, method, path string, a answer) {
	t.Helper()
	h := a.header
	if strings.HasPrefix(path, "/_local") || ofTheGateway(method, a) {
		return
	}
	if strings.HasPrefix(path, "/widget.js") && a.status < 400 { // a script, the same for everybody
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Set-Cookie") != "" {
			t.Errorf("the widget comes with %v", h)
		}
		return
	}
	fail := func(what string) { t.Errorf("%s %.60s, %d: %s", method, path, a.status, what) }
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Strict-Transport-Security": "max-age=31536000"} {
		if got := h.Get(name); got != want && !strings.HasPrefix(path, "/webhooks/") { // those answers hold nothing and nobody's browser reads them
			fail(name + " is " + got)
		}
	}
	if cached := h.Get("Cache-Control"); cached != "no-store" && cached != "private, no-cache" && !strings.HasPrefix(path, "/webhooks/") {
		fail("Cache-Control is " + cached)
	}
	for _, silent := range []string{"Set-Cookie", "Server", "X-Powered-By"} {
		if h.Get(silent) != "" {
			fail("it tells " + silent)
		}
	}
	if strings.HasPrefix(h.Get("Content-Type"), "text/html") {
		policy(fail, h.Get("Content-Security-Policy"))
		if strings.Contains(strings.ToLower(string(a.body)), "<script") {
			fail("a page holds a script")
		}
	}
	if strings.HasPrefix(path, "/t/") && strings.HasSuffix(strings.SplitN(path, "?", 2)[0], ".json") {
		return // data for the widget, on the shop's own pages
	}
	if allowed := h.Get("Access-Control-Allow-Origin"); allowed != "" {
		fail("other sites may read it: " + allowed)
	}
}

// policy wants everything forbidden that is not allowed, and nothing allowed that runs.
func policy(fail func(string), policy string) {
	directives := map[string]string{}
	for directive := range strings.SplitSeq(policy, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), " ")
		directives[name] = value
	}
	for name, want := range map[string]string{"default-src": "'none'", "frame-ancestors": "'none'"} {
		if directives[name] != want {
			fail(name + " is " + directives[name] + " in " + policy)
		}
	}
	for _, loose := range []string{"script-src", "unsafe-inline", "unsafe-eval", " * ", "http:", "object-src", "frame-src"} {
		if strings.Contains(policy, loose) {
			fail("the policy allows " + loose + ": " + policy)
		}
	}
	for _, name := range []string{"base-uri", "form-action"} { // default-src does not stand in for these
		if _, set := directives[name]; !set {
			fail("the policy says nothing about " + name + ": " + policy)
		}
	}
}

// ofTheGateway tells an answer of API Gateway itself, which no code of ours writes.
func ofTheGateway(method string, a answer) bool {
	itsOwn := a.header.Get("Content-Type") == "application/json" && (method == http.MethodHead || strings.HasPrefix(string(a.body), `{"message":"`))
	return itsOwn || a.status == http.StatusBadRequest && a.header.Get("Apigw-Requestid") == ""
}
