package asendia_test

import (
	"net/http"
	"testing"
	"time"

	"net/http/httptest"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/asendia"
	"doorstep/shared/carrier/carriersim"
)

func TestEachNumberIsAskedAlone(t *testing.T) {
	t.Parallel()
	sim := carriersim.New(time.Now)
	life := carriersim.Domestic(time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC), 1)
	sim.Add(carriersim.Parcel{Number: "RL730551294CH", Carrier: "asendia", Life: life})
	server := httptest.NewServer(sim)
	defer server.Close()
	creds := carriersim.Credentials("asendia", server.URL)
	a := asendia.New()
	answers, err := a.Fetch(t.Context(), server.Client(), creds, []string{"RL730551303CH", "RL730551294CH"})
	if err != nil || len(answers) != 2 || answers[0].Status != http.StatusNotFound || answers[1].Status != http.StatusOK {
		t.Fatalf("one that is not known must not hide the other: %+v, %v", answers, err)
	}
	u, err := a.Decode(carrier.Poll, answers[0].Body)
	if err != nil || len(u.Problems) != 1 || u.Problems[0].Number != "RL730551303CH" || u.Problems[0].Kind != carrier.NotFound {
		t.Errorf("got %+v, %v", u, err)
	}
}

func TestALoginWithoutTokenIsABrokenGateway(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"no token": `{}`, "empty": `{"id_token":""}`, "a page": `<html>`, "cut": `{"id_token":"x"`} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
		creds := carrier.Credentials{"username": "u", "password": "p", "customer_id": "c", "base_url": server.URL}
		answers, err := asendia.New().Fetch(t.Context(), server.Client(), creds, []string{"RL730551294CH"})
		server.Close()
		if err != nil || len(answers) != 1 || answers[0].Status != http.StatusBadGateway {
			t.Errorf("%s: got %+v, %v", name, answers, err)
		}
	}
}
