package outbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/functions/notify/handler"
	"doorstep/functions/notify/outbox"
	"doorstep/shared/fault"
	"doorstep/shared/link"
	"doorstep/shared/mail/post"
	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/secret"
	"doorstep/shared/store"
)

// The two doors of notify are these.
var (
	_ handler.People = outbox.People{}
	_ handler.Outbox = outbox.Outbox{}
)

func TestTheShopper(t *testing.T) {
	t.Parallel()
	w := newWorld()
	stored, o := w.ordered(t, order.Order{Locale: "en-GB", Country: "DE", Currency: "EUR", Items: []order.Item{{ID: "1", Name: "Enamel kettle", Quantity: 1}}}, robin())
	receipt, err := w.outbox().Send(t.Context(), delivered(stored, o, message.Recipient{ID: message.Owner, Channel: message.Email, Extra: true}))
	if err != nil || receipt.MessageID != "m1" || len(w.letters) != 1 {
		t.Fatalf("%+v, %v, %d letters", receipt, err, len(w.letters))
	}
	l := w.letters[0]
	if l.To.Open() != "Robin@Example.com" || l.From != "parcels@aster.example" || l.Name != "Aster & Pine" || l.ReplyTo != "help@aster.example" || l.Stream != "set-messages" || l.Unsubscribe != "" || len(l.Cc) != 0 {
		t.Errorf("the envelope is %+v", l)
	}
	if l.Tags != (post.Tags{Brand: "aster", Kind: "delivered", Stage: "dev", Accepted: now.Add(-time.Second)}) {
		t.Errorf("tags: %+v", l.Tags)
	}
	token := w.token(t, o, link.Owner)
	for _, want := range []string{"https://track.example/t/" + token, "https://track.example/s/" + token, "Enamel kettle", "Robin"} {
		if !strings.Contains(l.Email.Text, want) {
			t.Errorf("the mail does not say %q:\n%s", want, l.Email.Text)
		}
	}
	if w.puts != 0 {
		t.Errorf("%d links were written for a link that is there", w.puts)
	}
}

