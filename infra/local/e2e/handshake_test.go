package e2e

import (
	"errors"
	"net/http"
	"testing"

	"doorstep/infra/local/demo"
)

// DHL asks whether a subscription is wanted before it sends anything, and is told so with the secret that it gave and our key. The
// simulated DHL counts only answers that have both.
func dhlHandshake(t *testing.T, w world) {
	const simulated = "sim-secret" // what the simulated DHL expects to hear again
	ask := func(account, hook string) answer {
		body := encode(t, map[string]any{"scope": "subscription.validate", "self": "https://api-eu.dhl.com/tracking/push/v1/subscription/3f1b7c52-88ad", "secret": hook})
		return w.call(t, http.MethodPost, "/webhooks/dhl", http.Header{"Content-Type": {"application/json"}, "X-Api-Key": {account}}, body)
	}
	for name, account := range map[string]string{"another source's secret": demo.Secret("ups"), "no secret": "", "the secret of the handshake": simulated} {
		if a := ask(account, simulated); a.status != http.StatusUnauthorized {
			t.Errorf("a handshake with %s gave %d", name, a.status)
		}
	}
	if a := ask(demo.Secret("dhl"), "a secret of an older handshake"); a.status/100 != 2 {
		t.Errorf("a handshake that DHL has replaced gave %d", a.status)
	}
	w.settled(t) // so DHL's refusal is not answered again and again
	if n := w.sim.Calls("dhl/confirm"); n != 0 {
		t.Errorf("%d subscriptions were confirmed that nobody asked for", n)
	}
	if a := ask(demo.Secret("dhl"), simulated); a.status/100 != 2 {
		t.Fatalf("DHL's handshake gave %d %s", a.status, a.body)
	}
	w.eventually(t, func() error {
		if w.sim.Calls("dhl/confirm") == 0 {
			return errors.New("DHL waits for the answer to its handshake")
		}
		return nil
	})
}
