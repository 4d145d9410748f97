package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/brand"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/store"
)

// bounces is a reader whose mailbox does not exist, at SES's own simulator.
const bounces = "bounce+canary@simulator.amazonses.com"

// TestMessagesNameNobody follows the people of an order through all that messages do: mails, texts, an alert to the team, a bounce, an
// unsubscription. Names and addresses stand in what is handed to SES and to the carrier of texts, and nowhere else. The
// one exception is the feedback queue: the events in it are AWS's, and name the address that bounced.
func TestMessagesNameNobody(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	seen := w.watchQueues(t)
	w.editBrand(t, func(r *brand.Record) {
		on, now := true, 0
		bySMS(r, "shipped", "delivered", "delay")
		r.Messages.Kinds["in_transit"] = brand.Rule{On: &on}
		r.Messages.Merge = &now
	})
	begin := time.Now().Add(-40 * time.Hour)
	p := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", SignedBy: "CANARY SIGNER",
		Life: lifeOf(begin, scan(carriersim.Pickup, 10), scan(carriersim.Arrived, 20), scan(carriersim.OutForDelivery, 37), scan(carriersim.Delivered, 39))}
	body := orderOf(begin, [2]string{"ups", p.Number})
	body["promise"] = map[string]any{"latest": begin.Add(-48 * time.Hour).UTC().Format(time.DateOnly)}
	body["customer"].(map[string]any)["phone"] = "+49 155 50100199" // text messages go to numbers that can be one
	body["consent"] = map[string]any{"email": true, "sms": true, "how": "checkout"}
	body["watchers"] = []map[string]any{
		{"id": "uncle", "name": "Uncle Canary", "email": bounces, "phone": "+49 155 50100188", "consent": map[string]any{"email": true, "sms": true}},
		{"id": "gran", "name": "Granny Canary", "email": "gran.canary@example.com", "locale": "de", "gift": true, "consent": map[string]any{"email": true}},
	}
	path, _ := w.register(t, "person", body)
	const shopper, gran = "quinn.canary@example.com", "gran.canary@example.com"
	w.eventually(t, w.mailed(bounces, "order_confirmed"))
	w.eventually(t, func() error { return w.onRecord(t, "R#stop#", 1) })
	for i, kind := range []string{"shipped", "in_transit"} {
		w.push(t, "ups", pushFor(t, "ups", p, i))
		w.eventually(t, w.mailed(shopper, kind))
		w.eventually(t, w.mailed(gran, kind))
	}
	w.until(t, path, status(0, "in_transit", 2))
	w.makeDue(t, p.Number)
	w.tick(t) // past its promise
	w.eventually(t, w.mailed("team@aster.example", "alert_past_promise"))
	w.unsubscribe(t, gran)
	if err := w.onRecord(t, "R#stop#", 2); err != nil {
		t.Error(err)
	}
	w.push(t, "ups", pushFor(t, "ups", p, 2))
	w.eventually(t, w.mailed(shopper, "out_for_delivery"))
	w.push(t, "ups", pushFor(t, "ups", p, 3))
	for _, reader := range []string{shopper, gran} {
		w.eventually(t, w.mailed(reader, "delivered"))
	}
	w.settled(t)
	if got := w.kindsTo(bounces); !slices.Equal(got, []string{"order_confirmed"}) || len(w.TextMessages()) < 3 {
		t.Errorf("the mailbox that bounced got %v; %d text messages left", got, len(w.TextMessages()))
	}

	w.namelessMessages(t)
	if w.namelessTables(t) == 0 {
		t.Error("no sealed value is stored, so it proves nothing")
	}
	w.namelessLog(t, "webhook", "ingest", "relay", "notify", "watch", "feedback", "poll", "schedule", "orders")
	w.namelessAddresses(t, "log", w.log.all())
	queued := seen()
	for _, id := range []string{"InboundQueue", "MessagesQueue", "ChecksQueue", "PollsQueue", "FeedbackQueue"} {
		if len(queued[id]) == 0 {
			t.Errorf("no message was seen in %s", id)
		}
	}
	for id, bodies := range queued {
		for _, body := range bodies {
			if id != "FeedbackQueue" && id != "InboundQueue" { // in the one lies what AWS tells of us, in the other what carriers send
				nameless(t, id, []byte(body))
				w.namelessAddresses(t, id, []byte(body))
			}
		}
	}
}

