package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/infra/local/system"
	"doorstep/shared/brand"
	"doorstep/shared/carrier/carriersim"
)

// editBrand changes the demo's brand before anybody has asked for it.
func (w world) editBrand(t *testing.T, edit func(*brand.Record)) {
	t.Helper()
	stored, err := w.store().Brand(t.Context(), demo.Brand)
	if err != nil {
		t.Fatal(err)
	}
	record, err := brand.Decode(stored.Record)
	if err != nil {
		t.Fatal(err)
	}
	edit(&record)
	encoded, err := brand.Encode(record)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store().ApplyBrand(t.Context(), demo.Brand, encoded, nil); err != nil {
		t.Fatal(err)
	}
}

// mails asks the runner for its mailbox, as anybody would, by who got which kinds.
func (w world) mails(t *testing.T) (all []system.Mail, kinds map[string][]string) {
	t.Helper()
	a := w.call(t, http.MethodGet, "/_local/mail.json", nil, nil)
	if err := json.Unmarshal(a.body, &all); err != nil {
		t.Fatal(err)
	}
	kinds = map[string][]string{}
	for _, m := range all {
		kinds[m.To] = append(kinds[m.To], m.Kind)
	}
	return all, kinds
}

// The whole of it: a carrier pushes, and each reader who agreed is told once, in their own language, by the channel that they chose.
// Who gets a present learns when it comes and not what it is. Ten replays of everything change nothing.
func TestAParcelsLifeIsToldOnce(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	w.editBrand(t, func(r *brand.Record) { r.Messages.Quiet, r.Messages.Merge = brand.Quiet{}, new(int) })
	seen := w.watchQueues(t)
	begin := time.Now().Add(-40 * time.Hour)
	p := carriersim.Parcel{Number: "1ZXX3150YW44070023", Carrier: "ups", SignedBy: "CANARY SIGNER",
		Life: lifeOf(begin, scan(carriersim.Pickup, 1), scan(carriersim.OutForDelivery, 38), scan(carriersim.Delivered, 39))}
	body := orderOf(begin, [2]string{"ups", p.Number})
	body["consent"] = map[string]any{"sms": true}
	body["customer"].(map[string]any)["phone"] = "+49 155 50100199"
	body["watchers"] = []map[string]any{
		{"id": "gran", "name": "Granny Canary", "email": "gran.canary@example.com", "locale": "de", "gift": true, "consent": map[string]any{"email": true}},
		{"id": "office", "email": "office.canary@example.com"}, // never agreed to anything
	}
	path, _ := w.register(t, "told-once", body)
	const shopper, gran = "quinn.canary@example.com", "gran.canary@example.com"
	for i, kind := range []string{"order_confirmed", "shipped", "out_for_delivery", "delivered"} {
		if i > 0 {
			w.push(t, "ups", pushFor(t, "ups", p, i-1))
		}
		w.eventually(t, func() error {
			_, kinds := w.mails(t)
			if !slices.Contains(kinds[shopper], kind) || !slices.Contains(kinds[gran], kind) {
				return fmt.Errorf("no mail %s yet: %v", kind, kinds)
			}
			return nil
		})
	}
	w.settled(t)
	before, _ := w.mails(t)
	for range 10 {
		for i := range p.Life {
			w.push(t, "ups", pushFor(t, "ups", p, i))
		}
		w.register(t, "told-once", body)
	}
	w.settled(t)
	if err := w.Fire(t.Context(), "Schedule.EveryMinute"); err != nil {
		t.Fatal(err)
	}
	w.settled(t)

	all, kinds := w.mails(t)
	want := []string{"order_confirmed", "shipped", "out_for_delivery", "delivered"}
	if len(all) != len(before) || len(kinds) != 2 || !slices.Equal(kinds[shopper], want) || !slices.Equal(kinds[gran], want) {
		t.Errorf("%d mails before the replays, %d after: %v, want %v of both", len(before), len(all), kinds, want)
	}
	for _, m := range all {
		w.checkMail(t, m, path)
	}
	w.checkTexts(t)
	nameless(t, "log", w.log.all())
	for id, messages := range seen() {
		for _, message := range messages {
			if id == "MessagesQueue" {
				nameless(t, id, []byte(message))
			}
		}
	}
}

// checkMail looks at one mail as its reader would, and at what is not for readers.
func (w world) checkMail(t *testing.T, m system.Mail, path string) {
	t.Helper()
	where := m.Kind + " to " + m.To
	gift := strings.HasPrefix(m.To, "gran")
	if !strings.HasPrefix(m.HTML, "<!doctype html>") || m.Text == "" || m.Subject == "" || m.At.IsZero() {
		t.Errorf("%s is not whole: %q", where, m.Subject)
	}
	if !strings.Contains(m.Headers["From"], "parcels@aster.example") || m.Headers["Auto-Submitted"] != "auto-generated" || m.Headers["Reply-To"] != "help@aster.example" {
		t.Errorf("%s: headers %v", where, m.Headers)
	}
	nameless(t, where+": tags", []byte(m.Headers["X-SES-MESSAGE-TAGS"]))
	if m.Kind != "order_confirmed" && (m.Latency == nil || *m.Latency < 0 || *m.Latency > patience.Milliseconds()) {
		t.Errorf("%s: it does not tell how long it took", where)
	}
	if own := strings.Contains(m.Text, w.URL()+path); own == gift {
		t.Errorf("%s: leads to the shopper's page: %v", where, own)
	}
	if !gift {
		return
	}
	for _, secret := range []string{"Mug", "18.00", "18,00", "told-once", "Quinn", "77 Canary Row"} {
		if strings.Contains(m.Text+m.Subject, secret) || strings.Contains(m.HTML, secret) {
			t.Errorf("%s tells %q", where, secret)
		}
	}
	_, link, _ := strings.Cut(m.Text, w.URL()+"/t/")
	token, _, _ := strings.Cut(link, "\n")
	if a := w.call(t, http.MethodGet, "/t/"+strings.TrimSpace(token), nil, nil); a.status != http.StatusOK || bytes.Contains(a.body, []byte("Mug")) {
		t.Errorf("%s: its link gives %d", where, a.status)
	}
}

// checkTexts looks at what went to the shopper's phone: the two kinds for which the brand has text messages.
func (w world) checkTexts(t *testing.T) {
	t.Helper()
	var texts []system.TextMessage
	if err := json.Unmarshal(w.call(t, http.MethodGet, "/_local/sms.json", nil, nil).body, &texts); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range texts {
		got = append(got, m.Kind+" to "+m.To+" from "+m.Sender)
		nameless(t, "text message", []byte(m.Body))
		if !strings.Contains(m.Body, w.URL()) {
			t.Errorf("a text message leads nowhere: %s", m.Body)
		}
	}
	if want := []string{"out_for_delivery to +4915550100199 from AsterPine", "delivered to +4915550100199 from AsterPine"}; !slices.Equal(got, want) {
		t.Errorf("text messages %v, want %v", got, want)
	}
}
