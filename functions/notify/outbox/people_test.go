package outbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/secret"
	"doorstep/shared/store"
)

// told writes recipients as lines: id, channel and what is true of it.
func told(list []message.Recipient) string {
	var lines []string
	for _, r := range list {
		line := r.ID + " " + string(r.Channel)
		for _, f := range []struct {
			name string
			set  bool
		}{{"known", r.Known}, {"consent", r.Consent}, {"extra", r.Extra}, {"gift", r.Gift}, {"double", r.Double}} {
			if f.set {
				line += " " + f.name
			}
		}
		lines = append(lines, strings.Join(strings.Fields(line+" "+r.Suppressed+" "+r.Locale), " "))
	}
	return strings.Join(lines, "\n")
}

func TestConsent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		who  string // of whom; the owner or the watcher "w"
		said order.Consent
		want string // of e-mail and text message
	}{
		{"the shopper was not asked", "owner", order.Consent{}, "email known consent extra\nsms known extra"},
		{"the shopper agreed to all", "owner", order.Consent{Email: is(true), SMS: is(true), Extra: is(true)}, "email known consent extra\nsms known consent extra"},
		{"the shopper refused e-mails", "owner", order.Consent{Email: is(false)}, "email known\nsms known"},
		{"the shopper wants text messages only", "owner", order.Consent{Email: is(false), SMS: is(true)}, "email known\nsms known consent"},
		{"the shopper wants nothing extra", "owner", order.Consent{Extra: is(false)}, "email known consent\nsms known"},
		{"somebody was not asked", "w", order.Consent{}, "email known\nsms known"},
		{"somebody agreed to e-mails", "w", order.Consent{Email: is(true)}, "email known consent extra\nsms known extra"},
		{"somebody agreed to text messages", "w", order.Consent{SMS: is(true)}, "email known\nsms known consent"},
		{"somebody refused", "w", order.Consent{Email: is(false), SMS: is(false), Extra: is(true)}, "email known extra\nsms known extra"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			o := order.Order{Country: "DE", Watchers: []order.Watcher{{ID: "w", Consent: c.said}}}
			if c.who == message.Owner {
				o.Consent, o.Watchers[0].Consent = c.said, order.Consent{}
			}
			stored, o := w.ordered(t, o, robin(), order.Contact{ID: "w", Email: seal.Hide("kim@example.com"), Phone: seal.Hide("+447700900123")})
			list, err := w.people().Reach(t.Context(), stored, o, "aster")
			if err != nil || len(list) != 4 {
				t.Fatalf("%d recipients, %v", len(list), err)
			}
			list = slices.DeleteFunc(list, func(r message.Recipient) bool { return r.ID != c.who })
			if got := strings.ReplaceAll(told(list), c.who+" ", ""); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestWhoIsKnown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		owner    order.Recipient
		contacts []order.Contact
		want     string
	}{
		{"nobody", order.Recipient{}, nil, "owner email consent extra\nowner sms extra\ngran email consent extra gift ja\ngran sms extra gift ja"},
		{"an address that is none", order.Recipient{Email: seal.Hide("robin at example"), Phone: seal.Hide("ask my mother")}, nil,
			"owner email consent extra\nowner sms extra\ngran email consent extra gift ja\ngran sms extra gift ja"},
		{"a phone number of the order's country", order.Recipient{Phone: seal.Hide("0151 12345678")}, nil,
			"owner email consent extra\nowner sms known extra\ngran email consent extra gift ja\ngran sms extra gift ja"},
		{"the order's country says nothing about who watches", order.Recipient{}, []order.Contact{{ID: "gran", Phone: seal.Hide("0151 12345678")}},
			"owner email consent extra\nowner sms extra\ngran email consent extra gift ja\ngran sms extra gift ja"},
		{"a contact tells another language", order.Recipient{}, []order.Contact{{ID: "gran", Email: seal.Hide("gran@example.com"), Locale: "fr"}},
			"owner email consent extra\nowner sms extra\ngran email known consent extra gift fr\ngran sms extra gift fr"},
		{"the shopper's own addresses again", order.Recipient{Email: seal.Hide("Robin@example.com"), Phone: seal.Hide("+49 151 12345678")},
			[]order.Contact{{ID: "gran", Email: seal.Hide("robin@Example.com"), Phone: seal.Hide("0049 151 12345678")}},
			"owner email known consent extra\nowner sms known extra\ngran email known consent extra gift double ja\ngran sms known extra gift ja"},
		{"a contact that nobody lists", order.Recipient{}, []order.Contact{{ID: "eve", Email: seal.Hide("eve@example.com")}, {ID: "owner", Email: seal.Hide("eve@example.com")}},
			"owner email consent extra\nowner sms extra\ngran email consent extra gift ja\ngran sms extra gift ja"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			stored, o := w.ordered(t, order.Order{Country: "DE", Watchers: []order.Watcher{{ID: "gran", Gift: true, Locale: "ja", Consent: order.Consent{Email: is(true)}}}}, c.owner, c.contacts...)
			list, err := w.people().Reach(t.Context(), stored, o, "aster")
			if got := told(list); err != nil || got != c.want {
				t.Errorf("%v\ngot\n%s\nwant\n%s", err, got, c.want)
			}
		})
	}
}

func TestSuppressions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, brand, scope string
		want               string
	}{
		{"of the brand", "aster", store.StopAll, message.StopAll},
		{"everywhere", store.StopEverywhere, store.StopAll, message.StopAll},
		{"what is optional", "aster", store.StopOptional, message.StopOptional},
		{"of another brand", "birch", store.StopAll, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			hashes, err := w.secrets().Lookup(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, hash := range []string{order.StopEmail("robin@example.com", hashes), order.StopPhone("+4915112345678", hashes)} {
				w.stops[hash] = []store.Suppression{{Hash: hash, Brand: c.brand, Scope: c.scope, Reason: store.StoppedByBounce}}
			}
			stored, o := w.ordered(t, order.Order{Country: "DE", Consent: order.Consent{SMS: is(true)}}, robin())
			list, err := w.people().Reach(t.Context(), stored, o, "aster")
			if err != nil || len(list) != 2 || list[0].Suppressed != c.want || list[1].Suppressed != c.want {
				t.Errorf("%v\n%s", err, told(list))
			}
		})
	}
	w := newWorld()
	stored, o := w.ordered(t, order.Order{Consent: order.Consent{Email: is(false)}}, robin())
	if _, err := w.people().Reach(t.Context(), stored, o, "aster"); err != nil || w.asked != 0 {
		t.Errorf("asked %d times about addresses that nothing is sent to, %v", w.asked, err)
	}
}

// An erased order has nobody to write to; a key that is missing is trouble of ours, and the message waits.
func TestWhatCannotBeOpened(t *testing.T) {
	t.Parallel()
	w := newWorld()
	stored, o := w.ordered(t, order.Order{}, robin())
	w.keys[secret.OfOrder(o.ID)] = nil
	list, err := w.people().Reach(t.Context(), stored, o, "aster")
	if got := told(list); err != nil || got != "owner email consent extra\nowner sms extra" {
		t.Errorf("erased: %v\n%s", err, got)
	}
	for _, lost := range []string{"/doorstep/dev/keys/kek", "/doorstep/dev/keys/lookup"} {
		w := newWorld()
		stored, o := w.ordered(t, order.Order{}, robin())
		w.lost = lost
		if _, err := w.people().Reach(t.Context(), stored, o, "aster"); fault.KindOf(err) != fault.Unavailable || err == nil || strings.Contains(fmt.Sprint(err), "@") {
			t.Errorf("without %s: %v", lost, err)
		}
	}
}
