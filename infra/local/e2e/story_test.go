package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
)

// orderOf is a body of the merchant API with one shipment per number.
func orderOf(placed time.Time, shipments ...[2]string) map[string]any {
	list := []map[string]any{}
	for _, s := range shipments {
		list = append(list, map[string]any{"carrier": s[0], "tracking_number": s[1], "items": []map[string]any{{"id": "1", "quantity": 1}}})
	}
	return map[string]any{
		"placed_at": placed.UTC().Format(time.RFC3339), "currency": "EUR", "locale": "en",
		"customer":  map[string]any{"name": "Quinn Canary", "email": "quinn.canary@example.com", "phone": "+15550100199"},
		"ship_to":   map[string]any{"line1": "77 Canary Row", "city": "Milwaukee", "region": "WI", "postal": "53207", "country": "US"},
		"items":     []map[string]any{{"id": "1", "name": "Mug", "quantity": 2, "unit_price": 1800}},
		"shipments": list,
	}
}

// status waits until shipment i of a page has a status and a number of scans.
func status(i int, want string, scans int) func(page) error {
	return func(p page) error {
		if len(p.Shipments) <= i {
			return fmt.Errorf("%d shipments", len(p.Shipments))
		}
		s := p.Shipments[i]
		if s.Status != want || len(s.Events) != scans {
			return fmt.Errorf("shipment %d is %s with %d scans, not %s with %d", i, s.Status, len(s.Events), want, scans)
		}
		return nil
	}
}

// The main job: an order with two parcels, pushes twice and in reverse order, a forged push, a page.
func TestAPushBecomesWhatTheShopperSees(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	begin := time.Now().Add(-60 * time.Hour)
	ups := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(begin, 1), SignedBy: "CANARY SIGNER"}
	usps := carriersim.Parcel{Number: "9400111206206406260787", Carrier: "usps", Life: carriersim.Domestic(begin, 1)[:6]}
	path, code := w.register(t, "1001", orderOf(begin, [2]string{"ups", ups.Number}, [2]string{"usps", usps.Number}))
	if code != http.StatusCreated {
		t.Errorf("a new order gave %d", code)
	}
	if again, code := w.register(t, "1001", orderOf(begin, [2]string{"ups", ups.Number}, [2]string{"usps", usps.Number})); again != path || code != http.StatusOK {
		t.Errorf("the same order again gave %d and another address", code)
	}

	for range 2 {
		for i := len(ups.Life) - 1; i >= 0; i-- {
			w.push(t, "ups", pushFor(t, "ups", ups, i))
		}
		for i := len(usps.Life) - 1; i >= 0; i-- {
			w.push(t, "easypost", pushFor(t, "easypost", usps, i))
		}
	}
	w.until(t, path, status(0, "delivered", len(ups.Life)))
	w.until(t, path, status(1, "out_for_delivery", len(usps.Life)))

	forged := pushFor(t, "easypost", carriersim.Parcel{Number: usps.Number, Carrier: "usps", Life: carriersim.Domestic(begin, 1)}, 6)
	forged.Body = bytes.Replace(forged.Body, []byte("MILWAUKEE"), []byte("MILWAUKIE"), 1)
	if a := w.call(t, http.MethodPost, "/webhooks/easypost", forged.Header, forged.Body); a.status != http.StatusUnauthorized {
		t.Errorf("a forged push gave %d", a.status)
	}
	if a := w.call(t, http.MethodPost, "/webhooks/nobody", nil, []byte("{}")); a.status != http.StatusNotFound {
		t.Errorf("a push of an unknown source gave %d", a.status)
	}
	w.settled(t)
	w.until(t, path, status(1, "out_for_delivery", len(usps.Life)))
	checkPage(t, w, path)
}

func checkPage(t *testing.T, w world, path string) {
	t.Helper()
	a := w.call(t, http.MethodGet, path, nil, nil)
	body := string(a.body)
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Security-Policy"), "default-src 'none'") || a.header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("page: %d %v", a.status, a.header)
	}
	for _, secret := range []string{"canary", "CANARY", "77 Canary Row", "+15550100199", "quinn"} {
		if strings.Contains(body, secret) {
			t.Errorf("the page tells %q", secret)
		}
	}
	own := strings.NewReplacer(w.URL(), "", "http://www.w3.org/2000/svg", "") // a drawing's namespace is no address: nobody asks it
	for _, bad := range []string{"<script", "http://", "src=\"//"} {
		if strings.Contains(own.Replace(body), bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if !strings.Contains(body, "Delivered") || !strings.Contains(body, "Out for delivery") {
		t.Errorf("the page does not say where the parcels are:\n%.2000s", body)
	}
	if a := w.call(t, http.MethodGet, "/t/AAAAAAAAAAAAAAAAAAAAAA", nil, nil); a.status != http.StatusNotFound {
		t.Errorf("an unknown link gave %d", a.status)
	}
	if again := w.call(t, http.MethodGet, path, http.Header{"If-None-Match": {a.header.Get("Etag")}}, nil); again.status != http.StatusNotModified {
		t.Errorf("the page with its own tag gave %d", again.status)
	}
}

// Scans that come before the order wait for it; two orders of one box both show it.
func TestScansBeforeTheOrderAndTwoOrdersInOneBox(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "1Z8V92A70367203024", Carrier: "ups", Life: carriersim.Domestic(begin, 1)[:4]}
	for i := range p.Life {
		w.push(t, "ups", pushFor(t, "ups", p, i))
	}
	w.settled(t)
	first, _ := w.register(t, "2001", orderOf(begin, [2]string{"ups", p.Number}))
	w.until(t, first, status(0, "in_transit", 4))
	second, _ := w.register(t, "2002", orderOf(begin.Add(24*time.Hour), [2]string{"", p.Number}))
	w.until(t, second, status(0, "in_transit", 4))
	p.Life = carriersim.Domestic(begin, 1)
	w.push(t, "ups", pushFor(t, "ups", p, 6))
	for _, path := range []string{first, second} {
		w.until(t, path, status(0, "delivered", 5))
	}
}

