package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
	"doorstep/shared/seal/sealtest"
)

// canaries are words of a person's data and of secrets, in lower case: orderOf and the parcels below hold them. None may be seen
// outside a sealed value.
var canaries = []string{"canary", "quinn", "5550100199", "local-ups-secret", "local-usps-secret", "local-easypost-secret", demo.MerchantKey}

// TestNobodyIsNamed follows a person's data through the whole system: logs, queues, tables, page, JSON. The body of a push is the one
// exception: it may name a signer, and lies in the inbound queue as base64 of gzip until ingest seals what is personal.
func TestNobodyIsNamed(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	seen := w.watchQueues(t)
	begin := time.Now().Add(-60 * time.Hour)
	ups := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(begin, 1), SignedBy: "CANARY SIGNER"}
	usps := carriersim.Parcel{Number: "9400111206206406260787", Carrier: "usps", Life: carriersim.Domestic(begin, 1), SignedBy: "Q. CANARY"}
	w.sim.Add(ups)
	body := orderOf(begin, [2]string{"ups", ups.Number}, [2]string{"usps", usps.Number})
	body["ship_to"].(map[string]any)["line2"], body["ship_to"].(map[string]any)["city"] = "c/o Canary", "Canaryville"
	path, _ := w.register(t, "person", body)
	body["customer"].(map[string]any)["name"] = "Quinn A. Canary"
	w.register(t, "person", body) // the stored recipient is opened and sealed again
	w.badBodies(t)
	for i := range ups.Life {
		w.push(t, "ups", pushFor(t, "ups", ups, i))
		w.push(t, "easypost", pushFor(t, "easypost", usps, i))
	}
	w.until(t, path, status(0, "delivered", 7))
	w.until(t, path, status(1, "delivered", 7))
	if err := w.Fire(t.Context(), "Schedule.EveryMinute"); err != nil {
		t.Fatal(err)
	}
	decided := w.decisions(t, 4)
	tokens := append(w.personalForms(t, path), strings.TrimPrefix(path, "/t/"))
	w.personalShops(t)
	w.settled(t)
	if w.sim.Calls("ups") == 0 {
		t.Error("nobody asked UPS to prove the delivery, so no answer to a poll was followed")
	}

	nameless(t, "decisions", []byte(strings.Join(decided, "\n")))
	nameless(t, "page", w.call(t, http.MethodGet, path, nil, nil).body)
	nameless(t, "JSON", w.call(t, http.MethodGet, path+".json", nil, nil).body)
	nameless(t, "order API", w.call(t, http.MethodGet, ordersPath+"person", merchantKey(), nil).body)
	nameless(t, "log", w.log.all())
	for _, function := range []string{"webhook", "ingest", "relay", "notify", "orders", "track", "survey", "schedule", "poll"} {
		if !bytes.Contains(w.log.all(), []byte(`"function":"`+function+`"`)) {
			t.Errorf("the log holds no line of %s, so it proves nothing", function)
		}
	}
	for _, token := range tokens {
		if bytes.Contains(w.log.all(), []byte(token)) {
			t.Error("the log holds a token that opens a page")
		}
	}
	if sealed := w.namelessTables(t); sealed < 3 {
		t.Errorf("%d sealed values: the order's recipient and the unreadable bodies are not all there", sealed)
	}
	w.namelessQueues(t, seen())
}

// personalForms types a person's data into every form, right and wrong ones, and sends it along where browsers do. It gives the tokens of
// the links that it made.
func (w world) personalForms(t *testing.T, path string) (tokens []string) {
	t.Helper()
	const number, email = "person", "quinn.canary@example.com"
	for _, typed := range [][2]string{{number, email}, {number, "quinn@canary.example"}, {"canary-1", email}, {"Quinn Canary", "+15550100199"}, {strings.Repeat("canary", 100), email}} {
		nameless(t, "answer to a lookup", w.once(t, "/track", "brand", demo.Brand, "order", typed[0], "proof", typed[1]).body)
		nameless(t, "answer to a lookup by number", w.once(t, "/track", "brand", demo.Brand, "number", typed[1]).body)
		nameless(t, "answer to a lookup at a brand", w.once(t, "/track?brand="+typed[1], "brand", typed[1], "order", number, "proof", typed[1]).body)
	}
	survey, shipment := "/s/"+strings.TrimPrefix(path, "/t/"), w.shipmentIDs(t, path)[0]
	comment := "canary: Quinn was at home, call +15550100199"
	w.mustSend(t, survey, url.Values{"shipment": {shipment}, "score": {"1"}, "comment": {comment}}, "")
	w.mustSend(t, survey+"/report", url.Values{"shipment": {shipment}, "kind": {"damaged"}, "comment": {comment}}, "")
	for _, bad := range []url.Values{{"shipment": {comment}, "score": {"1"}}, {"score": {comment}, "reason": {comment}}, {"kind": {comment}}, {comment: {comment}}} {
		w.form(t, survey, bad)
		w.form(t, survey+"/report", bad)
	}
	for _, look := range []string{path, survey, survey + "/report"} {
		header := http.Header{"User-Agent": {"canary"}, "Referer": {"https://mail.example/?quinn"}, "Cookie": {"who=canary"}, "X-Forwarded-For": {"canary"}}
		nameless(t, look, w.call(t, http.MethodGet, look+"?who=quinn&lang=canary", header, nil).body)
	}
	nameless(t, "calendar", w.call(t, http.MethodGet, path+"/calendar.ics?parcel=canary", nil, nil).body)
	w.once(t, path+"/consent", "analytics", "canary")
	w.present(t, path)
	for _, scope := range []string{"gift", "support"} {
		link := w.makeLink(t, number, scope)
		nameless(t, "page of scope "+scope, w.call(t, http.MethodGet, link, nil, nil).body)
		nameless(t, "JSON of scope "+scope, w.call(t, http.MethodGet, link+".json", nil, nil).body)
		tokens = append(tokens, strings.TrimPrefix(link, "/t/"))
	}
	return tokens
}

