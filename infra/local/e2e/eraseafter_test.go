package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/fault"
)

// eraseInTraffic erases while pushes and looks go on, twice, and the shop has two other orders forgotten.
func (s *life) eraseInTraffic(t *testing.T) {
	t.Helper()
	held := s.exported(t, demo.Brand, "%231001", demo.MerchantKey)
	for _, word := range []string{"Quinn Canary", "quinn.canary@example.com", "+4915550100199", "Ben Canary", "gran.canary@example.com", "77 Canary Row", "CANARY SIGNER",
		"Canary was not at home", "mug is broken", "No answer at Quinn", `"scope":"gift"`} {
		if !strings.Contains(held, word) {
			t.Errorf("the export does not show %q, so nothing is proved of it:\n%.3000s", word, held)
		}
	}
	if strings.Contains(held, strings.TrimPrefix(s.links[1], "/t/")) {
		t.Error("the export shows what opens the gift link")
	}
	var traffic sync.WaitGroup
	for i := range s.own.Life {
		traffic.Go(func() {
			for _, p := range []carriersim.Push{pushFor(t, "ups", s.own, i), pushFor(t, "ups", s.box, i%2)} {
				if a, err := s.try(http.MethodPost, "/webhooks/ups", p.Header, p.Body); err != nil || a.status/100 != 2 {
					t.Errorf("a push gives %d %s, %v", a.status, a.body, err)
				}
			}
			if a, err := s.try(http.MethodGet, s.links[0], nil, nil); err != nil || a.status != http.StatusOK && a.status != http.StatusNotFound {
				t.Errorf("a look gives %d, %v", a.status, err)
			}
		})
	}
	erased := s.call(t, http.MethodDelete, ordersPath+"%231001", merchantKey(), nil)
	traffic.Wait()
	again := s.call(t, http.MethodDelete, ordersPath+"%231001", merchantKey(), nil)
	if erased.status != http.StatusOK || again.status != http.StatusOK || !bytes.Equal(again.body, erased.body) {
		t.Fatalf("erasing gives %d %s, again %d %s", erased.status, erased.body, again.status, again.body)
	}
	if a := s.call(t, http.MethodDelete, ordersPath+"8802", merchantKey(), nil); a.status != http.StatusOK {
		t.Errorf("erasing the order of WooCommerce gives %d %s", a.status, a.body)
	}
	s.shopify(t, "customers/redact", map[string]any{"orders_to_redact": []int{8801}, "customer": map[string]any{"email": "quinn@canary.example"}})
	s.settled(t)
	s.mails = len(s.Mailbox()) + len(s.TextMessages()) // now: who had read an address before the DELETE may have sent in between
	if _, err := s.store().OrderPointer(t.Context(), demo.Brand, "#1001"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the pointer of the lookup: %v, want it gone", err)
	}
	s.gone(t, "order/"+s.id, "T#"+ownParcel)
}

// forms looks the order up, and opens what stops messages: nobody learns that there was an order.
func (s *life) forms(t *testing.T) {
	t.Helper()
	for what, fields := range map[string][2][]string{
		"order":  {{"order", "#1001", "proof", "quinn.canary@example.com"}, {"order", "#9001", "proof", "quinn.canary@example.com"}},
		"parcel": {{"number", ownParcel}, {"number", "1Z999AA10123456784"}},
	} {
		erased := s.once(t, "/track", append([]string{"brand", demo.Brand}, fields[0]...)...)
		never := s.once(t, "/track", append([]string{"brand", demo.Brand}, fields[1]...)...)
		typed := func(a answer, from []string) string {
			return strings.ReplaceAll(string(a.body), `value="`+from[1]+`"`, "")
		}
		if erased.status != http.StatusNotFound || never.status != erased.status || typed(erased, fields[0]) != typed(never, fields[1]) {
			t.Errorf("the lookup of an erased %s gives %d, of one that never was %d:\n%s", what, erased.status, never.status,
				cmp.Diff(typed(never, fields[1]), typed(erased, fields[0])))
		}
	}
	a := s.call(t, http.MethodGet, s.stop, nil, nil)
	nameless(t, "page that stops messages", a.body)
	if a.status != http.StatusOK || strings.Contains(string(a.body), "1001") {
		t.Errorf("the page that stops messages gives %d %.500s", a.status, a.body)
	}
	if a := s.call(t, http.MethodPost, s.stop, nil, []byte("List-Unsubscribe=One-Click")); a.status != http.StatusOK {
		t.Errorf("the button that stops messages gives %d", a.status)
	}
}

