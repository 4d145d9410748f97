package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// A link opens its page and nothing else does; what does not open says nothing about why or how the system is built.
func links(t *testing.T, w world) {
	path, _ := w.register(t, "links", orderOf(time.Now(), [2]string{"ups", "1Z12345E0205271688"}))
	token := strings.TrimPrefix(path, "/t/")
	other := []byte(token)
	other[0]++
	missing := w.call(t, http.MethodGet, "/t/"+strings.Repeat("a", len(token)), nil, nil)
	for _, c := range []struct{ name, path string }{
		{"another token", "/t/" + string(other)}, {"shorter", path[:len(path)-1]}, {"longer", path + "a"},
		{"with a space", path + "%20"}, {"with a zero byte", path + "%00"}, {"with a line end", path + "%0a"}, {"invalid UTF-8", "/t/%ff%fe"}, {"another alphabet", "/t/" + strings.Repeat("%F0%9F%93%A6", 7)},
		{"a wildcard", "/t/*"}, {"a key of the table", "/t/L%23" + token}, {"9 kB", "/t/" + strings.Repeat("a", 9000)}, {"a suffix twice", path + ".json.json"},
		{"up", "/t/..%2f" + token}, {"up, twice encoded", "/t/..%252f" + token}, {"back slash", "/t/..%5c" + token}, {"a slash at the end", path + "/"}, {"double slash", "//t/" + token},
		{"double slash inside", "/t//" + token}, {"a dot", "/t/./" + token}, {"up and back", "/t/x/../" + token}, {"capital T", "/T/" + token}, {"calendar", path + "/calendar.ics"}, {"the root", "/"}, {"nothing", "/t/"},
	} {
		a := w.call(t, http.MethodGet, c.path, nil, nil)
		if a.status != http.StatusNotFound {
			t.Errorf("%s: %.60s gave %d", c.name, c.path, a.status)
		}
		if body := string(a.body); body != string(missing.body) && body != `{"message":"Not Found"}` && !strings.HasPrefix(body, `{"type":"about:blank","title":"Not Found","status":404}`) {
			t.Errorf("%s: another answer than for a token that nobody has: %.300s", c.name, body)
		}
	}
	for _, internal := range []string{"dynamo", "goroutine", "Doorstep-", "L#", ".go:", "fault", "aster"} {
		if strings.Contains(strings.ToLower(string(missing.body)), strings.ToLower(internal)) {
			t.Errorf("the page of a missing link tells %q", internal)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions, http.MethodHead, "TRACE", "BREW"} {
		if a := w.call(t, method, path, nil, nil); a.status != http.StatusNotFound || a.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s of a page gave %d %s", method, a.status, a.header.Get("Content-Type"))
		}
	}
	for _, form := range []string{"/gift", "/consent"} {
		if a := w.call(t, http.MethodPost, "/t/"+string(other)+form, nil, nil); a.status != http.StatusNotFound || string(a.body) != string(missing.body) {
			t.Errorf("POST %s of another token gave %d %.300s", form, a.status, a.body)
		}
	}
	if a := w.call(t, http.MethodGet, path+"?x=%3Cscript%3E", nil, nil); a.status != http.StatusOK || strings.Contains(string(a.body), "<script") {
		t.Errorf("the page with a query gave %d", a.status)
	}
}