// personalShops sends what shops know of a person: orders, parcels, requests, and bodies that nobody can use.
func (w world) personalShops(t *testing.T) {
	t.Helper()
	at := time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
	person := map[string]any{
		"name": "Quinn Canary", "first_name": "Quinn", "last_name": "Canary", "email": "quinn@canary.example", "phone": "+15550100199", "address1": "77 Canary Row", "address_1": "77 Canary Row",
		"city": "Canaryville", "zip": "53207", "postcode": "53207", "country_code": "US", "country": "US", "company": "Canary Ltd",
	}
	shopify := map[string]any{
		"id": 8801, "name": "#8801", "currency": "USD", "created_at": at, "updated_at": at, "email": "quinn@canary.example", "phone": "+15550100199", "contact_email": "quinn@canary.example", "note": "canary",
		"note_attributes": []any{map[string]any{"name": "for", "value": "Quinn"}}, "browser_ip": "canary", "client_details": map[string]any{"user_agent": "canary"}, "customer": person, "billing_address": person, "shipping_address": person,
		"line_items": []any{map[string]any{"id": 1, "name": "Mug", "quantity": 1, "price": "1.00", "properties": []any{map[string]any{"name": "engraving", "value": "Quinn"}}}}, "shipping_lines": []any{map[string]any{"title": "Standard"}},
		"fulfillments": []any{map[string]any{"id": 1, "order_id": 8801, "name": "#8801.1", "status": "success", "created_at": at, "updated_at": at, "tracking_number": "canary for Quinn!", "receipt": "canary", "destination": person}},
	}
	w.shopify(t, "orders/create", shopify)
	w.shopify(t, "orders/create", map[string]any{"id": "canary " + strings.Repeat("Quinn", 2000), "name": "Quinn Canary", "email": "quinn@canary.example"})
	w.shopify(t, "orders/updated", map[string]any{"email": "quinn@canary.example", "customer": person}) // of no order
	w.shopify(t, "customers/data_request", map[string]any{"orders_requested": []int{8801}, "customer": person})
	w.shopify(t, "canary/quinn", person)
	woo := encode(t, map[string]any{
		"id": 8802, "number": "8802", "status": "processing", "currency": "USD", "date_created_gmt": at[:19], "date_modified_gmt": at[:19], "billing": person, "shipping": person, "customer_note": "canary", "customer_ip_address": "canary",
		"line_items": []any{map[string]any{"id": 1, "name": "Mug", "quantity": 1, "meta_data": []any{map[string]any{"key": "engraving", "value": "Quinn"}}}},
		"meta_data":  []any{map[string]any{"key": "_tracking_number", "value": "ask Quinn Canary!"}, map[string]any{"key": "canary", "value": "Quinn"}},
	})
	for _, body := range [][]byte{woo, []byte(`{"billing":{"email":"quinn@canary.example"`), []byte(`["canary"]`)} {
		header := http.Header{"X-WC-Webhook-Topic": {"order.updated"}, "X-WC-Webhook-Signature": {demo.SignShop("woocommerce", body)}}
		if a := w.hook(t, "woocommerce", header, body); a.status != http.StatusOK {
			t.Errorf("WooCommerce: %d %s", a.status, a.body)
		}
	}
	if a := w.hook(t, "shopify", http.Header{"X-Shopify-Hmac-Sha256": {"canary"}}, woo); a.status != http.StatusUnauthorized {
		t.Errorf("a forged body gave %d", a.status)
	}
	for _, number := range []string{"#8801", "8802"} {
		path := w.pageOf(t, number)
		nameless(t, "page of "+number, w.call(t, http.MethodGet, path, nil, nil).body)
		nameless(t, "JSON of "+number, w.call(t, http.MethodGet, path+".json", nil, nil).body)
	}
}

