package handler

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/fault"
)

// publisher serves a JWKS document over TLS, or what a test puts in its place.
type publisher struct {
	*httptest.Server
	status atomic.Int64
	body   atomic.Pointer[string]
	calls  atomic.Int64
}

func publish(t *testing.T, body string) *publisher {
	t.Helper()
	p := &publisher{}
	p.answer(http.StatusOK, body)
	p.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		p.calls.Add(1)
		w.WriteHeader(int(p.status.Load()))
		_, _ = io.WriteString(w, *p.body.Load())
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *publisher) answer(status int, body string) {
	p.status.Store(int64(status))
	p.body.Store(&body)
}

// clock is a time that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// genuine is a push of the simulated ShipEngine, and what an account configures to check it.
func genuine(t *testing.T) (h http.Header, body, jwks string, sent time.Time) {
	t.Helper()
	sent = time.Date(2026, 3, 10, 17, 12, 0, 0, time.UTC)
	p := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: []carriersim.Scan{{Step: carriersim.Delivered, At: sent}}}
	push, err := carriersim.PushFor("shipengine", "", p, 0)
	if err != nil {
		t.Fatal(err)
	}
	return push.Header, string(push.Body), carriersim.Secret("shipengine", ""), sent
}

func keyed(id string) http.Header {
	h := http.Header{}
	h.Set("X-Shipengine-Rsa-Sha256-Key-Id", id)
	return h
}

func TestAPushIsCheckedAgainstPublishedKeys(t *testing.T) {
	t.Parallel()
	h, body, jwks, sent := genuine(t)
	headers := map[string]string{}
	for name := range h {
		headers[name] = h.Get(name)
	}
	for name, c := range map[string]struct {
		configured func(address string) string
		published  string
		body       string
		status     int
	}{
		"the address":                   {func(a string) string { return a }, jwks, body, 202},
		"the document itself":           {func(string) string { return jwks }, "", body, 202},
		"one byte changed":              {func(a string) string { return a }, jwks, body + " ", 401},
		"another key is published":      {func(a string) string { return a }, strings.Replace(jwks, `"n":"`, `"n":"AQAB`, 1), body, 401},
		"nothing is published":          {func(a string) string { return a }, "<html>", body, 503},
		"an address that is not safe":   {func(a string) string { return strings.Replace(a, "https:", "http:", 1) }, jwks, body, 401},
		"a word in place of an address": {func(string) string { return "secret" }, jwks, body, 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := publish(t, c.published)
			b := setup()
			b.now = func() time.Time { return sent }
			b.door.keys = newKeys(p.Client(), b.now)
			b.shelf.secrets["/p/sources/shipengine/default/secret"] = []string{c.configured(p.URL)}
			if got := b.push(t, request("shipengine", "", c.body, headers)); got.StatusCode != c.status {
				t.Errorf("status %d, want %d", got.StatusCode, c.status)
			}
		})
	}
}

func TestKeysAreKept(t *testing.T) {
	t.Parallel()
	_, _, jwks, sent := genuine(t)
	p, c := publish(t, jwks), &clock{sent}
	k := newKeys(p.Client(), c.now)
	step := func(name string, ahead time.Duration, id string, calls int64) {
		t.Helper()
		c.at = c.at.Add(ahead)
		got, err := k.resolve(t.Context(), "shipengine", []string{p.URL, "plain"}, keyed(id))
		if err != nil || got[0] != jwks || got[1] != "plain" {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if p.calls.Load() != calls {
			t.Errorf("%s: %d calls, want %d", name, p.calls.Load(), calls)
		}
	}
	step("the first", 0, "sim-1", 1)
	step("again", 59*time.Minute, "sim-1", 1)
	step("after an hour", time.Minute, "sim-1", 2)
	step("a strange id at once", time.Second, "new", 2)
	step("a strange id after a minute", time.Minute, "new", 3)
	step("another strange id", time.Second, "newer", 3)
	p.answer(http.StatusInternalServerError, "")
	step("the publisher is down", time.Hour, "sim-1", 4)
	step("and is not asked each time", time.Second, "sim-1", 4)
	p.answer(http.StatusOK, "<html>")
	step("it publishes nonsense", time.Minute, "sim-1", 5)
	p.answer(http.StatusOK, jwks+strings.Repeat(" ", keysSize))
	step("it publishes too much", time.Minute, "sim-1", 6)
}

func TestWithoutKeysNothingIsBelieved(t *testing.T) {
	t.Parallel()
	_, _, jwks, sent := genuine(t)
	p, c := publish(t, jwks), &clock{sent}
	p.answer(http.StatusFound, jwks)
	k := newKeys(p.Client(), c.now)
	ask := func() error {
		got, err := k.resolve(t.Context(), "shipengine", []string{p.URL}, keyed("sim-1"))
		if err != nil && got[0] != "" {
			t.Errorf("an error, and yet %q", got[0])
		}
		return err
	}
	for range 3 { // within ten seconds one call is made
		if err := ask(); fault.KindOf(err) != fault.Unavailable || strings.Contains(err.Error(), p.URL) {
			t.Errorf("got %v", err)
		}
	}
	p.answer(http.StatusOK, jwks)
	c.at = c.at.Add(keysRetry)
	if err := ask(); err != nil || p.calls.Load() != 2 {
		t.Errorf("after %d calls: %v", p.calls.Load(), err)
	}
}

func TestOnlySourcesThatPublishKeysAreAskedForThem(t *testing.T) {
	t.Parallel()
	k := newKeys(&http.Client{Transport: unreachable{}}, time.Now)
	live := []string{"https://a-secret-that-looks-like-an-address"}
	if got, err := k.resolve(t.Context(), "easypost", live, keyed("sim-1")); err != nil || got[0] != live[0] {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := k.resolve(t.Context(), "shipengine", live, keyed("sim-1")); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
}

type unreachable struct{}

func (unreachable) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("no network")
}
