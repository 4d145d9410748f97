package handler

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	webshop "doorstep/shared/shop"
)

const (
	shopOrder = `{"id":77,"name":"#1001","currency":"EUR","presentment_currency":"EUR","created_at":"2026-11-03T09:00:00+01:00","updated_at":"2026-11-03T09:00:01+01:00",
"source_name":"web","email":"ida@example.com","shipping_address":{"name":"Ida Muster","address1":"Beispielweg 4","zip":"04103","city":"Leipzig","country_code":"DE"},
"line_items":[{"id":1,"name":"Mug","quantity":2,"current_quantity":2,"price":"18.00"},{"id":2,"name":"Towel","quantity":1,"current_quantity":1,"price":"14.00"}],
"shipping_lines":[{"title":"Standard"}],"fulfillments":[]}`
	shopFulfilment = `{"id":5,"order_id":77,"name":"#1001.1","status":"success","created_at":"2026-11-04T09:00:00+01:00","updated_at":"2026-11-04T09:00:00+01:00",
"tracking_company":"UPS","tracking_numbers":["1Z999AA10123456784"],"line_items":[{"id":1,"name":"Mug","quantity":2,"price":"18.00"}]}`
)

func TestOrderThenFulfilmentAndTheOtherWayRound(t *testing.T) {
	t.Parallel()
	for name, turns := range map[string][]string{"order first": {shopOrder, shopFulfilment}, "fulfilment first": {shopFulfilment, shopOrder}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDoor(t)
			for _, body := range turns {
				topic := "orders/create"
				if body == shopFulfilment {
					topic = "fulfillments/create"
				}
				d.shopify(t, topic, body)
			}
			o := d.known(t, "#1001")
			if got, want := parcelsOf(o), "1Z999AA10123456784 shopify/5 ups 1*2"; got != want {
				t.Errorf("parcels %q, want %q", got, want)
			}
			if len(o.Items) != 2 || o.Items[0].Quantity != 2 || o.Currency != "EUR" || o.Channel != "web" || o.Method != order.Ship {
				t.Errorf("order %+v", o)
			}
			if lookup := d.orders[o.ID].Lookup; len(lookup) != 2 {
				t.Errorf("%d hashes to find the order by, want e-mail and postcode", len(lookup))
			}
			if claims := d.numbers["1Z999AA10123456784"].Claims; len(claims) != 1 || claims[0].Order != o.ID {
				t.Errorf("claims %+v", claims)
			}
			before := d.orders[o.ID].Version
			for range 2 {
				d.shopify(t, "orders/create", shopOrder)
				d.shopify(t, "fulfillments/create", shopFulfilment)
			}
			if after := d.orders[o.ID].Version; after != before {
				t.Errorf("repetitions moved the order from version %d to %d", before, after)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	signed := []string{"X-Shopify-Topic", "orders/create", "X-Shopify-Hmac-Sha256", sign(shopOrder)}
	cases := map[string]struct {
		path    string
		headers []string
		body    string
		want    int
	}{
		"no signature":             {"shopify/aster", signed[:2], shopOrder, http.StatusUnauthorized},
		"another body":             {"shopify/aster", signed, shopOrder + " ", http.StatusUnauthorized},
		"another brand's secret":   {"shopify/birch", signed, shopOrder, http.StatusUnauthorized},
		"a brand without secret":   {"shopify/cedar", signed, shopOrder, http.StatusUnauthorized},
		"a brand that is a path":   {"shopify/..%2Faster", signed, shopOrder, http.StatusUnauthorized},
		"another platform's door":  {"woocommerce/aster", signed, shopOrder, http.StatusUnauthorized},
		"unknown platform":         {"magento/aster", signed, shopOrder, http.StatusNotFound},
		"parameters do not answer": {"shopify/down", signed, shopOrder, http.StatusServiceUnavailable},
		"too long":                 {"shopify/aster", signed, strings.Repeat(" ", webshop.MaxBody+1), http.StatusRequestEntityTooLarge},
		"ping of another platform": {"shopify/aster", nil, "webhook_id=1", http.StatusUnauthorized},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDoor(t)
			if w := d.send(c.path, c.body, c.headers...); w.Code != c.want {
				t.Errorf("got %d %s, want %d", w.Code, w.Body, c.want)
			}
			if len(d.orders)+len(d.lot.items) > 0 {
				t.Error("something was stored")
			}
		})
	}
}

