package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/shared/obs/obstest"
)

// TestOneLinePerInvocation: a form that is shown, one that is sent and one of nobody's link leave one line each, without the comment.
func TestOneLinePerInvocation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, unit, method, path, form string }{
		{"the form", "survey", http.MethodGet, "/s/" + owned, ""},
		{"nobody's form", "survey", http.MethodGet, "/s/zzzzzzzzzzzzzzzzzzzzzzzzza", ""},
		{"a vote", "vote", http.MethodPost, "/s/" + owned, "shipment=s1&score=1&comment=mail+ada%40canary.example"},
		{"a vote that is none", "vote", http.MethodPost, "/s/" + owned, "shipment=s1&score=99"},
		{"what is wrong", "complaint", http.MethodGet, "/s/" + owned + "/report", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			r := httptest.NewRequestWithContext(obstest.Context(t.Context()), c.method, c.path, strings.NewReader(c.form))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			s.ServeHTTP(httptest.NewRecorder(), r)
			obstest.Unit(t, s.log.String(), "survey", c.unit)
		})
	}
}
