package web_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/web"
)

func TestReadForm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body io.Reader
		want string
		kind fault.Kind
	}{
		"a form":             {strings.NewReader("a=1&b=x+y"), "a=1&b=x+y", 0},
		"nothing":            {strings.NewReader(""), "", 0},
		"at the limit":       {strings.NewReader("a=" + strings.Repeat("x", 14)), "a=" + strings.Repeat("x", 14), 0},
		"over the limit":     {strings.NewReader("a=" + strings.Repeat("x", 15)), "", fault.TooLarge},
		"no form":            {strings.NewReader("%zz"), "", fault.Malformed},
		"a line that breaks": {io.MultiReader(strings.NewReader("a=1"), broken{}), "", fault.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form, err := web.ReadForm(httptest.NewRequest(http.MethodPost, "/", c.body), 16)
			if form.Encode() != c.want || (err != nil) != (c.kind != 0) || err != nil && fault.KindOf(err) != c.kind {
				t.Errorf("ReadForm gives %q, %v", form.Encode(), err)
			}
		})
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("reset") }

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		site, origin string
		want         bool
	}{
		"our page, which sends no referrer": {"same-origin", "null", true},
		"typed by hand":                     {"none", "", true},
		"another site":                      {"cross-site", "https://evil.example", false},
		"another site that says nothing":    {"cross-site", "", false},
		"another host of the site":          {"same-site", "https://example.com", false},
		"no browser":                        {"", "", true},
		"an old browser":                    {"", "https://example.com", true},
		"an old browser without referrer":   {"", "null", true},
		"an old browser, public address":    {"", "https://TRACK.aster.example", true},
		"an old browser elsewhere":          {"", "https://evil.example", false},
		"an old browser without TLS":        {"", "http://example.com", false},
		"a host that only begins alike":     {"", "https://example.com.evil.example", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/", nil)
			r.Header.Set("Sec-Fetch-Site", c.site)
			r.Header.Set("Origin", c.origin)
			if got := web.SameOrigin(r, "https://track.aster.example/"); got != c.want {
				t.Errorf("SameOrigin gives %v", got)
			}
		})
	}
}

func TestWritePage(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("<p>", 400)
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	web.WritePage(w, r, http.StatusConflict, "default-src 'none'; form-action 'self'", []byte(long))
	h := w.Header()
	if w.Code != 409 || h.Get("Cache-Control") != "no-store" || h.Get("Content-Security-Policy") != "default-src 'none'; form-action 'self'" ||
		h.Get("Content-Type") != web.HTML || h.Get("Content-Encoding") != "gzip" || w.Body.Len() >= len(long) {
		t.Errorf("%d %v, %d bytes", w.Code, h, w.Body.Len())
	}
	w = httptest.NewRecorder()
	web.SeeOther(w, "/t/x?gift=1#gift")
	if w.Code != 303 || w.Header().Get("Location") != "/t/x?gift=1#gift" || w.Header().Get("Cache-Control") != "no-store" || w.Body.Len() != 0 {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
