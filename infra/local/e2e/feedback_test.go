package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/infra/local/ses"
	"doorstep/shared/brand"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/link"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/store"
)

// reader is somebody who gets messages, with the parcel that they are about.
type reader struct {
	w       world
	number  string
	address string
	parcel  carriersim.Parcel
	path    string // of the order's page
	pushed  int
}

// feedback is a system whose brand also tells of every move and waits for nothing, with the keys that it runs on.
type feedback struct {
	world
	index seal.Index
	links link.Key
}

func startFeedback(t *testing.T) feedback {
	t.Helper()
	f := feedback{world: start(t, nil)}
	var err error
	if f.index, err = seal.NewIndex(keyOf(t, "lookup")); err != nil {
		t.Fatal(err)
	}
	if f.links, err = link.NewKey(link.KeyVersion, keyOf(t, "link")); err != nil {
		t.Fatal(err)
	}
	stored, err := f.store().Brand(t.Context(), demo.Brand)
	if err != nil {
		t.Fatal(err)
	}
	record, err := brand.Decode(stored.Record)
	if err != nil {
		t.Fatal(err)
	}
	now, yes := 0, true
	record.Messages.Merge = &now
	record.Messages.Kinds["in_transit"] = brand.Rule{On: &yes}
	encoded, err := brand.Encode(record)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.store().ApplyBrand(t.Context(), demo.Brand, encoded, nil); err != nil {
		t.Fatal(err)
	}
	return f
}

