package e2e

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"doorstep/infra/local/system"
	"doorstep/shared/brand"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

// What somebody writes who wants a mail of his own sent, in a field that takes one line, and in one that takes anything.
const (
	oneLine  = "Quinn\" <b>\u202eBcc: victim@evil.example</b> https://evil.example/x www.evil.example"
	anything = "Left with <script>alert(1)</script>\r\nBcc: victim@evil.example\r\n\r\n\u202e<a href=\"https://evil.example/pay\">pay@evil.example</a> www.evil.example "
)

// thought is a shop with its reader, who say what they like.
type thought struct {
	shop, name, number, address, phone, tracking string
	say                                          voice
	person, carrier                              string
}

// Carriers, shoppers, shops and the brand itself write what they like: messages leave with the headers, links and elements that they
// would have had with plain words, to the one reader, from the brand's sender.
func TestHostileTextsInMessages(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	long := strings.Repeat("long ", 2000)
	hostile := thought{shop: "thistle", name: "This<b>tle</b> \"\u202eShop\", Bcc: victim@evil.test", number: `n <u>"&' Bcc: x`, address: "hostile.canary@example.com", phone: "+4915550100301",
		tracking: "1Z879E930346834440", say: nastily, person: oneLine, carrier: anything + long}
	plain := thought{shop: "clover", name: "Clover Shop", number: "n plain", address: "plain.canary@example.com", phone: "+4915550100302",
		tracking: "1Z8V92A70367203024", say: plainly, person: strings.Repeat("plain-", len(oneLine)/6), carrier: "Left with plain words " + strings.Repeat("plain ", 2000)}
	if _, err := brand.Encode(brand.Record{Name: "Thistle\r\nBcc: victim@evil.example"}); err == nil {
		t.Error("a brand may be called by two lines")
	}
	if err := w.SetParameter("/brands/thistle/chat", "http://127.0.0.1:9/hook"); err != nil { // that one is nobody's business
		t.Fatal(err)
	}
	for _, th := range []thought{hostile, plain} {
		w.tellAll(t, th)
	}
	w.shopNames(t)
	w.settled(t)

	plains := map[string][]string{}
	for _, m := range w.Mailbox() {
		if m.To == plain.address {
			plains[m.Kind] = w.mailShape(t, "plain "+m.Kind, m.HTML)
		}
	}
	told := map[string]int{}
	for _, m := range w.Mailbox() {
		told[m.To]++
		where := m.Kind + " to " + m.To
		w.harmlessMail(t, where, m)
		if got := w.mailShape(t, where, m.HTML); m.To == hostile.address && !slices.Equal(got, plains[m.Kind]) {
			t.Errorf("%s: hostile texts build another mail (-plain +hostile):\n%s", where, cmp.Diff(plains[m.Kind], got))
		}
	}
	if told[hostile.address] < 7 || told[hostile.address] != told[plain.address] || told["shop.canary@example.com"] == 0 || told["team@aster.example"] != 2 || len(told) != 4 {
		t.Errorf("mails by reader: %v", told)
	}
	for _, m := range w.Mail().Outbox() {
		if len(m.To) != 1 || len(m.Cc)+len(m.Bcc)+len(m.Raw) > 0 {
			t.Errorf("%s goes to %d, a copy to %d, another to %d", m.ID, len(m.To), len(m.Cc), len(m.Bcc))
		}
	}
	w.harmlessTexts(t, hostile, plain)
	w.sound(t)
}

