package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"doorstep/infra/local/demo"
)

const ordersPath = "/v1/orders/" + demo.Brand + "/"

func merchantKey() http.Header {
	return http.Header{"Authorization": {"Bearer " + demo.MerchantKey}, "Content-Type": {"application/json"}}
}

// Only the brand's own key opens the order API, and every refusal is the same to the byte.
func merchants(t *testing.T, w world) {
	body := encode(t, orderOf(time.Now(), [2]string{"ups", "1Z5R89390357567127"}))
	want := w.call(t, http.MethodPut, ordersPath+"keys", nil, body)
	if want.status != http.StatusUnauthorized || want.header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("without a key: %d %v %s", want.status, want.header, want.body)
	}
	for name, c := range map[string]struct{ path, key string }{
		"wrong key": {ordersPath, "Bearer local-dev-kex"}, "longer key": {ordersPath, "Bearer local-dev-key0"}, "no scheme": {ordersPath, demo.MerchantKey},
		"basic": {ordersPath, "Basic " + demo.MerchantKey}, "empty": {ordersPath, "Bearer "}, "another brand": {"/v1/orders/birch/", "Bearer " + demo.MerchantKey},
		"brand in capitals": {"/v1/orders/ASTER/", "Bearer " + demo.MerchantKey}, "brand with a hash": {"/v1/orders/aster%23/", "Bearer " + demo.MerchantKey},
		"key twice": {ordersPath, "Bearer " + demo.MerchantKey + ",Bearer " + demo.MerchantKey}, "source's secret": {ordersPath, "Bearer local-ups-secret"},
	} {
		for _, method := range []string{http.MethodPut, http.MethodGet} {
			a := w.call(t, method, c.path+"keys", http.Header{"Authorization": {c.key}}, body)
			if a.status != want.status || string(a.body) != string(want.body) {
				t.Errorf("%s, %s: %d %s, want %d %s", name, method, a.status, a.body, want.status, want.body)
			}
		}
	}
	if a := w.call(t, http.MethodGet, ordersPath+"keys", merchantKey(), nil); a.status != http.StatusNotFound {
		t.Errorf("a refused order is there: %d %s", a.status, a.body)
	}
	if a := w.call(t, http.MethodPatch, ordersPath+"keys", merchantKey(), nil); a.status != http.StatusNotFound || string(a.body) != `{"message":"Not Found"}` {
		t.Errorf("a method without route gave %d %s", a.status, a.body)
	}
}

// problem is an answer of the order API that names what is wrong.
type problem struct {
	Status int
	Errors []struct{ Field, Detail string }
}

// A bad body is named and leaves nothing behind.
func badOrders(t *testing.T, w world) {
	for i, c := range []struct {
		name, body string
		status     int
		fields     []string
	}{
		{"empty", "", 400, nil},
		{"cut", `{"items":[`, 400, nil},
		{"two documents", `{}{}`, 400, nil},
		{"not JSON", "\x00\xff", 400, nil},
		{"50,000 deep", strings.Repeat(`{"items":[`, 25_000), 400, nil},
		{"256 KiB and a byte", `{"items":"` + strings.Repeat("x", 256<<10-11) + `"}`, 413, nil},
		{"null", `null`, 422, []string{"", "items"}},
		{"a list", `[]`, 422, []string{"", "items"}},
		{"nothing in it", `{}`, 422, []string{"items"}},
		{"every field wrong", `{"placed_at":"yesterday","currency":"euro","locale":"<b>","channel":7,"customer":"Quinn","ship_to":{"country":"USA"},
			"items":[{"quantity":-1,"unit_price":1.5,"url":"javascript:alert(1)"}],"promise":{"earliest":"2026-12-02","latest":"2026-12-01"},
			"shipments":[{"tracking_number":"#","items":[{"id":"9","quantity":-1}]}]}`, 422,
			[]string{"channel", "currency", "customer", "items[0].id", "items[0].quantity", "items[0].unit_price", "items[0].url", "locale", "placed_at",
				"promise.latest", "ship_to.country", "shipments[0].items[0].id", "shipments[0].items[0].quantity", "shipments[0].tracking_number"}},
		{"control characters", `{"items":[{"id":"1","quantity":1,"name":"a\u0000b","sku":"a\nb"}],"customer":{"email":"a b@c"}}`, 422, []string{"customer.email", "items[0].name", "items[0].sku"}},
		{"one item twice", `{"items":[{"id":"1","quantity":1},{"id":"1","quantity":1}]}`, 422, []string{"items[1].id"}},
	} {
		number := fmt.Sprintf("bad-%d", i)
		a := w.call(t, http.MethodPut, ordersPath+number, merchantKey(), []byte(c.body))
		var p problem
		if err := json.Unmarshal(a.body, &p); err != nil || a.status != c.status || p.Status != c.status || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s %s, want %d", c.name, a.status, a.header.Get("Content-Type"), a.body, c.status)
			continue
		}
		var fields []string
		for _, f := range p.Errors {
			fields = append(fields, f.Field)
			if f.Detail == "" {
				t.Errorf("%s: %s is bad without a reason", c.name, f.Field)
			}
		}
		if slices.Sort(fields); !slices.Equal(fields, c.fields) {
			t.Errorf("%s: names %q, want %q", c.name, fields, c.fields)
		}
		if a := w.call(t, http.MethodGet, ordersPath+number, merchantKey(), nil); a.status != http.StatusNotFound {
			t.Errorf("%s: something was stored: %d %s", c.name, a.status, a.body)
		}
	}
}