func keyOf(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := demo.Key(name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// reader orders something. Nothing has been scanned yet.
func (f feedback) reader(t *testing.T, number, tracking, address string) *reader {
	t.Helper()
	begin := time.Now().Add(-40 * time.Hour)
	life := lifeOf(begin, scan(carriersim.Pickup, 1), scan(carriersim.Arrived, 30), scan(carriersim.OutForDelivery, 38), scan(carriersim.Delivered, 39))
	r := &reader{w: f.world, number: number, address: address, parcel: carriersim.Parcel{Number: tracking, Carrier: "ups", Life: life}}
	body := orderOf(begin, [2]string{"ups", tracking})
	body["customer"] = map[string]any{"name": "Quinn Canary", "email": address}
	r.path, _ = f.register(t, number, body)
	r.told(t, "order_confirmed")
	return r
}

// scans pushes the next scans of the parcel.
func (r *reader) scans(t *testing.T, n int) {
	t.Helper()
	for range n {
		r.w.push(t, "ups", pushFor(t, "ups", r.parcel, r.pushed))
		r.pushed++
	}
	r.w.until(t, r.path, func(p page) error {
		if got := len(p.Shipments[0].Events); got != r.pushed {
			return fmt.Errorf("%d scans, want %d", got, r.pushed)
		}
		return nil
	})
}

// told waits until the reader got a message of a kind.
func (r *reader) told(t *testing.T, kind string) {
	t.Helper()
	r.w.eventually(t, func() error {
		if !slices.Contains(r.mails(), kind) {
			return fmt.Errorf("no message %q yet: %v, of %v", kind, r.mails(), r.decided(t))
		}
		return nil
	})
}

// refused waits until it is on record that the reader did not get a message of a kind, and why.
func (r *reader) refused(t *testing.T, kind, reason string) {
	t.Helper()
	r.w.eventually(t, func() error {
		for _, d := range r.decided(t) {
			if strings.Contains(d, "/"+kind+"/") && strings.HasSuffix(d, " "+reason) {
				return nil
			}
		}
		return fmt.Errorf("nothing says that %q was not sent because of %q: %v", kind, reason, r.decided(t))
	})
	r.w.settled(t)
}

// decided lists the decisions about the reader's order, as "key outcome reason".
func (r *reader) decided(t *testing.T) (out []string) {
	t.Helper()
	all, err := r.w.store().Decisions(t.Context(), order.ID(demo.Brand, r.number))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		out = append(out, d.Key+" "+d.Outcome+" "+d.Reason)
	}
	return out
}

// again tells of everything once more.
func (r *reader) again(t *testing.T) {
	t.Helper()
	for i := range r.pushed {
		r.w.push(t, "ups", pushFor(t, "ups", r.parcel, i))
	}
	r.w.settled(t)
}

// mails lists the kinds of mails to the reader, oldest first.
func (r *reader) mails() (kinds []string) {
	for _, m := range r.inbox() {
		for _, tag := range m.Tags {
			if tag.Name == "kind" {
				kinds = append(kinds, tag.Value)
			}
		}
	}
	return kinds
}

func (r *reader) inbox() (mails []ses.Sent) {
	for _, m := range r.w.Mail().Outbox() {
		if slices.ContainsFunc(m.To, func(to string) bool { return strings.Contains(strings.ToLower(to), strings.ToLower(r.address)) }) {
			mails = append(mails, m)
		}
	}
	return mails
}

// stands gives what stands against the reader.
func (f feedback) stands(t *testing.T, r *reader) string {
	t.Helper()
	found, err := f.store().Suppressions(t.Context(), order.StopEmail(r.address, f.index))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range found {
		out = append(out, s.Brand+" "+s.Reason+" "+s.Scope)
	}
	return strings.Join(out, ", ")
}

var stopAddress = regexp.MustCompile(`/u/[a-z2-7]+`)

// What comes back on messages, through SES's simulator, its events, the rule, the queue and the function of template.yaml.
func TestFeedback(t *testing.T) {
	t.Parallel()
	f := startFeedback(t)
	t.Run("a mailbox that bounces gets one message", func(t *testing.T) { f.neverAgain(t, "bounce", "* bounce all", "1Z5R89390357567127") })
	t.Run("a reader who complains gets no other", func(t *testing.T) { f.neverAgain(t, "complaint", "* complaint all", "1Z879E930346834440") })
	t.Run("the button of a mail program stops extras", f.oneClick)
	t.Run("a phone that is none", f.deadPhone)
	t.Run("what nobody can read", f.poison)
}

func (f feedback) neverAgain(t *testing.T, mailbox, stands, tracking string) {
	r := f.reader(t, "F-"+mailbox, tracking, mailbox+"+e2e@simulator.amazonses.com")
	f.eventually(t, func() error {
		if got := f.stands(t, r); got != stands {
			return fmt.Errorf("stands %q, want %q", got, stands)
		}
		return nil
	})
	r.scans(t, 1)
	r.refused(t, "shipped", "suppressed")
	r.scans(t, len(r.parcel.Life)-r.pushed)
	r.refused(t, "delivered", "suppressed")
	r.again(t)
	if got := r.mails(); len(got) != 1 {
		t.Errorf("it was written to again: %v", got)
	}
	if bytes.Contains(f.log.all(), []byte("simulator.amazonses.com")) {
		t.Error("the log holds the address")
	}
}

func (f feedback) oneClick(t *testing.T) {
	r := f.reader(t, "F-button", "1Z8V92A70367203024", "quinn.button@example.com")
	r.scans(t, 1) // picked up
	r.told(t, "shipped")
	r.scans(t, 1) // arrived somewhere
	r.told(t, "in_transit")
	before := r.mails()
	var path string
	for _, m := range r.inbox() {
		optional := slices.ContainsFunc(m.Tags, func(h ses.Header) bool { return h.Name == "kind" && h.Value == "in_transit" })
		at := slices.IndexFunc(m.Headers, func(h ses.Header) bool { return h.Name == "List-Unsubscribe" })
		post := slices.Contains(m.Headers, ses.Header{Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click"})
		if optional != (at >= 0) || optional != post || strings.HasSuffix(m.ConfigurationSet, "-extras") != optional {
			t.Errorf("optional %v: headers %v, set %q", optional, m.Headers, m.ConfigurationSet)
		}
		if at >= 0 {
			path = stopAddress.FindString(m.Headers[at].Value)
		}
	}
	if a := f.call(t, http.MethodGet, path, nil, nil); a.status != http.StatusOK || f.stands(t, r) != "" {
		t.Fatalf("looking at %s gives %d, and stands %q", path, a.status, f.stands(t, r))
	}
	for range 2 {
		if a := f.call(t, http.MethodPost, path, nil, []byte("List-Unsubscribe=One-Click")); a.status != http.StatusOK || len(a.body) != 0 {
			t.Fatalf("the button gives %d %s", a.status, a.body)
		}
	}
	if got := f.stands(t, r); got != demo.Brand+" unsubscribe optional" {
		t.Errorf("stands %q", got)
	}
	r.scans(t, 1)
	r.told(t, "out_for_delivery")
	r.scans(t, 1)
	r.told(t, "delivered")
	r.again(t)
	after := r.mails()[len(before):]
	if !slices.Contains(after, "out_for_delivery") || !slices.Contains(after, "delivered") || slices.Contains(after, "in_transit") {
		t.Errorf("after the button came %v", after)
	}
	everything := f.reader(t, "F-all", "1Z1202R66698804005", "quinn.all@example.com")
	token, err := f.links.StopToken(demo.Brand, order.StopEmail(everything.address, f.index))
	if err != nil {
		t.Fatal(err)
	}
	f.mustSend(t, "/u/"+token, url.Values{"choice": {"everything"}}, "no more messages about deliveries")
	had := len(everything.mails())
	everything.scans(t, 1)
	everything.refused(t, "shipped", "suppressed")
	if got := everything.mails()[had:]; len(got) != 0 {
		t.Errorf("after everything was stopped came %v", got)
	}
	f.mustSend(t, "/u/"+token, url.Values{"choice": {"undo"}}, "You get all messages again.")
	everything.scans(t, 2)
	everything.told(t, "out_for_delivery")
}

func (f feedback) deadPhone(t *testing.T) {
	stage, _ := f.Template.Parameter("Stage")
	detail := func(stage string) json.RawMessage {
		return json.RawMessage(`{"eventType":"TEXT_INVALID","eventVersion":"1.0","eventTimestamp":1795168800123,"isFinal":true,"destinationPhoneNumber":"+15550100142",
			"messageId":"m","context":{"brand":"aster","kind":"delivered","stage":"` + stage + `"}}`)
	}
	for _, of := range []string{"another", stage} {
		if err := f.PutEvent(t.Context(), "aws.sms-voice", "Text Message Delivery Status Updated", detail(of)); err != nil {
			t.Fatal(err)
		}
		f.settled(t)
		found, err := f.store().Suppressions(t.Context(), order.StopPhone("+1 555 0100142", f.index))
		if scope, reason := store.StoppedFor(demo.Brand, found); err != nil || (scope == store.StopAll && reason == store.StoppedByBounce) != (of == stage) {
			t.Errorf("an event of stage %q: %q for %q, %v", of, scope, reason, err)
		}
	}
}

// A bounce of nobody is kept for a person, where an alarm rings, and holds up nobody.
func (f feedback) poison(t *testing.T) {
	stage, _ := f.Template.Parameter("Stage")
	detail := json.RawMessage(`{"eventType":"Bounce","mail":{"destination":[],"tags":{"ses:configuration-set":["doorstep-` + stage + `-messages"]}},"bounce":{"bounceType":"Permanent"}}`)
	if err := f.PutEvent(t.Context(), "aws.ses", "Email Bounced", detail); err != nil {
		t.Fatal(err)
	}
	f.eventually(t, func() error {
		if !bytes.Contains(f.log.all(), []byte("the event stops messages to nobody")) {
			return fmt.Errorf("nobody complained")
		}
		return nil
	})
	f.looksIntoQueues(t)
	if waiting := f.Messages("doorstep-"+stage+"-feedback", 1); len(waiting) != 1 {
		t.Errorf("the event is gone: %d wait", len(waiting))
	}
}

// stops is the part of the contract about the page and the button.
func (a *agreement) stops(t *testing.T) {
	key, err := link.NewKey(link.KeyVersion, keyOf(t, "link"))
	if err != nil {
		t.Fatal(err)
	}
	token, err := key.StopToken(demo.Brand, strings.Repeat("0f", 16))
	if err != nil {
		t.Fatal(err)
	}
	at := "/u/" + token
	a.ask(t, want{"the page", "askStop", 200, at, nil, nil})
	a.ask(t, want{"of nobody", "askStop", 404, "/u/" + strings.Repeat("a", 62), nil, nil})
	a.ask(t, want{"the button", "stop", 200, at, nil, []byte("List-Unsubscribe=One-Click")})
	a.ask(t, want{"what stands", "askStop", 200, at, nil, nil})
	header, body := form("choice", "everything")
	a.ask(t, want{"a choice", "stop", 303, at, header, body})
	header, body = form("choice", "undo")
	a.ask(t, want{"taken back", "stop", 303, at, header, body})
	a.ask(t, want{"that it was", "askStop", 200, at + "?undone", nil, nil})
	header, body = form("choice", "later")
	a.ask(t, want{"an odd choice", "stop", 422, at, header, body})
	a.ask(t, want{"no form", "stop", 400, at, header, []byte("choice=%zz")})
	a.ask(t, want{"5 kB", "stop", 413, at, header, bytes.Repeat([]byte("a"), 5<<10)})
	a.ask(t, want{"of another site", "stop", 403, at, http.Header{"Sec-Fetch-Site": {"cross-site"}}, body})
	a.ask(t, want{"of nobody", "stop", 404, "/u/" + strings.Repeat("a", 62), header, body})
}