// tellAll lets a reader's parcel live through what makes messages, and finds something for the team.
func (w world) tellAll(t *testing.T, th thought) {
	t.Helper()
	w.ownShop(t, th.shop, func(r *brand.Record) {
		r.Name = th.name
		bySMS(r, "shipped", "in_transit", "problem", "delivery_attempted", "delivered")
		on, now := true, 0
		r.Messages.Kinds["in_transit"] = brand.Rule{On: &on, Channels: []string{"email", "sms"}}
		r.Messages.Merge = &now
		r.Messages.Alerts.Chat = th.shop == "thistle"
	})
	begin := time.Now().Add(-40 * time.Hour)
	p := carriersim.Parcel{Number: th.tracking, Carrier: "ups", Life: lifeOf(begin, scan(carriersim.Pickup, 10), scan(carriersim.Arrived, 20), scan(carriersim.Weather, 22),
		scan(carriersim.OutForDelivery, 30), scan(carriersim.Attempted, 33), scan(carriersim.Delivered, 38))}
	body := orderOf(begin, [2]string{"ups", th.tracking})
	body["customer"] = map[string]any{"name": th.person, "email": th.address, "phone": th.phone}
	body["consent"] = map[string]any{"sms": true}
	items := []map[string]any{}
	for i := range nasty() {
		items = append(items, map[string]any{"id": fmt.Sprint(i), "name": th.say(i, 256), "sku": th.say(i, 64), "quantity": 1, "unit_price": 1})
	}
	body["items"] = items
	body["shipments"].([]map[string]any)[0]["service"] = th.say(1, 64)
	body["shipments"].([]map[string]any)[0]["items"] = []map[string]any{{"id": "0", "quantity": 1}, {"id": "1", "quantity": 1}}
	w.sell(t, th.shop, url.PathEscape(th.number), body)
	w.eventually(t, w.mailed(th.address, "order_confirmed"))
	for i, kind := range []string{"shipped", "in_transit", "problem", "out_for_delivery", "delivery_attempted", "delivered"} {
		w.pushWorded(t, p, i, th.carrier)
		w.eventually(t, w.mailed(th.address, kind))
	}
	stuck := orderOf(time.Now().Add(-8 * 24 * time.Hour))
	stuck["customer"] = map[string]any{"name": th.person}
	w.sell(t, th.shop, url.PathEscape("stuck "+th.number), stuck)
	waits, err := w.store().Order(t.Context(), order.ID(th.shop, "stuck "+th.number))
	if err != nil {
		t.Fatal(err)
	}
	w.hasten(t, store.DueEntry{Order: waits.ID, Due: waits.Due})
	w.tick(t)
	w.eventually(t, w.mailed("team@aster.example", "alert_no_shipment"))
}

// pushWorded pushes a scan whose every free text says the same.
func (w world) pushWorded(t *testing.T, p carriersim.Parcel, i int, words string) {
	t.Helper()
	push := pushFor(t, "ups", p, i)
	var m map[string]any
	if err := json.Unmarshal(push.Body, &m); err != nil {
		t.Fatal(err)
	}
	m["activityStatus"].(map[string]any)["description"], m["receivedBy"] = words, words
	m["activityLocation"] = map[string]any{"city": words, "stateProvince": words, "postalCode": words, "country": "US"}
	push.Body = encode(t, m)
	w.push(t, "ups", push)
}

// shopNames has a shop send names and addresses that are more than one line.
func (w world) shopNames(t *testing.T) {
	t.Helper()
	at := time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
	sold := func(id int, email string) {
		person := map[string]any{"name": anything + strings.Repeat("x", 10<<10), "first_name": anything, "country_code": "US"}
		w.shopify(t, "orders/create", map[string]any{
			"id": id, "name": fmt.Sprintf("#%d", id), "currency": "USD", "created_at": at, "updated_at": at, "email": email, "customer": person, "shipping_address": person,
			"line_items": []any{map[string]any{"id": 1, "name": anything, "title": anything, "quantity": 1, "price": "1.00"}},
		})
	}
	for i, email := range []string{
		"shop.canary@example.com", "a.canary@example.com\r\nBcc: victim@evil.example", "a.canary@example.com, victim@evil.example", `"victim@evil.example" <a.canary@example.com>`,
		"a.canary@example.com\x00", "a.canary@example.com>", "\u202ea.canary@example.com", strings.Repeat("a", 10<<10) + "@example.com",
	} {
		sold(9700+i, email)
	}
	w.eventually(t, w.mailed("shop.canary@example.com", "order_confirmed"))
}