// Eight clients write one order at once: all get the same answer, and one order with one claim is left.
func manyClients(t *testing.T, w world) {
	const number = "1Z1202R66698804005"
	body := encode(t, orderOf(time.Now(), [2]string{"ups", number}))
	answers := make([]answer, 8)
	var clients sync.WaitGroup
	for i := range answers {
		clients.Go(func() {
			a, err := w.try(http.MethodPut, ordersPath+"many", merchantKey(), body)
			if err != nil {
				t.Error(err)
			}
			answers[i] = a
		})
	}
	clients.Wait()
	created := 0
	for _, a := range answers {
		if a.status == http.StatusCreated {
			created++
		}
		if a.status/100 != 2 || string(a.body) != string(answers[0].body) {
			t.Errorf("%d %s\nand\n%d %s", a.status, a.body, answers[0].status, answers[0].body)
		}
	}
	if created != 1 {
		t.Errorf("the order was created %d times", created)
	}
	n, err := w.store().Number(t.Context(), number)
	if err != nil || len(n.Claims) != 1 {
		t.Errorf("%d claims on the number, %v", len(n.Claims), err)
	}
}

// What a merchant says is believed, told about, and kept when something older comes late.
func merchantsWord(t *testing.T, w world) {
	const good, off = "1Z590A6E0390244640", "1Z590A6E0390244641"
	body := orderOf(time.Now(), [2]string{"ups", off})
	body["updated_at"] = "2026-11-20T10:00:00Z"
	first := w.order(t, http.MethodPut, "word", body, 201)
	if s := first.Shipments; len(s) != 1 || s[0].Carrier != "ups" || s[0].TrackingNumber != off {
		t.Errorf("the shipment became %+v", s)
	}
	if !slices.ContainsFunc(first.Warnings, func(f field) bool { return f.Field == "shipments[0].tracking_number" }) {
		t.Errorf("no warning about the check digit: %+v", first.Warnings)
	}
	before := w.snapshot(t)
	again := w.order(t, http.MethodPut, "word", body, 200)
	if again.OrderID != first.OrderID || again.TrackingURL != first.TrackingURL {
		t.Errorf("the same order again is another one: %+v", again)
	}
	if after := w.snapshot(t); !maps.Equal(before, after) {
		t.Errorf("the same order again wrote something: %v, then %v", before, after)
	}
	old := maps.Clone(body)
	old["updated_at"], old["currency"] = "2026-11-19T10:00:00Z", "SEK"
	if a := w.order(t, http.MethodPut, "word", old, 200); !slices.ContainsFunc(a.Warnings, func(f field) bool { return f.Field == "updated_at" }) {
		t.Errorf("no warning about an older body: %+v", a.Warnings)
	}
	if known := w.order(t, http.MethodGet, "word", nil, 200); known.Currency != "EUR" {
		t.Errorf("the older body changed the currency to %s", known.Currency)
	}
	more := w.order(t, http.MethodPost, "word/shipments", map[string]any{"tracking_number": good, "items": []map[string]any{{"id": "1", "quantity": 1}}}, 201)
	if s := more.Shipments; len(s) != 2 || s[1].Carrier != "ups" || s[1].TrackingNumber != good || s[0].ID != first.Shipments[0].ID {
		t.Errorf("after another shipment: %+v", s)
	}
	w.order(t, http.MethodPost, "word/shipments", map[string]any{"tracking_number": good}, 200)
	w.order(t, http.MethodPost, "word/shipments", map[string]any{"carrier": "ups"}, 422)
	w.order(t, http.MethodPost, "nobodys/shipments", map[string]any{"tracking_number": good}, 404)
}

type field struct{ Field, Detail string }

// orderAnswer is what the order API says of an order, as far as the stories look at it.
type orderAnswer struct {
	OrderID     string `json:"order_id"`
	TrackingURL string `json:"tracking_url"`
	Currency    string
	Shipments   []struct {
		ID             string
		Carrier        string
		TrackingNumber string `json:"tracking_number"`
	}
	Warnings []field
}

func (w world) order(t *testing.T, method, path string, body map[string]any, want int) orderAnswer {
	t.Helper()
	a := w.call(t, method, ordersPath+path, merchantKey(), encode(t, body))
	if a.status != want {
		t.Fatalf("%s %s: %d %s, want %d", method, path, a.status, a.body, want)
	}
	var said orderAnswer
	if err := json.Unmarshal(a.body, &said); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return said
}

// snapshot gives the versions of the items that the story of a merchant's word writes.
func (w world) snapshot(t *testing.T) map[string]int64 {
	t.Helper()
	n, err := w.store().Number(t.Context(), "1Z590A6E0390244641")
	if err != nil {
		t.Fatal(err)
	}
	known := w.order(t, http.MethodGet, "word", nil, 200)
	o, err := w.store().Order(t.Context(), known.OrderID)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]int64{"number": n.Version, "order": o.Version}
}