func (w *world) token(t *testing.T, o order.Order, scope link.Scope) string {
	t.Helper()
	key, err := w.secrets().Links(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return key.Token(o.ID, scope, o.Rotation)
}

// Everybody reads in their own language.
func TestTwoLanguages(t *testing.T) {
	t.Parallel()
	w := newWorld()
	stored, o := w.ordered(t, order.Order{Locale: "en", Watchers: []order.Watcher{{ID: "kim", Locale: "de", Consent: order.Consent{Email: is(true)}}}}, robin(),
		order.Contact{ID: "kim", Name: seal.Hide("Kim"), Email: seal.Hide("kim@example.com")})
	for _, id := range []string{message.Owner, "kim"} {
		if _, err := w.outbox().Send(t.Context(), delivered(stored, o, message.Recipient{ID: id, Channel: message.Email, Extra: true})); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(w.letters[0].Email.HTML, `lang="en`) || !strings.Contains(w.letters[1].Email.HTML, `lang="de`) || w.letters[0].Email.Subject == w.letters[1].Email.Subject {
		t.Errorf("subjects %q and %q", w.letters[0].Email.Subject, w.letters[1].Email.Subject)
	}
	if l := w.letters[1]; l.To.Open() != "kim@example.com" || strings.Contains(l.Email.Text, "Robin") {
		t.Errorf("who watches reads\n%s", l.Email.Text)
	}
	if own := "/s/" + w.token(t, o, link.Owner) + "?"; strings.Contains(w.letters[1].Email.Text, own) {
		t.Error("who watches is asked for the shopper's rating")
	}
}

// Who gets a present reads nothing of what is in it, and gets a link that shows nothing of it either.
func TestAPresentStaysOne(t *testing.T) {
	t.Parallel()
	w := newWorld()
	price := int64(129900)
	o := order.Order{Currency: "EUR", Items: []order.Item{{ID: "1", Name: "Emaillekessel", Quantity: 1, UnitPrice: &price}}, Watchers: []order.Watcher{{ID: "gran", Gift: true, Consent: order.Consent{Email: is(true)}}}}
	stored, o := w.ordered(t, o, robin(), order.Contact{ID: "gran", Email: seal.Hide("gran@example.com")})
	gran := message.Recipient{ID: "gran", Channel: message.Email, Gift: true, Extra: true}
	for range 2 {
		if _, err := w.outbox().Send(t.Context(), delivered(stored, o, gran)); err != nil {
			t.Fatal(err)
		}
	}
	token := w.token(t, o, link.Gift)
	for _, said := range []string{w.letters[0].Email.Subject, w.letters[0].Email.HTML, w.letters[0].Email.Text} {
		for _, secret := range []string{"Emaillekessel", "1299", "1,299", "1001", w.token(t, o, link.Owner), "Robin"} {
			if strings.Contains(said, secret) {
				t.Errorf("a present tells %q", secret)
			}
		}
	}
	if !strings.Contains(w.letters[0].Email.Text, "https://track.example/t/"+token) {
		t.Errorf("no link in\n%s", w.letters[0].Email.Text)
	}
	l := w.links[link.Hash(token)]
	if w.puts != 1 || l.Scope != string(link.Gift) || l.Order != o.ID || !l.Expires.Equal(now.Add(link.Life)) {
		t.Errorf("%d links written, %+v", w.puts, l)
	}
}

func TestWhatIsOptionalCanBeEnded(t *testing.T) {
	t.Parallel()
	w := newWorld()
	stored, o := w.ordered(t, order.Order{}, robin())
	out := delivered(stored, o, message.Recipient{ID: message.Owner, Channel: message.Email, Extra: true})
	out.Kind, out.Subject.Status, out.Optional = message.InTransit, "in_transit", true
	if _, err := w.outbox().Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	l := w.letters[0]
	token, found := strings.CutPrefix(l.Unsubscribe, "https://track.example/u/")
	key, err := w.secrets().Links(t.Context())
	if err != nil || !found || l.Stream != "set-extras" {
		t.Fatalf("unsubscribe at %q, stream %s, %v", l.Unsubscribe, l.Stream, err)
	}
	hashes, err := w.secrets().Lookup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if brand, hash, err := key.ParseStop(token); err != nil || brand != "aster" || hash != order.StopEmail("robin@example.com", hashes) {
		t.Errorf("the token stops %s of %s, %v", hash, brand, err)
	}
}

func TestTextMessages(t *testing.T) {
	t.Parallel()
	w := newWorld()
	stored, o := w.ordered(t, order.Order{Country: "DE", Locale: "de"}, robin())
	receipt, err := w.outbox().Send(t.Context(), delivered(stored, o, message.Recipient{ID: message.Owner, Channel: message.SMS}))
	if err != nil || receipt.MessageID != "t1" || len(w.texts) != 1 {
		t.Fatalf("%+v, %v", receipt, err)
	}
	m := w.texts[0]
	if m.To.Number.Open() != "+4915112345678" || m.To.Country != "DE" || m.Senders["DE"] != "AsterPine" || m.Stream != "set-texts" || m.SMS.Body == "" || m.SMS.Segments != 1 {
		t.Errorf("%s to %s in %d segments by %s", m.SMS.Body, m.To.Country, m.SMS.Segments, m.Stream)
	}
	if strings.Contains(m.SMS.Body, "Robin") {
		t.Errorf("a text message, which a locked phone shows, names somebody: %s", m.SMS.Body)
	}
}

func TestAlerts(t *testing.T) {
	t.Parallel()
	w := newWorld()
	stored, o := w.ordered(t, order.Order{}, robin())
	alert := delivered(stored, o, message.Recipient{ID: message.Team, Channel: message.Email})
	alert.Kind, alert.Finding, alert.Subject = message.Alert, "silent", message.Subject{About: message.AboutFinding, Shipment: "s1", Event: "silent", Occurrence: 1}
	hashes, err := w.secrets().Lookup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	left := order.StopEmail("sam@aster.example", hashes)
	for _, c := range []struct {
		name string
		stop []store.Suppression
		to   string
		cc   int
	}{
		{name: "everybody", to: "sam@aster.example", cc: 1},
		{name: "one has left", stop: []store.Suppression{{Hash: left, Brand: "*", Scope: store.StopAll, Reason: store.StoppedByBounce}}, to: "kim@aster.example"},
	} {
		w.letters, w.stops[left] = nil, c.stop
		if _, err := w.outbox().Send(t.Context(), alert); err != nil || len(w.letters) != 1 {
			t.Fatalf("%s: %v", c.name, err)
		}
		l := w.letters[0]
		if l.To.Open() != c.to || len(l.Cc) != c.cc || l.Tags.Kind != "alert_silent" || l.Stream != "set-messages" || !strings.Contains(l.Email.Text, "https://track.example/t/"+w.token(t, o, link.Support)) {
			t.Errorf("%s: to %s and %d others, tags %+v\n%s", c.name, l.To.Open(), len(l.Cc), l.Tags, l.Email.Text)
		}
		if strings.Contains(l.Email.Text+l.Email.HTML, "Robin") {
			t.Errorf("%s: an alert names the shopper", c.name)
		}
	}
	alert.Recipient.Channel = message.Chat
	if receipt, err := w.outbox().Send(t.Context(), alert); err != nil || receipt.MessageID != "" || len(w.chats) != 1 || !strings.HasPrefix(w.chats[0], "aster {") || strings.Contains(w.chats[0], "Robin") {
		t.Errorf("%v %v", err, w.chats)
	}
	w.record.Messages.Alerts.Emails = nil
	alert.Recipient.Channel = message.Email
	if _, err := w.outbox().Send(t.Context(), alert); err == nil || fault.KindOf(err) != fault.Invalid {
		t.Errorf("nobody to tell: %v", err)
	}
}

// What went wrong has a kind that decides what becomes of the message, and tells no address.
func TestFailures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		edit func(w *world, m *handler.Outgoing)
		want fault.Kind
	}{
		{"the order was erased meanwhile", func(w *world, m *handler.Outgoing) { w.keys[secret.OfOrder(m.Order.ID)] = nil }, fault.Gone},
		{"nobody of this id any more", func(_ *world, m *handler.Outgoing) { m.Recipient.ID = "kim" }, fault.NotFound},
		{"no such brand", func(_ *world, m *handler.Outgoing) { m.Order.Brand = "birch" }, fault.NotFound},
		{"the brand has no sender", func(w *world, _ *handler.Outgoing) { w.record.Messages.From, w.record.Messages.Mode = "", "shadow" }, fault.Unavailable},
		{"the link key is missing", func(w *world, _ *handler.Outgoing) { w.lost = "/doorstep/dev/keys/link" }, fault.Unavailable},
		{"a chat to a shopper", func(_ *world, m *handler.Outgoing) { m.Recipient.Channel = message.Chat }, fault.Invalid},
		{"no phone", func(_ *world, m *handler.Outgoing) { m.Recipient.Channel, m.Order.Country = message.SMS, "" }, fault.Invalid},
		{"SES is down", func(w *world, _ *handler.Outgoing) { w.fail = fault.New(fault.Unavailable, "SES is not reached") }, fault.Unavailable},
		{"SES refuses", func(w *world, _ *handler.Outgoing) { w.fail = fault.New(fault.Invalid, "SES: it refuses the content") }, fault.Invalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			stored, o := w.ordered(t, order.Order{Country: "DE"}, robin())
			m := delivered(stored, o, message.Recipient{ID: message.Owner, Channel: message.Email})
			c.edit(w, &m)
			_, err := w.outbox().Send(t.Context(), m)
			if err == nil || fault.KindOf(err) != c.want {
				t.Fatalf("%v of kind %s, want %s", err, fault.KindOf(err), c.want)
			}
			if text := strings.ToLower(fmt.Sprintf("%v %+v", err, err)); strings.Contains(text, "robin") || strings.Contains(text, "0151") {
				t.Errorf("the error names somebody: %s", text)
			}
		})
	}
}