// headersOfOurs are all headers that a mail of ours may have.
var headersOfOurs = []string{"From", "To", "Subject", "Reply-To", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post", "X-SES-CONFIGURATION-SET", "X-SES-MESSAGE-TAGS"}

var anyLink = regexp.MustCompile(`\w+://\S*`)

// harmlessMail judges the headers and the words of a mail.
func (w world) harmlessMail(t *testing.T, where string, m system.Mail) {
	t.Helper()
	for name, value := range m.Headers {
		visible(t, where+", "+name, value)
		decoded, err := new(mime.WordDecoder).DecodeHeader(value)
		if err != nil || strings.ContainsAny(decoded, "\r\n") || !slices.Contains(headersOfOurs, name) {
			t.Errorf("%s: %s: %q %v", where, name, value, err)
		}
		visible(t, where+", "+name+" decoded", decoded)
	}
	from, err := mail.ParseAddress(m.Headers["From"])
	if err != nil || from.Address != "parcels@aster.example" || m.Headers["Reply-To"] != "help@aster.example" || m.Headers["To"] != m.To {
		t.Errorf("%s: from %q, reply to %q, to %q", where, m.Headers["From"], m.Headers["Reply-To"], m.Headers["To"])
	}
	if n := len([]rune(m.Subject)); n == 0 || n > 200 || len(m.HTML) > 60<<10 {
		t.Errorf("%s: a subject of %d characters, %d bytes of HTML", where, n, len(m.HTML))
	}
	visible(t, where+", text", m.Text)
	for _, link := range anyLink.FindAllString(m.Subject+" "+m.Text+" "+m.Headers["List-Unsubscribe"], -1) {
		if !w.isOurs(strings.TrimSuffix(link, ">")) {
			t.Errorf("%s: leads to %q", where, link)
		}
	}
	for _, text := range []string{m.Subject, m.Text, m.HTML} {
		if at := strings.Index(text, "evil.example"); at >= 0 {
			t.Errorf("%s: a mail program makes a link of %q", where, text[max(0, at-40):at+12])
		}
	}
}

// isOurs reports whether an address is one of ours, or the brand's own.
func (w world) isOurs(address string) bool {
	return strings.HasPrefix(address, w.URL()+"/") || strings.HasPrefix(address, "https://aster.example/") || address == "https://aster.example" || address == "mailto:help@aster.example"
}

// mailShape lists the elements of a mail with the names of their attributes, and fails on what must be in none.
func (w world) mailShape(t *testing.T, where, markup string) (out []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		switch n.Type {
		case html.CommentNode:
			out = append(out, depth(n)+"<!--"+n.Data)
		case html.TextNode:
			visible(t, where, n.Data)
		case html.ElementNode:
			line := depth(n) + n.Data
			for _, a := range n.Attr {
				visible(t, where+", "+a.Key, a.Val)
				line += " " + a.Key
				if leads := a.Key == "href" || a.Key == "src" || a.Key == "action"; leads && !w.isOurs(a.Val) && !strings.HasPrefix(a.Val, "tel:") {
					t.Errorf("%s: <%s> leads to %q", where, n.Data, a.Val)
				}
				if strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s %s>", where, n.Data, a.Key)
				}
			}
			if slices.Contains([]string{"script", "iframe", "object", "embed", "base", "form", "input", "svg", "u", "b", "link"}, n.Data) {
				t.Errorf("%s: <%s>", where, n.Data)
			}
			out = append(out, line)
		}
	}
	return out
}

// harmlessTexts judges the text messages: the sender that the brand has for the country, one segment, one link.
func (w world) harmlessTexts(t *testing.T, readers ...thought) {
	t.Helper()
	got := map[string]int{}
	for _, m := range w.TextMessages() {
		got[m.To]++
		visible(t, "text message", m.Body)
		if links := anyLink.FindAllString(m.Body, -1); m.Sender != "AsterPine" || len(links) != 1 || !w.isOurs(links[0]) || strings.Contains(m.Body, "evil.example") {
			t.Errorf("from %s: %q", m.Sender, m.Body)
		}
		limit := 160
		if strings.ContainsFunc(m.Body, func(r rune) bool { return r > unicode.MaxASCII }) {
			limit = 70
		}
		if n := len(utf16.Encode([]rune(m.Body))); n > limit {
			t.Errorf("a text message of %d characters has more than one segment: %q", n, m.Body)
		}
	}
	if got[readers[0].phone] < 6 || got[readers[0].phone] != got[readers[1].phone] || len(got) != 2 {
		t.Errorf("text messages by phone: %v", got)
	}
	for _, th := range readers {
		for _, m := range w.TextMessages() {
			if m.To == th.phone && m.Tags["brand"] != th.shop {
				t.Errorf("a text message to a reader of %s is tagged %v", th.shop, m.Tags)
			}
		}
	}
}
