package handler

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/order"
)

// watched is an order with somebody who watches it.
const watched = `{"updated_at":"2026-11-20T12:00:00Z","items":[{"id":"a","quantity":1}],"customer":{"email":"owner@example.com"},
	"consent":{"email":true,"sms":false,"at":"2026-11-20T09:00:00Z","how":"checkout"},
	"watchers":[{"id":"ben","name":"Ben Canary","email":"ben@canary.example","phone":"+43 1 99887766","locale":"fr","gift":true,"consent":{"email":true,"at":"2026-11-20T09:00:00Z"}}]}`

// everywhere is all that the fake tables hold, opened as far as a reader of the tables could open it.
func (s shop) everywhere(t *testing.T) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	var b bytes.Buffer
	for _, o := range s.orders {
		decoded, err := order.Decode(o.ID, o.Brand, o.Number, o.Body)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := json.Marshal(decoded)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %+v %s\n", plain, decoded, o.Sealed)
	}
	fmt.Fprintf(&b, "%+v %+v %+v %+v %+v %s", s.links, s.pointers, s.refs, s.numbers, s.about, s.log)
	return b.String()
}

func TestWatchersAreStoredSealed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if w := s.send("PUT", path, watched); w.Code != 201 || strings.Contains(w.Body.String(), "anary") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	s.wrote()
	if w := s.send("PUT", path, watched); w.Code != 200 || s.wrote() != "" {
		t.Errorf("the same again: %d %s", w.Code, w.Body)
	}
	if all := s.everywhere(t); strings.Contains(all, "anary") || strings.Contains(all, "99887766") {
		t.Errorf("a watcher shows in %s", all)
	}
	w := s.send("GET", path, "")
	yes, no := true, false
	want := record{
		Consent:  &recordConsent{Email: &yes, SMS: &no, At: "2026-11-20T09:00:00Z", How: "checkout"},
		Watchers: []recordWatcher{{ID: "ben", Locale: "fr", Gift: true, Consent: &recordConsent{Email: &yes, At: "2026-11-20T09:00:00Z"}}},
	}
	got := decode[record](t, w)
	if diff := cmp.Diff(want, record{Consent: got.Consent, Watchers: got.Watchers}); diff != "" || strings.Contains(w.Body.String(), "anary") {
		t.Errorf("the record of an order shows (-want +got):\n%s\n%s", diff, w.Body)
	}
	exported := decode[export](t, s.send("GET", path+"/export", ""))
	if diff := cmp.Diff([]exportContact{{"ben", "Ben Canary", "ben@canary.example", "+43 1 99887766"}}, exported.Contacts); diff != "" || exported.Order.Consent == nil {
		t.Errorf("the export shows other contacts (-want +got):\n%s", diff)
	}
}

// A watcher's e-mail opens nothing: the hashes by which an order is found are the owner's.
func TestWatchersFindNoOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.send("PUT", path, watched)
	keys, id := testKeys(t, s).ring, order.ID("aster", "A-1001")
	for name, lookup := range map[string][][]byte{"order": s.orders[id].Lookup, "pointer": s.pointers["aster/A-1001"].Lookup} {
		if len(lookup) != 1 || !bytes.Equal(lookup[0], keys.lookup.Hash("aster", "email", "owner@example.com")) {
			t.Errorf("the %s is found by %x", name, lookup)
		}
	}
	s.send("PUT", path, `{"watchers":[{"id":"eve","email":"eve@canary.example"}]}`)
	hash := keys.lookup.Hash("aster", "email", "eve@canary.example")
	if slices.ContainsFunc(s.pointers["aster/A-1001"].Lookup, func(h []byte) bool { return bytes.Equal(h, hash) }) || len(s.pointers["aster/A-1001"].Lookup) != 1 {
		t.Error("a new watcher's e-mail finds the order")
	}
}

func TestWatchersComeAndGo(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.send("PUT", path, watched)
	for _, step := range []struct{ name, body, want string }{
		{"a new address", `{"watchers":[{"id":"ben","email":"b2@canary.example"}]}`, "ben b2@canary.example +43 1 99887766"},
		{"another one", `{"watchers":[{"id":"office","phone":"+43 1 55443322"}]}`, "ben b2@canary.example +43 1 99887766, office  +43 1 55443322"},
		{"the customer, who stays apart", `{"customer":{"phone":"+43 1 111111"}}`, "ben b2@canary.example +43 1 99887766, office  +43 1 55443322"},
		{"one is removed", `{"watchers":[{"id":"ben","removed":true}]}`, "office  +43 1 55443322"},
	} {
		if w := s.send("PUT", path, step.body); w.Code != 200 {
			t.Fatalf("%s: %d %s", step.name, w.Code, w.Body)
		}
		var got []string
		out := decode[export](t, s.send("GET", path+"/export", ""))
		for _, c := range out.Contacts {
			got = append(got, c.ID+" "+c.Email+" "+c.Phone)
		}
		if strings.Join(got, ", ") != step.want || len(out.Order.Watchers) != len(got) || out.Recipient.Email != "owner@example.com" {
			t.Errorf("%s: %d watchers, contacts %q, want %q", step.name, len(out.Order.Watchers), got, step.want)
		}
	}
}