// badBodies sends bodies that are refused or cannot be read; what is said about them must not repeat them.
func (w world) badBodies(t *testing.T) {
	t.Helper()
	for _, body := range []string{
		`{"items":[],"customer":{"name":"Quinn\u0000Canary","email":"quinn canary@example.com","phone":"+15550100199 +15550100199 +15550100199"},"canary":1}`,
		`{"customer":{"email":"quinn.canary@example.com"`, `{"customer":{"quinn.canary@example.com":"+15550100199"},"shipments":[{"tracking_number":"quinn.canary@example.com"}]}`,
	} {
		if a := w.call(t, http.MethodPut, ordersPath+"canary-bad", merchantKey(), []byte(body)); a.status/100 != 4 {
			t.Errorf("a bad order gave %d", a.status)
		}
	}
	for _, body := range []string{`{"trackingNumber":"1Z879E930346834440","receivedBy":"CANARY SIGNER","activityStatus":{"descr`, `{"trackingNumber":"CANARY SIGNER 1","receivedBy":"CANARY SIGNER"}`} {
		w.push(t, "ups", carriersim.Push{Header: http.Header{"Credential": {demo.Secret("ups")}}, Body: []byte(body)})
	}
	if a := w.call(t, http.MethodPost, "/webhooks/ups/"+demo.Secret("ups"), nil, []byte("{")); a.status != http.StatusAccepted {
		t.Errorf("a secret in the path gave %d", a.status)
	}
}

// nameless finds canaries, however they are wrapped.
func nameless(t *testing.T, where string, b []byte) {
	t.Helper()
	if hit, found := sealtest.New(canaries...).Find(b); found {
		t.Errorf("%s: %q, %s, in %q", where, hit.Word, hit.Way, hit.Near)
	}
}

// namelessTables looks at every attribute of every item as it is stored, and at what is compressed in it. It counts what is sealed.
func (w world) namelessTables(t *testing.T) (sealed int) {
	t.Helper()
	for _, table := range []string{w.Table, w.KeyTable} {
		err := w.each(t, table, func(item map[string]types.AttributeValue) {
			where := text(item["pk"]) + " " + text(item["sk"])
			for name, value := range item {
				raw := flat(value)
				nameless(t, where+" "+name, raw)
				if name == "sealed" {
					sealed++
				}
			}
			number, ok := strings.CutPrefix(text(item["pk"]), "T#")
			if !ok {
				return
			}
			n, err := w.store().Number(t.Context(), number) // its facts are compressed with a dictionary
			if err != nil {
				t.Error(err)
			}
			nameless(t, where+" facts", fmt.Appendf(nil, "%+v %+v", n.Facts, n.Claims))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return sealed
}

// flat gives the bytes of an attribute value, of its inner values one after the other.
func flat(v types.AttributeValue) []byte {
	switch v := v.(type) {
	case *types.AttributeValueMemberB:
		return v.Value
	case *types.AttributeValueMemberBS:
		return bytes.Join(v.Value, []byte{0})
	case *types.AttributeValueMemberL:
		var all []byte
		for _, inner := range v.Value {
			all = append(all, flat(inner)...)
		}
		return all
	case *types.AttributeValueMemberM:
		var all []byte
		for name, inner := range v.Value {
			all = append(append(all, name...), flat(inner)...)
		}
		return all
	default:
		return fmt.Appendf(nil, "%v", v)
	}
}

// watchQueues looks into all queues, dead letters included, again and again, until the function that it gives is called, which
// gives the messages by queue and id.
func (w world) watchQueues(t *testing.T) (seen func() map[string]map[string]string) {
	t.Helper()
	w.looksIntoQueues(t)
	found := map[string]map[string]string{}
	ctx, cancel := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() {
		ticker := time.NewTicker(2 * time.Millisecond)
		defer ticker.Stop()
		for ctx.Err() == nil {
			for _, q := range w.Template.Queues() {
				for _, m := range w.Messages(q.Name, 100) {
					if found[q.ID] == nil {
						found[q.ID] = map[string]string{}
					}
					found[q.ID][m.ID] = m.Body + fmt.Sprint(m.Attributes)
				}
			}
			select {
			case <-ctx.Done():
			case <-ticker.C:
			}
		}
	})
	stop := func() { cancel(); watching.Wait() }
	t.Cleanup(stop)
	return func() map[string]map[string]string { stop(); return found }
}

func (w world) namelessQueues(t *testing.T, seen map[string]map[string]string) {
	t.Helper()
	for _, id := range []string{"InboundQueue", "MessagesQueue", "PollsQueue"} {
		if len(seen[id]) == 0 {
			t.Errorf("no message was seen in %s", id)
		}
	}
	for id, messages := range seen {
		if strings.HasSuffix(id, "Dead") && len(messages) > 0 {
			t.Errorf("%s was filled", id)
		}
		for _, body := range messages {
			if low := strings.ToLower(body); id == "InboundQueue" && !slices.ContainsFunc(canaries, func(c string) bool { return strings.Contains(low, c) }) {
				continue // what carriers send is folded and sealed once it is out of there
			}
			nameless(t, id, []byte(body))
		}
	}
}
