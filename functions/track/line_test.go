package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/shared/obs/obstest"
)

// TestOneLinePerInvocation: whatever reads something leaves one line, without the token that opened it or what was typed. The empty form,
// the widget and addresses that lead nowhere read nothing and leave none.
func TestOneLinePerInvocation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, unit, method, path, form string }{
		{"a page", "view", http.MethodGet, "/t/" + owner, ""},
		{"its document", "view", http.MethodGet, "/t/" + owner + ".json", ""},
		{"nobody's page", "view", http.MethodGet, "/t/zzzzzzzzzzzzzzzzzzzzzzzzza", ""},
		{"a page without its order", "view", http.MethodGet, "/t/" + dangling, ""},
		{"a calendar", "calendar", http.MethodGet, "/t/" + owner + "/calendar.ics", ""},
		{"a link to give away", "make gift link", http.MethodPost, "/t/" + owner + "/gift", "gift=on"},
		{"a choice", "consent", http.MethodPost, "/t/" + owner + "/consent", "analytics=yes"},
		{"a search", "lookup", http.MethodPost, "/track", "brand=aster&order=A-1001&proof=ada%40canary.example"},
		{"a search at no shop", "lookup", http.MethodPost, "/track", "brand=nobody&order=A-1001&proof=ada%40canary.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			r := httptest.NewRequestWithContext(obstest.Context(t.Context()), c.method, c.path, strings.NewReader(c.form))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			s.ServeHTTP(httptest.NewRecorder(), r)
			obstest.Unit(t, s.log.String(), "track", c.unit)
		})
	}
	for _, path := range []string{"/track", "/widget.js", "/wp-login.php"} {
		s := newStage(t)
		if s.get(path); s.log.Len() != 0 {
			t.Errorf("%s leaves %s", path, s.log)
		}
	}
}