// lateNews has carriers tell more: a scan with a name in its words and a signer, another name of the parcel, scans under that one.
func (s *life) lateNews(t *testing.T) {
	t.Helper()
	facts, _ := s.told(t, ownParcel)
	late := carriersim.Parcel{Number: ownParcel, Carrier: "ups", Life: lifeOf(s.begin, scan(carriersim.Delivered, 39), scan(carriersim.Pickup, 1)), SignedBy: "CANARY TOO LATE"}
	s.pushSaid(t, late, 0, "Left with neighbour B. Canary")
	renamed := carriersim.Parcel{Number: lateName, Carrier: "usps", Life: lifeOf(s.begin, scan(carriersim.OutForDelivery, 30), scan(carriersim.Delivered, 39)), SignedBy: "Q. CANARY"}
	s.push(t, "easypost", pushFor(t, "easypost", renamed, 0))
	s.settled(t) // it is known by itself before it is tied
	s.push(t, "17track", handOver(t, carriersim.Parcel{Number: ownParcel, Carrier: "ups", Life: late.Life}, 1, lateName))
	s.settled(t)
	s.push(t, "easypost", pushFor(t, "easypost", renamed, 1))
	s.settled(t)
	if n, signers := s.told(t, ownParcel); n < facts+3 || signers != 0 {
		t.Errorf("%d facts and %d signers of the parcel, before the late scans %d facts", n, signers, facts)
	}
	if n, signers := s.told(t, lateName); n == 0 || signers != 0 {
		t.Errorf("%d facts and %d signers under the late name", n, signers)
	}
	s.gone(t, "T#"+lateName)
	if n, err := s.store().Number(t.Context(), ownParcel); err != nil || n.Due.Kind != "" {
		t.Errorf("the erased parcel is looked at %+v, %v", n.Due, err)
	}
}

// merchantsAfter sends what merchants and shops send late: nothing of it is taken, and nothing makes an order.
func (s *life) merchantsAfter(t *testing.T) {
	t.Helper()
	for _, call := range [][3]string{{http.MethodPut, "", string(encode(t, s.body))}, {http.MethodPost, "/shipments", `{"tracking_number":"1Z999AA10123456784"}`},
		{http.MethodPost, "/links", `{"scope":"support"}`}, {http.MethodDelete, "/links", ""}} {
		if a := s.call(t, call[0], ordersPath+"%231001"+call[1], merchantKey(), []byte(call[2])); a.status != http.StatusGone {
			t.Errorf("%s %s after the erasure gives %d %s", call[0], call[1], a.status, a.body)
		}
	}
	s.shopsAgain(t)
	s.settled(t)
	for _, number := range []string{"%231001", "%238801", "8802"} {
		nameless(t, "export of "+number, []byte(s.exported(t, demo.Brand, number, demo.MerchantKey)))
		if a := s.call(t, http.MethodGet, ordersPath+number, merchantKey(), nil); a.status != http.StatusOK || !bytes.Contains(a.body, []byte(`"erased_at":"2`)) {
			t.Errorf("the record of %s: %d %s", number, a.status, a.body)
		}
	}
}

// shopsAgain sends the shops' orders again, as they were and changed.
func (s *life) shopsAgain(t *testing.T) {
	t.Helper()
	for _, at := range []time.Time{time.Now().Add(-2 * time.Hour), time.Now()} {
		stamp := at.UTC().Format(time.RFC3339)
		for _, id := range []int{8801, 4507} {
			s.shopify(t, "orders/updated", map[string]any{"id": id, "name": fmt.Sprintf("#%d", id), "created_at": stamp, "updated_at": stamp, "email": "quinn@canary.example",
				"shipping_address": map[string]any{"name": "Quinn Canary"}, "line_items": []any{map[string]any{"id": 1, "name": "Mug", "quantity": 1}}})
		}
		woo := encode(t, map[string]any{"id": 8802, "number": "8802", "date_created_gmt": stamp[:19], "date_modified_gmt": stamp[:19], "billing": map[string]any{"email": "quinn@canary.example"},
			"line_items": []any{map[string]any{"id": 1, "name": "Mug", "quantity": 1}}})
		header := http.Header{"X-WC-Webhook-Topic": {"order.updated"}, "X-WC-Webhook-Signature": {demo.SignShop("woocommerce", woo)}}
		if a := s.hook(t, "woocommerce", header, woo); a.status != http.StatusOK {
			t.Errorf("a late webhook of WooCommerce gives %d %s", a.status, a.body)
		}
	}
	if a := s.call(t, http.MethodGet, ordersPath+"%234507", merchantKey(), nil); a.status != http.StatusNotFound {
		t.Errorf("a webhook that knows the erased order by another name made one: %d %s", a.status, a.body)
	}
}

// time lets what waited fall due, and the schedule run: nothing is sent, and no carrier is asked.
func (s *life) time(t *testing.T) {
	t.Helper()
	waited := s.outcomes(t, "defer")
	if len(waited) == 0 {
		t.Error("no message of the order waited, so nothing is proved of those that do")
	}
	s.kill("Notify") // it remembers nothing of before
	s.age(t, 31*time.Minute, s.id)
	asked := s.sim.Calls("ups")
	s.tick(t)
	s.eventually(t, func() error {
		if left := s.outcomes(t, "defer"); len(left) > 0 {
			return fmt.Errorf("%d messages still wait", len(left))
		}
		return nil
	})
	s.settled(t)
	if got := s.sim.Calls("ups"); got != asked {
		t.Errorf("UPS was asked %d times after the erasure", got-asked)
	}
	var after []string
	for _, m := range s.Mailbox() {
		if strings.Contains(m.To, "canary") {
			after = append(after, m.Kind)
		}
	}
	if sent := len(s.Mailbox()) + len(s.TextMessages()); sent != s.mails {
		t.Errorf("%d messages left after the erasure; to the erased readers went %v", sent-s.mails, after)
	}
}

// outcomes lists the decisions about the order with an outcome.
func (s *life) outcomes(t *testing.T, outcome string) (keys []string) {
	t.Helper()
	all, err := s.store().Decisions(t.Context(), s.id)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.Outcome == outcome {
			keys = append(keys, d.Key)
		}
	}
	slices.Sort(keys)
	return keys
}
