package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/web"
)

func TestWriteError(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		err    error
		status int
		body   string
	}{
		"bad input keeps our words": {
			fmt.Errorf("read order: %w", fault.New(fault.Malformed, "not JSON at byte 3")), 400,
			`{"type":"about:blank","title":"Bad Request","status":400,"detail":"not JSON at byte 3"}`,
		},
		"but not the cause": {
			fault.Wrap(fault.TooLarge, errors.New("internal detail"), "over 256 KiB"), 413,
			`{"type":"about:blank","title":"Request Entity Too Large","status":413,"detail":"over 256 KiB"}`,
		},
		"internals stay inside": {
			errors.New("table Doorstep on fire"), 500, `{"type":"about:blank","title":"Internal Server Error","status":500}`,
		},
		"who lacks a key learns nothing": {
			fault.New(fault.Unauthorized, "no such brand"), 401, `{"type":"about:blank","title":"Unauthorized","status":401}`,
		},
		"try later": {fault.New(fault.Unavailable, "DynamoDB timed out"), 503, `{"type":"about:blank","title":"Service Unavailable","status":503}`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			web.WriteError(w, c.err)
			if w.Code != c.status || strings.TrimSpace(w.Body.String()) != c.body {
				t.Errorf("%d %s, want %d %s", w.Code, w.Body, c.status, c.body)
			}
			if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("content type %q", got)
			}
			if got := w.Header().Get("WWW-Authenticate") != ""; got != (c.status == http.StatusUnauthorized) {
				t.Errorf("asks for a key: %v", got)
			}
		})
	}
}

func TestWriteJSON(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	web.WriteJSON(w, http.StatusCreated, map[string]int{"a": 1})
	if w.Code != 201 || w.Body.String() != "{\"a\":1}\n" || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
	w = httptest.NewRecorder()
	web.WriteJSON(w, http.StatusOK, func() {})
	if w.Code != 500 {
		t.Errorf("what does not marshal gives %d", w.Code)
	}
}

func TestSecureKeepsWhatIsSet(t *testing.T) {
	t.Parallel()
	h := http.Header{}
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Security-Policy", "default-src 'none'; img-src data:")
	web.Secure(h)
	for name, want := range map[string]string{
		"Cache-Control": "private, no-cache", "Content-Security-Policy": "default-src 'none'; img-src data:",
		"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex, nofollow",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}