func TestOwnHost(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.record.Domains = []string{"track.aster.example"}
	stored, o := w.ordered(t, order.Order{}, robin())
	if _, err := w.outbox().Send(t.Context(), delivered(stored, o, message.Recipient{ID: message.Owner, Channel: message.Email})); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(w.letters[0].Email.Text, "https://track.aster.example/t/") || strings.Contains(w.letters[0].Email.Text, "track.example/t") {
		t.Errorf("links lead elsewhere:\n%s", w.letters[0].Email.Text)
	}
}

// A refund tells its own amount, also when it is not the first.
func TestTheAmountOfARefund(t *testing.T) {
	t.Parallel()
	w := newWorld()
	stored, o := w.ordered(t, order.Order{Currency: "EUR", Milestones: []order.Milestone{{What: order.Refund, Amount: 1100}, {What: order.Placed}, {What: order.Refund, Amount: 2200}}}, robin())
	m := delivered(stored, o, message.Recipient{ID: message.Owner, Channel: message.Email})
	m.Kind, m.Parcels, m.Subject = message.Refunded, nil, message.Subject{About: message.AboutOrder, Event: order.Refund, Occurrence: 2}
	if _, err := w.outbox().Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if text := w.letters[0].Email.Text; !strings.Contains(text, "22.00") || strings.Contains(text, "11.00") {
		t.Errorf("the refund of 22.00 reads\n%s", text)
	}
}
