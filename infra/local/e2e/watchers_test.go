package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/order"
)

// Several people wait for a parcel. Each hears what they agreed to, also when the word of it comes late; why the others do not is on
// record; nobody finds the order by a watcher's e-mail; and after an erasure nothing names any of them.
func TestWatchersHearWhatTheyAgreedTo(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	begin := time.Now().Add(-40 * time.Hour)
	p := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups",
		Life: lifeOf(begin, scan(carriersim.Pickup, 30), scan(carriersim.OutForDelivery, 38), scan(carriersim.Delivered, 39))}
	body := orderOf(begin, [2]string{"ups", p.Number})
	said := func(email bool, hoursAgo int) map[string]any {
		return map[string]any{"email": email, "at": time.Now().Add(-time.Duration(hoursAgo) * time.Hour).UTC().Format(time.RFC3339), "how": "checkout"}
	}
	body["updated_at"] = time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
	body["consent"] = said(false, 30) // the shopper wants to hear nothing
	body["watchers"] = []map[string]any{
		{"id": "ben", "name": "Ben Canary", "email": "ben.canary@example.com", "gift": true, "consent": said(true, 30)},
		{"id": "cat", "name": "Cat Canary", "email": "cat.canary@example.com", "consent": said(true, 30)},
		{"id": "eve", "name": "Eve Canary", "email": "eve.canary@example.com"}, // nobody asked her
	}
	path, _ := w.register(t, "7001", body)
	w.push(t, "ups", pushFor(t, "ups", p, 0))
	w.eventually(t, w.got("ben shipped", "cat shipped"))

	// An older body, held up on its way: it changes nothing but what Cat refused.
	late := map[string]any{"updated_at": time.Now().Add(-2 * time.Hour).UTC().Format(time.RFC3339), "channel": "late",
		"watchers": []map[string]any{{"id": "cat", "consent": said(false, 2)}}}
	w.register(t, "7001", late)
	w.push(t, "ups", pushFor(t, "ups", p, 1))
	w.push(t, "ups", pushFor(t, "ups", p, 2))
	w.until(t, path, status(0, "delivered", 3))
	w.eventually(t, w.got("ben delivered"))
	w.settled(t)
	for _, m := range w.read() {
		if strings.HasPrefix(m, "quinn") || strings.HasPrefix(m, "eve") || m == "cat out_for_delivery" || m == "cat delivered" {
			t.Errorf("against what they said: %s", m)
		}
	}

	var out struct {
		Order     struct{ Channel string }
		Contacts  []struct{ ID, Email string }
		Decisions []struct{ Kind, Recipient, Channel, Result, Reason, Why string }
	}
	exported := w.call(t, http.MethodGet, ordersPath+"7001/export", merchantKey(), nil)
	if err := json.Unmarshal(exported.body, &out); err != nil || len(out.Contacts) != 3 || out.Order.Channel != "" {
		t.Fatalf("export: %v, %.2000s", err, exported.body)
	}
	why := map[string]string{}
	for _, d := range out.Decisions {
		if d.Kind == "delivered" && d.Channel == "email" {
			why[d.Recipient] = d.Result + " " + d.Reason
		}
	}
	want := map[string]string{"owner": "not sent no_consent", "ben": "sent news", "cat": "not sent no_consent", "eve": "not sent no_consent"}
	if !maps.Equal(why, want) {
		t.Errorf("the export says of the delivery %v, want %v", why, want)
	}

	find := func(proof string) answer {
		return w.once(t, "/track", "brand", demo.Brand, "order", "7001", "proof", proof)
	}
	if a := find("ben.canary@example.com"); a.status != http.StatusNotFound {
		t.Error("a watcher's e-mail opens the order")
	}
	if a := find("quinn.canary@example.com"); a.status != http.StatusSeeOther {
		t.Errorf("the shopper's e-mail does not: %d", a.status)
	}
	nameless(t, "log", w.log.all())

	w.call(t, http.MethodDelete, ordersPath+"7001", merchantKey(), nil)
	w.settled(t)
	w.namesNobody(t, order.ID(demo.Brand, "7001"), p.Number)
	export := w.call(t, http.MethodGet, ordersPath+"7001/export", merchantKey(), nil).body
	nameless(t, "export after the erasure", export)
	if !strings.Contains(string(export), `"recipient":"cat"`) {
		t.Error("the decisions are gone with the erasure")
	}
}

// read lists who got which kind of e-mail, as "ben shipped".
func (w world) read() (out []string) {
	for _, m := range w.Mailbox() {
		name, _, _ := strings.Cut(m.To, ".canary@")
		out = append(out, name+" "+m.Kind)
	}
	return out
}

// got asks that certain e-mails were read, among others.
func (w world) got(want ...string) func() error {
	return func() error {
		for _, mail := range want {
			if have := w.read(); !slices.Contains(have, mail) {
				return fmt.Errorf("%q is not among the e-mails %v", mail, have)
			}
		}
		return nil
	}
}