// A message that can never be used is kept, and the platform is content; one that may be used later is sent again.
func TestWhatIsAnswered(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		topic, body string
		fail        string // method of the table that does not answer
		park        error
		want        int
		parked      string // kinds
	}{
		"taken":                     {"orders/create", shopOrder, "", nil, 200, ""},
		"unknown topic":             {"products/create", `{"id":1}`, "", nil, 200, ""},
		"no JSON":                   {"orders/create", `<html>`, "", nil, 200, "shop"},
		"no name":                   {"orders/create", `{"id":1}`, "", nil, 200, "shop"},
		"an order of nothing":       {"orders/create", `{"id":1,"name":"#1","line_items":[]}`, "", nil, 200, "shop"},
		"a name that is none":       {"orders/create", `{"id":1,"name":"` + strings.Repeat("9", 200) + `","line_items":[{"id":1,"quantity":1}]}`, "", nil, 200, "shop"},
		"a fulfilment of whatever":  {"fulfillments/create", `{"id":5,"order_id":1,"name":"x"}`, "", nil, 200, ""},
		"table does not answer":     {"orders/create", shopOrder, "PutOrder", nil, 503, ""},
		"refs do not answer":        {"orders/create", shopOrder, "OrderByRef", nil, 503, ""},
		"parking does not answer":   {"orders/create", `<html>`, "", fault.New(fault.Unavailable, "down"), 503, ""},
		"our own bug":               {"orders/create", `<html>`, "", errors.New("bug"), 500, ""},
		"a request about a shopper": {"customers/data_request", `{"orders_requested":[77]}`, "", nil, 200, "data_request"},
		"the shop leaves":           {"shop/redact", `{"shop_id":1}`, "", nil, 200, "redact_shop"},
		"the app leaves":            {"app/uninstalled", `{"id":1}`, "", nil, 200, "uninstalled"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDoor(t)
			d.lot.fail = c.park
			if c.fail != "" {
				d.fail[c.fail] = fault.New(fault.Unavailable, "down")
			}
			w := d.send("shopify/aster", c.body, "X-Shopify-Topic", c.topic, "X-Shopify-Hmac-Sha256", sign(c.body))
			if w.Code != c.want {
				t.Errorf("got %d %s, want %d\n%s", w.Code, w.Body, c.want, d.log)
			}
			var kinds []string
			for _, item := range d.lot.items {
				kinds = append(kinds, item.Kind)
				if item.Source != "shopify" || item.Account != "aster" || item.Reason == "" || len(item.Sealed) == 0 || strings.Contains(string(item.Sealed), c.body) {
					t.Errorf("parked %+v", item)
				}
			}
			if got := strings.Join(kinds, " "); got != c.parked {
				t.Errorf("parked %q, want %q", got, c.parked)
			}
		})
	}
}

// The number that is none in Shopify's own example costs its parcel the number, and the order nothing.
func TestGarbageNumberKeepsTheRest(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.shopify(t, "orders/create", shopOrder)
	body := strings.Replace(shopFulfilment, `"1Z999AA10123456784"`, `"#☠1☢\n---\n4321\n"`, 1)
	d.shopify(t, "fulfillments/create", body)
	if got, want := parcelsOf(d.known(t, "#1001")), "none shopify/5 1*2"; got != want {
		t.Errorf("parcels %q, want %q", got, want)
	}
	if !strings.Contains(d.log.String(), "is no tracking number") || strings.Contains(d.log.String(), "4321") {
		t.Errorf("log: %s", d.log)
	}
	d.shopify(t, "fulfillments/update", strings.ReplaceAll(shopFulfilment, "2026-11-04T09", "2026-11-04T10"))
	if got, want := parcelsOf(d.known(t, "#1001")), "1Z999AA10123456784 shopify/5 ups 1*2"; got != want {
		t.Errorf("after the correction %q, want %q", got, want)
	}
}