// The same scans, polled from the carrier and pushed by an aggregator, appear once, in the carrier's words.
func TestPolledAndPushedScansAppearOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	begin := time.Now().Add(-60 * time.Hour)
	p := carriersim.Parcel{Number: "9400111206206407628845", Carrier: "usps", Life: carriersim.Domestic(begin, 1)}
	w.sim.Add(p)
	path, _ := w.register(t, "3001", orderOf(begin, [2]string{"usps", p.Number}))
	w.push(t, "easypost", pushFor(t, "easypost", p, 4)) // a day old, and nothing came after it
	w.until(t, path, status(0, "in_transit", 5))
	w.makeDue(t, p.Number)
	if err := w.Fire(t.Context(), "Schedule.EveryMinute"); err != nil {
		t.Fatal(err)
	}
	got := w.until(t, path, func(p page) error {
		if !slices.ContainsFunc(p.Shipments[0].Events, func(e event) bool {
			return e.Source == "usps" && slices.Equal(e.Witnesses, []string{"easypost"})
		}) {
			return fmt.Errorf("no scan of usps with easypost as its witness: %+v", p.Shipments[0].Events)
		}
		return status(0, "delivered", 7)(p)
	})
	for _, e := range got.Shipments[0].Events {
		if e.Source != "usps" {
			t.Errorf("scan %q is told by %s, witnesses %v", e.CarrierText, e.Source, e.Witnesses)
		}
	}
	if w.sim.Calls("usps") == 0 {
		t.Error("nobody asked the carrier")
	}
}

// Milestones become decisions; replays of a parcel's life change none.
func TestMilestonesAreDecidedOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	begin := time.Now().Add(-54 * time.Hour)
	p := carriersim.Parcel{Number: "1ZXX3150YW44070023", Carrier: "ups", Life: carriersim.Domestic(begin, 1)}
	path, _ := w.register(t, "4001", orderOf(begin, [2]string{"ups", p.Number}))
	for i := range p.Life {
		w.push(t, "ups", pushFor(t, "ups", p, i))
	}
	w.until(t, path, status(0, "delivered", len(p.Life)))
	decided := w.decisions(t, 4)
	for range 3 {
		for i := range p.Life {
			w.push(t, "ups", pushFor(t, "ups", p, i))
		}
	}
	w.settled(t)
	if again := w.decisions(t, len(decided)); !slices.Equal(again, decided) {
		t.Errorf("decisions went from\n%s\nto\n%s", strings.Join(decided, "\n"), strings.Join(again, "\n"))
	}
}

// Real payloads, as carriers document them.
func TestCorpusPayloads(t *testing.T) {
	t.Parallel()
	delivered := corpus(t, "ups-api-docs/ups.webhook_event/upstrack_alert_ready_delivery_message.json")
	event := corpus(t, "easypost/easypost.webhook_event/event_tracker.updated_delivered.json")
	w := start(t, nil)
	path, _ := w.register(t, "5001", orderOf(time.Date(2024, 4, 20, 9, 0, 0, 0, time.UTC), [2]string{"ups", "1Z204W4R0308071865"}))
	other, _ := w.register(t, "5002", orderOf(time.Date(2014, 11, 18, 9, 0, 0, 0, time.UTC), [2]string{"ups", "EZ4000000004"}))
	for range 2 {
		w.push(t, "ups", carriersim.Push{Header: http.Header{"Credential": {demo.Secret("ups")}}, Body: delivered})
		w.push(t, "easypost", carriersim.Push{Header: carriersim.SignEasyPost(demo.Secret("easypost"), event), Body: event})
	}
	w.until(t, path, status(0, "delivered", 1))
	p := w.until(t, other, func(p page) error {
		if n := len(p.Shipments[0].Events); n != 6 {
			return fmt.Errorf("%d scans", n)
		}
		return nil
	})
	t.Logf("the example whose delivery is dated five days before its round: %s", p.Shipments[0].Status)
}

func pushFor(t *testing.T, source string, p carriersim.Parcel, i int) carriersim.Push {
	t.Helper()
	push, err := carriersim.PushFor(source, demo.Secret(source), p, i)
	if err != nil {
		t.Fatal(err)
	}
	return push
}