// onRecord wants at least n items whose partition key begins so.
func (w world) onRecord(t *testing.T, prefix string, n int) error {
	found, err := w.items(t, prefix)
	if err == nil && len(found) < n {
		err = fmt.Errorf("%d items at %s", len(found), prefix)
	}
	return err
}

// unsubscribe presses the button of a mail program below the last mail to somebody that has one.
func (w world) unsubscribe(t *testing.T, address string) {
	t.Helper()
	button := ""
	for _, m := range w.Mailbox() {
		if m.To == address && m.Headers["List-Unsubscribe"] != "" {
			button = stopAddress.FindString(m.Headers["List-Unsubscribe"])
		}
	}
	if a := w.call(t, http.MethodPost, button, http.Header{"User-Agent": {"canary"}}, []byte("List-Unsubscribe=One-Click")); button == "" || a.status != http.StatusOK {
		t.Fatalf("the button %q gives %d", button, a.status)
	}
}

var anyAddress = regexp.MustCompile(`(?:https?://|mailto:|tel:)[^\s"'<>]+`)

// namelessMessages looks at what of a message others see than its reader: tags, configuration sets, the addresses behind links, and
// alerts to the team as a whole.
func (w world) namelessMessages(t *testing.T) {
	t.Helper()
	for _, m := range w.Mailbox() {
		where := m.Kind + " to " + m.To
		for _, name := range []string{"X-SES-MESSAGE-TAGS", "X-SES-CONFIGURATION-SET", "List-Unsubscribe", "From", "Reply-To"} {
			nameless(t, where+", "+name, []byte(m.Headers[name]))
		}
		links := anyAddress.FindAllString(m.Text+" "+m.HTML, -1)
		if len(links) == 0 {
			t.Errorf("%s: no link is found in it, so it proves nothing", where)
		}
		for _, link := range links {
			nameless(t, where+", link", []byte(link))
		}
		if strings.HasPrefix(m.Kind, "alert_") {
			nameless(t, where, []byte(m.Subject+m.Text+m.HTML))
		}
	}
	for _, m := range w.TextMessages() {
		nameless(t, "text message", []byte(m.Body))
		nameless(t, "tags of a text message", fmt.Append(nil, m.Tags))
	}
	decided, err := w.scan(t, "N#")
	if err != nil || len(decided) < 10 {
		t.Errorf("%d decisions, %v", len(decided), err)
	}
	nameless(t, "decisions", []byte(strings.Join(decided, "\n")))
	page, err := w.store().Attention(t.Context(), demo.Brand, time.Time{}, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(page.Entries, func(e store.AttentionEntry) bool { return e.Finding != "" }) {
		t.Error("the team's list holds no finding, so it proves nothing")
	}
	nameless(t, "the team's list", fmt.Appendf(nil, "%+v", page.Entries))
}

// namelessLog looks at every line that functions print: records, and metrics in the embedded format.
func (w world) namelessLog(t *testing.T, functions ...string) {
	t.Helper()
	all := w.log.all()
	nameless(t, "log", all)
	for _, f := range functions {
		if !bytes.Contains(all, []byte(`"function":"`+f+`"`)) {
			t.Errorf("the log holds no line of %s, so it proves nothing", f)
		}
	}
	for _, metric := range []string{"Decisions", "Sent", "MessageLatency"} {
		if !bytes.Contains(all, []byte(`"`+metric+`":`)) {
			t.Errorf("the log holds no metric %s, so it proves nothing", metric)
		}
	}
}

// namelessAddresses finds what the canaries do not: the simulator's mailbox and the numbers of phones, however they are written.
func (w world) namelessAddresses(t *testing.T, where string, b []byte) {
	t.Helper()
	for _, address := range []string{"simulator.amazonses", "5550100188", "155 50100188", "155 50100199", "@example.com", "team@aster.example"} {
		if at := bytes.Index(b, []byte(address)); at >= 0 {
			t.Errorf("%s: %q in %q", where, address, b[max(0, at-80):min(len(b), at+60)])
		}
	}
}