// A body that is older than what is known changes nothing but what somebody refused meanwhile.
func TestALateRefusalCounts(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.send("PUT", path, watched)
	s.wrote()
	late := `{"updated_at":"2026-11-20T11:00:00Z","channel":"app","consent":{"email":false},"watchers":[{"id":"ben","email":"late@canary.example","consent":{"email":false}}]}`
	w := s.send("PUT", path, late)
	if wrote := s.wrote(); w.Code != 200 || wrote != "order" || !strings.Contains(w.Body.String(), "only consents count") {
		t.Fatalf("%d, wrote %q: %s", w.Code, wrote, w.Body)
	}
	out := decode[export](t, s.send("GET", path+"/export", ""))
	if c := out.Order.Consent; c.Email == nil || *c.Email || c.SMS == nil || *c.SMS || c.At != "2026-11-20T11:00:00Z" || len(c.Log) != 2 {
		t.Errorf("consent %+v", c)
	}
	if c := out.Order.Watchers[0].Consent; *c.Email || out.Contacts[0].Email != "ben@canary.example" || out.Order.Channel != "" {
		t.Errorf("the late body changed %+v, %+v", c, out)
	}
	if w := s.send("PUT", path, late); w.Code != 200 || s.wrote() != "" {
		t.Errorf("the same again writes: %d %s", w.Code, w.Body)
	}
	if w := s.send("PUT", path, `{"updated_at":"2026-11-20T10:00:00Z","channel":"app"}`); !strings.Contains(w.Body.String(), "the body was ignored") || s.wrote() != "" {
		t.Errorf("an older body without consent: %s", w.Body)
	}
}

// Hostile people are refused by name, and neither the answer nor the log repeats them.
func TestHostilePeopleAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ fields, field string }{
		"a header in a name":    {`"name":"Canary\r\nBcc: x@canary.example"`, "watchers[0].name"},
		"a name that turns":     {`"name":"Canary\u202e"`, "watchers[0].name"},
		"a name of 10 kB":       {`"name":"` + strings.Repeat("Canary", 2000) + `"`, "watchers[0].name"},
		"a header in an e-mail": {`"email":"x@canary.example\r\nBcc: y@canary.example"`, "watchers[0].email"},
		"two e-mails":           {`"email":"x@canary.example,y@canary.example"`, "watchers[0].email"},
		"an e-mail of 10 kB":    {`"email":"` + strings.Repeat("canary", 2000) + `@canary.example"`, "watchers[0].email"},
		"a phone of words":      {`"phone":"+43 1 CANARY7"`, "watchers[0].phone"},
	} {
		s := newShop(t)
		w := s.send("PUT", path, `{"items":[{"id":"a","quantity":1}],"watchers":[{"id":"ben",`+c.fields+`}]}`)
		fields, _ := said(t, w.Body.Bytes())
		shown := strings.ToLower(w.Body.String() + s.log.String())
		if w.Code != 422 || !slices.Contains(fields, c.field) || strings.Contains(shown, "canary") || s.wrote() != "" {
			t.Errorf("%s: %d %.300s", name, w.Code, w.Body)
		}
	}
}

// After an erasure nothing personal of anybody is left, whoever may read the tables, and the record of what was decided stays.
func TestEraseForgetsWatchers(t *testing.T) {
	t.Parallel()
	s := lived(t)
	id := order.ID("aster", "A-1001")
	s.send("PUT", path, strings.Replace(watched, `"2026-11-20T12:00:00Z"`, `"2026-11-21T12:00:00Z"`, 1))
	before := s.orders[id]
	if out := decode[export](t, s.send("GET", path+"/export", "")); len(out.Contacts) != 1 {
		t.Fatalf("before: %+v", out)
	}
	if w := s.send("DELETE", path, ""); w.Code != 200 || strings.Contains(w.Body.String(), "ben") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if all := s.everywhere(t); strings.Contains(all, "anary") || strings.Contains(all, `"ben"`) || strings.Contains(all, "checkout") {
		t.Errorf("left is %s", all)
	}
	if _, err := testKeys(t, s).ring.vault.Open(t.Context(), "order/"+id, "recipient", before.Sealed); err == nil {
		t.Error("what was sealed before, as a backup holds it, still opens")
	}
	w := s.send("GET", path+"/export", "")
	out := decode[export](t, w)
	if len(out.Contacts) != 0 || len(out.Order.Watchers) != 0 || out.Order.Consent != nil || len(out.Decisions) != 2 || strings.Contains(w.Body.String(), "anary") {
		t.Errorf("the export still shows %s", w.Body)
	}
	if w := s.send("PUT", path, watched); w.Code != 410 {
		t.Errorf("a watcher comes back: %d", w.Code)
	}
}
