package fetch_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/fault"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"": 0, "30": 30 * time.Second, "0": 0, "-5": 0, "soon": 0, "999999999": 24 * time.Hour,
		"Tue, 10 Mar 2026 12:02:00 GMT": 2 * time.Minute, "Tue, 10 Mar 2026 11:00:00 GMT": 0,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", value)
			w.WriteHeader(http.StatusTooManyRequests)
		}))
		req, err := fetch.NewRequest(t.Context(), http.MethodGet, server.URL, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := fetch.Do(server.Client(), at(noon), req)
		server.Close()
		if err != nil || answer.RetryAfter != want {
			t.Errorf("%q: got %v, %v; want %v", value, answer.RetryAfter, err, want)
		}
	}
}

// endpoint issues tokens and accepts the newest one.
type endpoint struct {
	issued  int
	life    string
	refuse  bool
	garbage bool
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/token" && e.refuse:
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"error":"unauthorized_client"}`))
	case r.URL.Path == "/token" && e.garbage:
		_, _ = w.Write([]byte(`<html>`))
	case r.URL.Path == "/token":
		e.issued++
		_, _ = w.Write([]byte(`{"access_token":"t` + strings.Repeat("+", e.issued) + `","expires_in":` + e.life + `}`))
	case r.Header.Get("Authorization") == "Bearer t"+strings.Repeat("+", e.issued):
		_, _ = w.Write([]byte(`{}`))
	default:
		w.WriteHeader(http.StatusUnauthorized)
	}
}

func ask(t *testing.T, tokens *fetch.Tokens, server *httptest.Server) carrier.Answer {
	t.Helper()
	grant := fetch.Grant{URL: server.URL + "/token", ID: "id", Secret: "secret"}
	answer, err := tokens.Do(t.Context(), server.Client(), grant, func() (*http.Request, error) {
		return fetch.NewRequest(t.Context(), http.MethodGet, server.URL+"/track", "", nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestTokens(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		life string
		wait time.Duration
		want int // tokens issued for two calls
	}{
		"used until shortly before its end": {"3600", 58 * time.Minute, 1},
		"replaced before its end":           {"3600", 59 * time.Minute, 2},
		"life as text":                      {`"14399"`, time.Hour, 1},
		"unknown life is not kept":          {"null", 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := noon
			tokens := fetch.NewTokens(func() time.Time { return now })
			e := &endpoint{life: c.life}
			server := httptest.NewServer(e)
			defer server.Close()
			for range 2 {
				if answer := ask(t, tokens, server); answer.Status != http.StatusOK {
					t.Fatalf("status %d", answer.Status)
				}
				now = now.Add(c.wait)
			}
			if e.issued != c.want {
				t.Errorf("%d tokens, want %d", e.issued, c.want)
			}
		})
	}
}

func TestTokenIsReplacedOnceWhenRefused(t *testing.T) {
	t.Parallel()
	tokens := fetch.NewTokens(at(noon))
	e := &endpoint{life: "3600"}
	server := httptest.NewServer(e)
	defer server.Close()
	ask(t, tokens, server)
	e.issued = 7 // the carrier forgot the first token
	if answer := ask(t, tokens, server); answer.Status != http.StatusOK || e.issued != 8 {
		t.Errorf("status %d after %d tokens", answer.Status, e.issued)
	}
}

func TestRefusedGrantIsTheAnswer(t *testing.T) {
	t.Parallel()
	for _, e := range []*endpoint{{refuse: true}, {garbage: true}} {
		server := httptest.NewServer(e)
		answer := ask(t, fetch.NewTokens(at(noon)), server)
		server.Close()
		if e.refuse && (answer.Status != http.StatusForbidden || !json.Valid(answer.Body)) {
			t.Errorf("got %d %s", answer.Status, answer.Body)
		}
		if e.garbage && answer.Status != http.StatusBadGateway {
			t.Errorf("got %d", answer.Status)
		}
	}
}

// hung is a source that takes the call and never answers.
type hung struct{}

func (hung) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestAHungSourceIsLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		req, err := fetch.NewRequest(t.Context(), http.MethodGet, "https://carrier.example/track/1Z879E930346834440", "", nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = fetch.Do(&http.Client{Transport: hung{}}, time.Now, req)
		if fault.KindOf(err) != fault.Unavailable || time.Since(start) != 10*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		if strings.Contains(err.Error(), "1Z879E930346834440") || !strings.Contains(err.Error(), "carrier.example") {
			t.Errorf("%q must name the host and not the number", err)
		}
	})
}

func TestEachKeepsWhatWasAnswered(t *testing.T) {
	t.Parallel()
	failed := errors.New("no network")
	answers, err := fetch.Each(t.Context(), []string{"1", "2", "3"}, 1, func(some []string) (carrier.Answer, error) {
		if some[0] == "2" {
			return carrier.Answer{}, failed
		}
		return carrier.Answer{Status: http.StatusOK}, nil
	})
	if err != nil || len(answers) != 1 || answers[0].Numbers[0] != "1" {
		t.Errorf("got %+v, %v", answers, err)
	}
	_, err = fetch.Each(t.Context(), []string{"2"}, 1, func([]string) (carrier.Answer, error) { return carrier.Answer{}, failed })
	if !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	answers, err = fetch.Each(ctx, []string{"1", "2", "3"}, 1, func([]string) (carrier.Answer, error) {
		calls++
		cancel()
		return carrier.Answer{Status: http.StatusOK}, nil
	})
	if err != nil || len(answers) != 1 || calls != 1 {
		t.Errorf("after the end of the context: %d calls, %+v, %v", calls, answers, err)
	}
}

func TestEachAsksInBatches(t *testing.T) {
	t.Parallel()
	var asked []string
	answers, err := fetch.Each(t.Context(), []string{"1", "2", "3", "4", "5"}, 2, func(some []string) (carrier.Answer, error) {
		asked = append(asked, strings.Join(some, "+"))
		if some[0] == "3" {
			return carrier.Answer{Status: http.StatusTooManyRequests}, nil
		}
		return carrier.Answer{Status: http.StatusOK}, nil
	})
	if err != nil || strings.Join(asked, " ") != "1+2 3+4" || len(answers) != 2 || strings.Join(answers[1].Numbers, "+") != "3+4" {
		t.Errorf("asked %v, got %+v, %v", asked, answers, err)
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"": "https://own.example", "https://sandbox.example/": "https://sandbox.example", "http://127.0.0.1:9000/ups": "http://127.0.0.1:9000/ups",
		"ftp://x": "", "sandbox": "", "://": "",
	} {
		got, err := fetch.Open(carrier.Credentials{"base_url": base, "key": "k"}, "https://own.example", "key")
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v", base, got, err)
		}
	}
	_, err := fetch.Open(carrier.Credentials{"id": "i", "secret": ""}, "https://own.example", "id", "secret", "account")
	if fault.KindOf(err) != fault.Invalid || err.Error() != "credentials: missing secret, account" {
		t.Errorf("got %v", err)
	}
}
