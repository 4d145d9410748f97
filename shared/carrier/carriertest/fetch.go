package carriertest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/fault"
)

// bench is an adapter in front of a simulator.
type bench struct {
	adapter carrier.Adapter
	fetcher carrier.Fetcher
	sim     *carriersim.Sim
	server  *httptest.Server
	creds   carrier.Credentials
	number  string
}

func newBench(t *testing.T, s Suite) bench {
	t.Helper()
	a := s.New()
	f, ok := a.(carrier.Fetcher)
	if !ok {
		t.Fatalf("%T does not implement carrier.Fetcher", a)
	}
	b := bench{adapter: a, fetcher: f, sim: carriersim.New(time.Now), number: s.Fetches}
	start := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	b.sim.Add(carriersim.Parcel{Number: b.number, Carrier: s.Moves, Life: carriersim.Domestic(start, 1), SignedBy: "CANARY"})
	b.server = httptest.NewServer(b.sim)
	t.Cleanup(b.server.Close)
	b.creds = carriersim.Credentials(a.Source(), b.server.URL)
	return b
}

func (b bench) ask(t *testing.T, numbers ...string) []carrier.Answer {
	t.Helper()
	answers, err := b.fetcher.Fetch(t.Context(), b.server.Client(), b.creds, numbers)
	if err != nil {
		t.Fatal(err)
	}
	return answers
}

// problem decodes the only answer and gives the kind of its problem.
func (b bench) problem(t *testing.T, answers []carrier.Answer) string {
	t.Helper()
	if len(answers) != 1 {
		t.Fatalf("%d answers", len(answers))
	}
	u, err := b.adapter.Decode(carrier.Poll, answers[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	if len(u.Problems) != 1 || len(u.Parcels) != 0 {
		t.Fatalf("got %s", show(u, nil))
	}
	return u.Problems[0].Kind
}

func fetches(t *testing.T, s Suite) {
	source := s.New().Source()
	t.Run("answers can be decoded", func(t *testing.T) {
		b := newBench(t, s)
		answers := b.ask(t, b.number)
		if len(answers) != 1 || answers[0].Status != http.StatusOK || len(answers[0].Numbers) != 1 || answers[0].Numbers[0] != b.number {
			t.Fatalf("got %+v", answers)
		}
		u, err := b.adapter.Decode(carrier.Poll, answers[0].Body)
		number := b.number
		if s.Nameless {
			number = ""
		}
		if err != nil || len(u.Parcels) != 1 || u.Parcels[0].Number != number || len(u.Parcels[0].Facts) < 7 {
			t.Fatalf("got %s", show(u, err))
		}
		sound(t, b.adapter, u)
	})
	t.Run("a token is used again and replaced once when refused", func(t *testing.T) {
		b := newBench(t, s)
		b.ask(t, b.number)
		b.ask(t, b.number)
		if n := b.sim.Calls(source + "/token"); n > 1 {
			t.Errorf("%d tokens for two calls", n)
		}
		before := b.sim.Calls(source + "/token")
		b.sim.EndTokens()
		if answers := b.ask(t, b.number); answers[0].Status != http.StatusOK {
			t.Errorf("status %d", answers[0].Status)
		}
		if n := b.sim.Calls(source+"/token") - before; n > 1 {
			t.Errorf("%d tokens after the end of one", n)
		}
	})
	t.Run("wrong credentials are the source's answer", func(t *testing.T) {
		if s.Open {
			t.Skip("it asks for none")
		}
		b := newBench(t, s)
		for name := range b.creds {
			if name != "base_url" {
				b.creds[name] = "wrong"
			}
		}
		answers := b.ask(t, b.number)
		if answers[0].Status != http.StatusUnauthorized || b.problem(t, answers) != carrier.Unauthorized {
			t.Errorf("got %+v", answers)
		}
	})
	t.Run("limits and outages are answers", func(t *testing.T) {
		for _, c := range []struct {
			status int
			wait   string
			want   time.Duration
			kind   string
		}{
			{http.StatusTooManyRequests, "7", 7 * time.Second, carrier.RateLimited},
			{http.StatusTooManyRequests, "", 0, carrier.RateLimited},
			{http.StatusInternalServerError, "", 0, carrier.Upstream},
			{http.StatusServiceUnavailable, "120", 2 * time.Minute, carrier.Upstream},
			{http.StatusTooManyRequests, "soon", 0, carrier.RateLimited},
		} {
			b := newBench(t, s)
			b.sim.Cause(source, carriersim.Trouble{Status: c.status, RetryAfter: c.wait})
			answers := b.ask(t, b.number)
			if answers[0].Status != c.status || answers[0].RetryAfter != c.want || b.problem(t, answers) != c.kind {
				t.Errorf("%d with Retry-After %q: got %d, wait %v, %s", c.status, c.wait, answers[0].Status, answers[0].RetryAfter, answers[0].Body)
			}
		}
	})
	t.Run("after a limit nothing more is asked", func(t *testing.T) {
		b := newBench(t, s)
		b.sim.Cause(source, carriersim.Trouble{Status: http.StatusTooManyRequests})
		b.ask(t, b.number, "9400111206206407628845", "9434611206206406227577")
		if n := b.sim.Calls(source); n != 1 {
			t.Errorf("%d calls", n)
		}
	})
	t.Run("a cancelled context ends it", func(t *testing.T) {
		b := newBench(t, s)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := b.fetcher.Fetch(ctx, b.server.Client(), b.creds, []string{b.number}); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("got %v", err)
		}
	})
	t.Run("an answer over the cap is refused", func(t *testing.T) {
		b := newBench(t, s)
		b.sim.Cause(source, carriersim.Trouble{Status: http.StatusOK, Body: `{"x":"` + strings.Repeat("x", fetch.MaxBody) + `"}`})
		if _, err := b.fetcher.Fetch(t.Context(), b.server.Client(), b.creds, []string{b.number}); fault.KindOf(err) != fault.TooLarge {
			t.Errorf("got %v", err)
		}
	})
	t.Run("errors tell neither the number nor a secret", func(t *testing.T) {
		b := newBench(t, s)
		client := &http.Client{Transport: broken{}}
		_, err := b.fetcher.Fetch(t.Context(), client, b.creds, []string{b.number})
		if err == nil {
			t.Fatal("no error")
		}
		for name, value := range b.creds {
			if name != "base_url" && strings.Contains(err.Error(), value) {
				t.Errorf("%q tells the %s", err, name)
			}
		}
		if strings.Contains(err.Error(), b.number) {
			t.Errorf("%q tells the number", err)
		}
	})
	t.Run("missing credentials are named", func(t *testing.T) {
		if s.Open {
			t.Skip("it asks for none")
		}
		b := newBench(t, s)
		_, err := b.fetcher.Fetch(t.Context(), b.server.Client(), carrier.Credentials{}, []string{b.number})
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "missing") {
			t.Errorf("got %v", err)
		}
	})
}

// broken is a network that is not there.
type broken struct{}

func (broken) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	return nil, errors.New("connection refused")
}

// Push gives a genuine push of a source about the delivery of a parcel.
func Push(t *testing.T, source, secret string) carriersim.Push {
	t.Helper()
	start := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	p := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(start, 1), SignedBy: "CANARY"}
	push, err := carriersim.PushFor(source, secret, p, len(p.Life)-1)
	if err != nil {
		t.Fatal(err)
	}
	return push
}
