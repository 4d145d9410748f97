package fetch_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/fault"
)

// Every request is counted, the one for a token too, and none is sent without a permit.
func TestEveryRequestNeedsAPermit(t *testing.T) {
	t.Parallel()
	e := &endpoint{life: "3600"}
	sent := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent++
		e.ServeHTTP(w, r)
	}))
	defer server.Close()
	left := 3
	client := fetch.Counted(server.Client(), func(context.Context) error {
		if left == 0 {
			return errors.New("the budget is used up")
		}
		left--
		return nil
	})
	tokens := fetch.NewTokens(at(noon))
	grant := fetch.Grant{URL: server.URL + "/token", ID: "id", Secret: "secret", InBody: true}
	answers, err := fetch.Each(t.Context(), []string{"A", "B", "C"}, 1, func([]string) (carrier.Answer, error) {
		return tokens.Do(t.Context(), client, grant, func() (*http.Request, error) {
			return fetch.NewRequest(t.Context(), http.MethodPost, server.URL+"/track", "text/plain", []byte("body"))
		})
	})
	if err != nil || len(answers) != 2 || sent != 3 {
		t.Errorf("%d answers of %d requests, %v; want two answers and a token", len(answers), sent, err)
	}
	_, err = tokens.Do(t.Context(), client, fetch.Grant{URL: server.URL + "/token", ID: "another"}, nil)
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "the budget is used up") || sent != 3 {
		t.Errorf("a token without a permit: %v, %d requests", err, sent)
	}
}

func TestCountedKeepsTheDefaultTransport(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	asked := 0
	client := fetch.Counted(&http.Client{}, func(context.Context) error { asked++; return nil })
	res, err := client.Get(server.URL)
	if err != nil || asked != 1 {
		t.Fatalf("%d permits, %v", asked, err)
	}
	res.Body.Close()
}

func TestProblem(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{
		200: "", 302: "", 400: carrier.Invalid, 401: carrier.Unauthorized, 403: carrier.Unauthorized, 404: carrier.NotFound, 408: carrier.Upstream,
		410: carrier.NotFound, 422: carrier.Invalid, 429: carrier.RateLimited, 500: carrier.Upstream, 503: carrier.Upstream,
	} {
		if p, ok := fetch.Problem(status); p.Kind != want || ok != (want != "") {
			t.Errorf("%d: %q, %v; want %q", status, p.Kind, ok, want)
		}
	}
}

// What a token endpoint refuses is a matter of the account and never says anything about a parcel.
func TestARefusedTokenIsTheAccountsMatter(t *testing.T) {
	t.Parallel()
	e := &endpoint{refuse: true}
	server := httptest.NewServer(e)
	defer server.Close()
	if answer := ask(t, fetch.NewTokens(at(noon)), server); !answer.Account || answer.Status != http.StatusForbidden {
		t.Errorf("answer %+v", answer)
	}
	e.refuse, e.life = false, "3600"
	if answer := ask(t, fetch.NewTokens(at(noon)), server); answer.Account || answer.Status != http.StatusOK {
		t.Errorf("answer %+v", answer)
	}
}

// After some answers the rest would get the same: asking on would only burn calls.
func TestEachStopsWhereAskingOnIsPointless(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer carrier.Answer
		calls  int
	}{
		"an answer":                     {carrier.Answer{Status: 200}, 3},
		"an unknown number":             {carrier.Answer{Status: 404}, 3},
		"a number that is not for us":   {carrier.Answer{Status: 403}, 3},
		"a failure":                     {carrier.Answer{Status: 500}, 3},
		"too many requests":             {carrier.Answer{Status: 429}, 1},
		"credentials that do not count": {carrier.Answer{Status: 401}, 1},
		"no token":                      {carrier.Answer{Status: 400, Account: true}, 1},
		"come again later":              {carrier.Answer{Status: 503, RetryAfter: 1}, 1},
	} {
		calls := 0
		_, err := fetch.Each(t.Context(), []string{"1", "2", "3"}, 1, func([]string) (carrier.Answer, error) {
			calls++
			return c.answer, nil
		})
		if err != nil || calls != c.calls {
			t.Errorf("%s: %d calls, %v; want %d", name, calls, err, c.calls)
		}
	}
}