func TestCancelledAndBack(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.shopify(t, "orders/create", shopOrder)
	at := func(s string) string {
		return strings.Replace(shopOrder, `"updated_at":"2026-11-03T09:00:01`, `"updated_at":"2026-11-03T`+s, 1)
	}
	d.shopify(t, "orders/cancelled", strings.Replace(at("12:00:01"), `{"id":77`, `{"cancelled_at":"2026-11-03T12:00:00+01:00","cancel_reason":"customer","id":77`, 1))
	if o := d.known(t, "#1001"); o.CancelledAt != "2026-11-03T12:00:00+01:00" || o.CancelReason != "customer" {
		t.Errorf("cancelled %q %q", o.CancelledAt, o.CancelReason)
	}
	d.shopify(t, "orders/updated", at("11:00:00")) // late
	if o := d.known(t, "#1001"); o.CancelledAt == "" {
		t.Error("an older body took the cancellation back")
	}
	d.shopify(t, "orders/updated", at("13:00:00"))
	if o := d.known(t, "#1001"); o.CancelledAt != "" {
		t.Errorf("still cancelled: %q", o.CancelledAt)
	}
}

func TestRedactErasesAndLateWebhooksChangeNothing(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.shopify(t, "orders/create", shopOrder)
	const request = `{"shop_id":1,"customer":{"id":1},"orders_to_redact":[77,"4040"]}`
	d.fail["DeletePointer"] = fault.New(fault.Unavailable, "down")
	if w := d.send("shopify/aster", request, "X-Shopify-Topic", "customers/redact", "X-Shopify-Hmac-Sha256", sign(request)); w.Code != 503 {
		t.Errorf("an erasure that broke off gives %d", w.Code)
	}
	delete(d.fail, "DeletePointer")
	d.shopify(t, "customers/redact", request) // Shopify repeats
	if len(d.pointers) != 0 {
		t.Errorf("the repetition left %v", d.pointers)
	}
	d.wrote()
	d.shopify(t, "customers/redact", request)
	if wrote := d.wrote(); wrote != "" {
		t.Errorf("what is erased was erased again: %s", wrote)
	}
	if o := d.known(t, "#1001"); o.Erased == "" || len(o.Items) > 0 {
		t.Errorf("not erased: %+v", o)
	}
	version := d.orders[order.ID("aster", "#1001")].Version
	d.shopify(t, "orders/updated", strings.ReplaceAll(shopOrder, "2026-11-03", "2026-11-05"))
	d.shopify(t, "fulfillments/create", shopFulfilment)
	if now := d.orders[order.ID("aster", "#1001")].Version; now != version || len(d.lot.items) > 0 {
		t.Errorf("a late webhook moved the skeleton from version %d to %d, %d parked", version, now, len(d.lot.items))
	}
}

// A request of a shopper says what to send, one of a shop what to do; neither names anybody.
func TestRequestsSayWhatToDo(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.shopify(t, "orders/create", shopOrder)
	for topic, c := range map[string]struct{ body, want string }{
		"customers/data_request": {`{"shop_id":1,"orders_requested":[77,4040],"customer":{"id":1,"email":"ida@example.com","phone":"555"},"data_request":{"id":9}}`,
			"a shopper asks for what is stored; send the shop's owner within 30 days: GET /v1/orders/aster/%231001/export"},
		"shop/redact": {`{"shop_id":1,"shop_domain":"ida.myshopify.com"}`,
			"the shop left and asks that everything of it be erased within 30 days: DELETE /v1/orders/aster/<number> for each of its orders; nothing was erased yet"},
	} {
		d.lot.items = nil
		d.shopify(t, topic, c.body)
		if len(d.lot.items) != 1 {
			t.Fatalf("%s: %d requests were kept", topic, len(d.lot.items))
		}
		for _, kept := range d.lot.items {
			if kept.Reason != c.want {
				t.Errorf("%s: the reason is\n%s, want\n%s", topic, kept.Reason, c.want)
			}
		}
	}
	none := newDoor(t)
	none.shopify(t, "customers/data_request", `{"orders_requested":[77]}`)
	for _, kept := range none.lot.items {
		if !strings.HasSuffix(kept.Reason, "nothing: no order that it names is known here") {
			t.Errorf("of no order: %s", kept.Reason)
		}
	}
}

