package dhl_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/carrier/carriertest"
	"doorstep/shared/carrier/dhl"
	"doorstep/shared/fault"
)

func TestConformance(t *testing.T) {
	carriertest.Run(t, carriertest.Suite{
		New:      func() carrier.Adapter { return dhl.New() },
		Unknown:  "unknown_code",
		Push:     func(secret string) carriersim.Push { return carriertest.Push(t, "dhl", secret) },
		Weakness: "DHL repeats a token; nothing is signed",
		Fetches:  "8812345675",
		Moves:    "dhl",
	})
}

func FuzzDecode(f *testing.F) {
	carriertest.Seed(f, "testdata/cases")
	a := dhl.New()
	f.Fuzz(func(t *testing.T, body []byte) { carriertest.Fuzz(t, a, body) })
}

const subscription = "https://api-eu.dhl.com/tracking/push/v1/subscription/"

func TestHandshake(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want *carrier.Handshake
	}{
		"validate":             {`{"scope":"subscription.validate","self":"` + subscription + `sub-1","secret":"s3cret"}`, &carrier.Handshake{Subscription: subscription + "sub-1", Secret: "s3cret"}},
		"validate without it":  {`{"scope":"subscription.validate","secret":"s3cret"}`, nil},
		"ready":                {`{"scope":"subscription.ready","self":"` + subscription + `sub-1"}`, nil},
		"another of its kind":  {`{"scope":"subscription.deleted","self":"` + subscription + `sub-1"}`, nil},
		"a push asks nothing":  {`{"scope":"subscription.push","self":"` + subscription + `sub-1","shipments":[]}`, nil},
		"an answer to a poll":  {`{"shipments":[]}`, nil},
		"the secret as number": {`{"scope":"subscription.validate","self":"` + subscription + `sub-1","secret":17}`, &carrier.Handshake{Subscription: subscription + "sub-1", Secret: "17"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, err := dhl.New().Decode(carrier.Webhook, []byte(c.body))
			if err != nil || len(u.Parcels)+len(u.Problems) > 0 {
				t.Fatalf("got %+v, %v", u, err)
			}
			if (u.Handshake == nil) != (c.want == nil) || c.want != nil && *u.Handshake != *c.want {
				t.Errorf("got %+v", u.Handshake)
			}
		})
	}
}

func TestConfirm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		id, secret, key string
		want            fault.Kind // Internal: no error
	}{
		"confirmed":      {subscription + "sub-1", "sim-secret", "", fault.Internal},
		"an id alone":    {"sub-1", "sim-secret", "", fault.Internal},
		"another secret": {subscription + "sub-1", "other", "", fault.Invalid},
		"no secret":      {subscription + "sub-1", "", "", fault.Invalid},
		"no id":          {subscription, "sim-secret", "", fault.Invalid},
		"a path for id":  {subscription + "..%2f..%2fother", "sim-secret", "", fault.Invalid},
		"no such":        {subscription + "gone", "sim-secret", "", fault.NotFound},
		"an outage":      {subscription + "busy", "sim-secret", "", fault.Unavailable},
		"a foreign key":  {subscription + "sub-1", "sim-secret", "foreign", fault.Unauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := carriersim.New(time.Now)
			server := httptest.NewServer(sim)
			defer server.Close()
			creds := carriersim.Credentials("dhl", server.URL)
			if c.key != "" {
				creds["api_key"] = c.key
			}
			err := dhl.New().Confirm(t.Context(), server.Client(), creds, carrier.Handshake{Subscription: c.id, Secret: c.secret})
			if c.want == fault.Internal {
				if err != nil || sim.Calls("dhl/confirm") != 1 {
					t.Errorf("%v, %d confirmed", err, sim.Calls("dhl/confirm"))
				}
				return
			}
			if fault.KindOf(err) != c.want || sim.Calls("dhl/confirm") != 0 {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// A forged handshake names any address; the key goes to DHL's only.
func TestConfirmAsksNobodyElse(t *testing.T) {
	t.Parallel()
	sim := carriersim.New(time.Now)
	server := httptest.NewServer(sim)
	defer server.Close()
	err := dhl.New().Confirm(t.Context(), server.Client(), carriersim.Credentials("dhl", server.URL), carrier.Handshake{Subscription: "https://evil.example/sub-1", Secret: "sim-secret"})
	if err != nil || sim.Calls("dhl/confirm") != 1 {
		t.Errorf("%v, %d calls of our own", err, sim.Calls("dhl/confirm"))
	}
	if err := dhl.New().Confirm(t.Context(), server.Client(), carrier.Credentials{}, carrier.Handshake{Subscription: "sub-1", Secret: "x"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without a key: %v", err)
	}
}