func TestDeletedOrders(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.shopify(t, "orders/delete", `{"id":77}`) // never heard of
	d.shopify(t, "orders/create", shopOrder)
	d.shopify(t, "orders/delete", `{"id":77}`)
	if o := d.known(t, "#1001"); o.CancelReason != "deleted" || o.CancelledAt == "" {
		t.Errorf("an order that never left: %+v", o)
	}
	sent := newDoor(t)
	sent.shopify(t, "orders/create", shopOrder)
	sent.shopify(t, "fulfillments/create", shopFulfilment)
	sent.shopify(t, "orders/delete", `{"id":77}`)
	if o := sent.known(t, "#1001"); o.CancelledAt != "" {
		t.Error("tidying up an order that was sent cancelled it")
	}
}

func TestWooCommercePingAndOrder(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	if w := d.send("woocommerce/aster", "webhook_id=142", "Content-Type", "application/x-www-form-urlencoded"); w.Code != http.StatusOK {
		t.Fatalf("ping: %d", w.Code)
	}
	if w := d.send("woocommerce/nobody", "webhook_id=142"); w.Code != http.StatusOK {
		t.Fatalf("ping of a brand without secret: %d", w.Code)
	}
	post := func(modified, meta string) {
		t.Helper()
		body := `{"id":727,"number":"727","status":"processing","currency":"GBP","date_created_gmt":"2026-11-03T09:00:00","date_modified_gmt":"` + modified + `",
"billing":{"email":"ada@example.com","postcode":"LS1 1AA"},"line_items":[{"id":315,"name":"Tea","quantity":3,"subtotal":"9.00"}],"meta_data":[` + meta + `]}`
		if w := d.send("woocommerce/aster", body, "X-WC-Webhook-Topic", "order.updated", "X-WC-Webhook-Signature", sign(body)); w.Code != http.StatusOK {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	tracking := func(items string) string { return `{"key":"_wc_shipment_tracking_items","value":[` + items + `]}` }
	a, b := `{"tracking_id":"a","tracking_provider":"royal-mail","tracking_number":"RB123456785GB"}`, `{"tracking_id":"b","tracking_provider":"ups","tracking_number":"1Z999AA10123456784"}`
	post("2026-11-03T09:00:00", "")
	post("2026-11-03T10:00:00", tracking(a+","+b))
	post("2026-11-03T11:00:00", tracking(b)) // the merchant deleted the first one
	post("2026-11-03T10:30:00", tracking(a+","+b))
	o := d.known(t, "727")
	if got, want := parcelsOf(o), "1Z999AA10123456784 woocommerce/b ups"; got != want {
		t.Errorf("parcels %q, want %q", got, want)
	}
	if o.PlacedAt != "2026-11-03T09:00:00Z" || len(o.Shipments) != 2 {
		t.Errorf("order %+v", o)
	}
}

// A hook of BigCommerce only makes us ask; what the hook claims besides is not believed.
func TestBigCommerceAsksTheStore(t *testing.T) {
	t.Parallel()
	status := http.StatusOK
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("X-Auth-Token") != "token":
			w.WriteHeader(http.StatusUnauthorized)
		case status != http.StatusOK:
			w.Header().Set("X-Rate-Limit-Time-Reset-Ms", "15000")
			w.WriteHeader(status)
		case r.URL.Path == "/v2/orders/250":
			w.Write([]byte(`{"id":250,"status_id":2,"date_created":"Tue, 03 Nov 2026 09:00:00 +0000","date_modified":"Wed, 04 Nov 2026 15:30:10 +0000","default_currency_code":"USD","billing_address":{"email":"noor@example.com"}}`)) //nolint:errcheck // a test server
		case r.URL.Path == "/v2/orders/250/products":
			w.Write([]byte(`[{"id":14,"name":"Mug","quantity":2,"price_inc_tax":"19.4400"}]`)) //nolint:errcheck // a test server
		case r.URL.Path == "/v2/orders/250/shipments":
			w.Write([]byte(`[{"id":12,"tracking_number":"1Z999AA10123456784","tracking_carrier":"ups","items":[{"order_product_id":14,"quantity":2}]}]`)) //nolint:errcheck // a test server
		default:
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	t.Cleanup(site.Close)
	d := newDoor(t)
	hook := `{"scope":"store/order/statusUpdated","data":{"type":"order","id":250,"status_id":5},"producer":"stores/evil"}`
	send := func() int {
		return d.send("bigcommerce/aster", hook, "X-Doorstep-Secret", shopSecret).Code
	}
	if code := send(); code != http.StatusServiceUnavailable {
		t.Errorf("without credentials: %d", code)
	}
	d.shops.secrets.(parameterMap)["/doorstep/shops/bigcommerce/aster/credentials"] = `{"access_token":"token","base_url":"` + site.URL + `"}`
	for _, status = range []int{http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusForbidden} {
		if code := send(); code != http.StatusServiceUnavailable || len(d.orders) > 0 {
			t.Errorf("the store answers %d: %d, %d orders", status, code, len(d.orders))
		}
	}
	status = http.StatusOK
	if code := send(); code != http.StatusOK {
		t.Fatalf("%d\n%s", code, d.log)
	}
	o := d.known(t, "250")
	if got, want := parcelsOf(o), "1Z999AA10123456784 bigcommerce/12 ups 14*2"; got != want || o.CancelledAt != "" || o.Currency != "USD" {
		t.Errorf("parcels %q, want %q; %+v", got, want, o)
	}
	if d.send("bigcommerce/aster", hook).Code != http.StatusUnauthorized {
		t.Error("a hook without the secret was taken")
	}
}

// A personal word never reaches a log line, whatever happens to the webhook.
func TestNothingPersonalIsLogged(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.shopify(t, "orders/create", shopOrder)
	d.shopify(t, "orders/create", strings.Replace(shopOrder, `"ida@example.com"`, `"ida at example"`, 1))
	d.shopify(t, "orders/create", `{"name":"Ida Muster`)
	for _, word := range []string{"ida", "Muster", "Beispielweg", "04103"} {
		if strings.Contains(d.log.String(), word) {
			t.Errorf("the log tells %q:\n%s", word, d.log)
		}
	}
}

// What Shopify publishes as examples, an order and what was fulfilled of it, makes one order in whatever turn it comes.
func TestPublishedPayloadsBecomeAnOrder(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../../shared/carriers/corpus/shopify/shopify.platform_fulfillment/fulfillment_2025*.json")
	files = append(files, "../../../../shared/carriers/corpus/shopify/shopify.platform_order/order_2025_01_0.json")
	var sent []message
	for _, file := range files {
		body, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) {
			t.Skip("the published payloads are not beside the checkout")
		}
		if err != nil {
			t.Fatal(err)
		}
		topic := "fulfillments/update"
		if strings.Contains(file, "platform_order") {
			topic = "orders/updated"
		}
		sent = append(sent, message{topic, string(body)})
	}
	want := `2008-01-10T11:00:00-05:00 2008-01-10T11:00:00-05:00  USD ship
518995019 x1 19900
123456789 shopify/1069019878 my-custom-shipping-company 518995019*1
MS1562678 shopify/1069019877
none shopify/1069019875`
	for turn := range sent {
		d := newDoor(t)
		for _, m := range append(slices.Clone(sent[turn:]), sent...) {
			d.shopify(t, m.topic, m.body)
		}
		if got := withoutParts(stands(d.known(t, "#1001"))); got != withoutParts(want) {
			t.Errorf("from turn %d on:\n%s\nwant\n%s", turn, got, want)
		}
		if len(d.lot.items) > 0 {
			t.Errorf("parked: %v", d.lot.items)
		}
	}
}

// withoutParts leaves out the lines and parts of the examples' fulfilments that the example's order does not have: they stay where a
// fulfilment came first.
func withoutParts(s string) string {
	var out []string
	for line := range strings.Lines(s) {
		if strings.HasPrefix(line, "10718232") {
			continue
		}
		line, _, _ = strings.Cut(strings.TrimSpace(line), " 10718232")
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
