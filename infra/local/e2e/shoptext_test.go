package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/brand"
	"doorstep/shared/store"
)

// What Shopify's own example of a fulfilment has for a tracking number, or nearly.
const noNumber = "#\u26201\u2622\n---\n4321\n"

// A shop sends what its customers typed, in every field and of any length. It may be cut and left out, and does nothing.
func hostileShops(t *testing.T, w world) {
	anything := func(say voice) func(i int) string { return func(i int) string { return say(i, 0) } }
	for name, sell := range map[string]func(t *testing.T, id int, say func(i int) string) (number string){
		"Shopify": w.shopifyTexts, "WooCommerce": w.wooTexts, "BigCommerce": w.bigTexts(t),
	} {
		t.Run(name, func(t *testing.T) {
			id := 9000 + 10*len(name)
			tw := twins{w.pageOf(t, sell(t, id, anything(nastily))), w.pageOf(t, sell(t, id+1, anything(plainly)))}
			w.judge(t, name, tw)
			for _, a := range []answer{w.call(t, http.MethodGet, tw.nasty, nil, nil), w.call(t, http.MethodGet, tw.nasty+".json", nil, nil)} {
				for _, personal := range []string{"LEAK", "leak@example.com"} {
					if strings.Contains(string(a.body), personal) {
						t.Errorf("%s: %q is shown", name, personal)
					}
				}
			}
		})
	}
}

func (w world) shopifyTexts(t *testing.T, id int, say func(i int) string) string {
	t.Helper()
	number := fmt.Sprintf(`#%d "><u onclick=x>'&`, id)
	at := time.Now().Add(-48 * time.Hour).Format(time.RFC3339)
	var lines []any
	for i := range nasty() {
		lines = append(lines, map[string]any{
			"id": i + 1, "name": say(i), "title": say(i), "variant_title": say(i), "sku": say(i), "vendor": say(i), "quantity": 1, "current_quantity": 1, "price": say(i),
			"properties": []any{map[string]any{"name": say(i), "value": "LEAK" + say(i)}},
		})
	}
	person := map[string]any{"name": "LEAK " + say(0), "first_name": "LEAK", "address1": "LEAK " + say(1), "city": "LEAK " + say(2), "zip": say(3), "province": say(4), "country_code": say(5), "phone": "LEAK", "company": "LEAK"}
	w.shopify(t, "orders/create", map[string]any{
		"id": id, "name": number, "currency": say(0), "presentment_currency": say(1), "created_at": at, "updated_at": at, "processed_at": say(9), "source_name": say(2), "customer_locale": say(3),
		"email": "leak@example.com", "note": "LEAK", "shipping_address": person, "billing_address": person, "customer": person, "cancelled_at": at, "cancel_reason": "reason " + say(0),
		"line_items": lines, "shipping_lines": []any{map[string]any{"title": say(1), "code": say(2), "delivery_category": "pickup"}},
		"fulfillments": []any{map[string]any{
			"id": id, "order_id": id, "name": number + ".1", "status": "success", "service": say(6), "created_at": at, "updated_at": at, "tracking_company": say(7),
			"tracking_number": noNumber, "tracking_numbers": []string{noNumber}, "tracking_url": "javascript:alert(1)", "line_items": lines,
		}},
	})
	return number
}

func (w world) wooTexts(t *testing.T, id int, say func(i int) string) string {
	t.Helper()
	number := fmt.Sprintf(`W%d "><u onclick=x>'&`, id)
	at := time.Now().Add(-48 * time.Hour).UTC().Format("2006-01-02T15:04:05")
	var lines, tracking []any
	for i := range nasty() {
		lines = append(lines, map[string]any{
			"id": i + 1, "name": "x" + say(i), "sku": say(i), "quantity": 1, "subtotal": say(i), "image": map[string]any{"src": "https://evil.example/" + say(i)},
			"meta_data": []any{map[string]any{"key": say(i), "value": "LEAK" + say(i), "display_value": say(i)}},
		})
	}
	for i := range 3 {
		tracking = append(tracking, map[string]any{"tracking_id": say(i), "tracking_provider": "x" + say(i), "custom_tracking_provider": "x" + say(i+3), "tracking_number": fmt.Sprintf("TEXT%d%d", id, i), "custom_tracking_link": "javascript:alert(1)", "date_shipped": say(i)})
	}
	tracking = append(tracking, map[string]any{"tracking_id": "n", "tracking_number": noNumber})
	person := map[string]any{"first_name": "LEAK " + say(0), "last_name": "LEAK " + say(1), "address_1": "LEAK " + say(2), "city": "LEAK " + say(3), "postcode": say(4), "country": say(5), "email": "leak@example.com", "phone": "LEAK"}
	body := encode(t, map[string]any{
		"id": id, "number": number, "status": "processing", "currency": say(0), "date_created_gmt": at, "date_modified_gmt": at, "created_via": say(1), "customer_note": "LEAK " + say(2),
		"billing": person, "shipping": person, "line_items": lines, "payment_method_title": say(3),
		"shipping_lines": []any{map[string]any{"method_id": "local_pickup:1", "method_title": "x" + say(4), "meta_data": []any{
			map[string]any{"key": "pickup_location", "value": "x" + say(6)}, map[string]any{"key": "pickup_address", "value": "x" + say(10)}, map[string]any{"key": "pickup_details", "value": "x" + say(12)},
		}}},
		"meta_data": []any{map[string]any{"key": "_wc_shipment_tracking_items", "value": tracking}, map[string]any{"key": "wpml_language", "value": say(0)}},
	})
	header := http.Header{"X-WC-Webhook-Topic": {"order.updated"}, "X-WC-Webhook-Signature": {demo.SignShop("woocommerce", body)}, "X-WC-Webhook-Source": {"https://evil.example/"}}
	if a := w.hook(t, "woocommerce", header, body); a.status != http.StatusOK {
		t.Fatalf("WooCommerce: %d %s", a.status, a.body)
	}
	return number
}

// bigTexts makes a store that answers with the texts.
func (w world) bigTexts(t *testing.T) func(t *testing.T, id int, say func(i int) string) string {
	answers := map[string]any{}
	shop := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if found, ok := answers[r.URL.Path]; ok {
			json.NewEncoder(out).Encode(found) //nolint:errcheck // whoever asks will see
			return
		}
		out.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(shop.Close)
	if err := w.SetParameter("/shops/bigcommerce/"+demo.Brand+"/credentials", string(encode(t, map[string]string{"access_token": "token", "base_url": shop.URL}))); err != nil {
		t.Fatal(err)
	}
	return func(t *testing.T, id int, say func(i int) string) string {
		t.Helper()
		at := time.Now().Add(-48 * time.Hour).Format(time.RFC1123Z)
		var products, shipments []any
		for i := range nasty() {
			products = append(products, map[string]any{"id": i + 1, "name": say(i), "sku": say(i), "quantity": 1, "price_inc_tax": say(i), "product_options": []any{map[string]any{"display_value": "LEAK" + say(i)}}})
		}
		for i := range 3 {
			shipments = append(shipments, map[string]any{"id": i + 1, "tracking_number": fmt.Sprintf("TEXT%d%d", id, i), "tracking_carrier": "x" + say(i), "shipping_method": say(i + 3), "tracking_link": "javascript:alert(1)", "date_created": at, "comments": "LEAK " + say(i)})
		}
		shipments = append(shipments, map[string]any{"id": 9, "tracking_number": noNumber, "shipping_method": say(0), "date_created": at})
		person := map[string]any{"first_name": "LEAK " + say(0), "last_name": "LEAK", "street_1": "LEAK " + say(1), "city": "LEAK " + say(2), "zip": say(3), "country_iso2": say(4), "email": "leak@example.com"}
		path := fmt.Sprintf("/v2/orders/%d", id)
		answers[path] = map[string]any{
			"id": id, "status_id": 5, "status": "x" + say(0), "date_created": at, "date_modified": at, "default_currency_code": say(1), "order_source": say(2), "customer_locale": say(3),
			"customer_message": "LEAK", "staff_notes": "LEAK", "billing_address": person,
		}
		answers[path+"/products"], answers[path+"/shipping_addresses"], answers[path+"/shipments"] = products, []any{person}, shipments
		hook := encode(t, map[string]any{"scope": "store/order/updated", "producer": say(0), "hash": say(1), "data": map[string]any{"type": "order", "id": id}})
		if a := w.hook(t, "bigcommerce", http.Header{"X-Doorstep-Secret": {demo.Secret("bigcommerce")}}, hook); a.status != http.StatusOK {
			t.Fatalf("BigCommerce: %d %s", a.status, a.body)
		}
		return fmt.Sprint(id)
	}
}

// A brand's operator writes texts too, and its feed is another's: a record that was stored builds the page of any other.
func hostileBrands(t *testing.T, w world) {
	begin := time.Now().Add(-48 * time.Hour).UTC()
	tw, forms := twins{}, map[string]answer{}
	for id, b := range map[string]struct {
		say  voice
		path *string
	}{"birch": {nastily, &tw.nasty}, "maple": {plainly, &tw.plain}} {
		w.brandTexts(t, id, b.say)
		header := http.Header{"Authorization": {"Bearer key of " + id}, "Content-Type": {"application/json"}}
		a := w.call(t, http.MethodPut, "/v1/orders/"+id+"/1", header, encode(t, orderOf(begin)))
		var said struct {
			URL string `json:"tracking_url"`
		}
		if err := json.Unmarshal(a.body, &said); err != nil || a.status != http.StatusCreated {
			t.Fatalf("%s: %d %s", id, a.status, a.body)
		}
		*b.path = strings.TrimPrefix(said.URL, w.URL())
		forms[id] = w.call(t, http.MethodGet, "/track?brand="+id, nil, nil)
		forms[id+" survey"] = w.call(t, http.MethodGet, "/s/"+strings.TrimPrefix(*b.path, "/t/"), nil, nil)
		forms[id+" report"] = w.call(t, http.MethodGet, "/s/"+strings.TrimPrefix(*b.path, "/t/")+"/report", nil, nil)
		forms[id+" miss"] = w.onceThrough(t, at("127.66.3.1"), "/track", "brand", id, "order", "2", "proof", "x")
	}
	w.judge(t, "brand", tw)
	for _, form := range []string{"", " survey", " report", " miss"} {
		alike(t, "brand's form"+form, forms["birch"+form], forms["maple"+form])
	}
	if body := string(w.call(t, http.MethodGet, tw.plain, nil, nil).body); strings.Count(body, "plain-") < 5 {
		t.Errorf("the brand's texts are not on the page, so it proves nothing: %.3000s", body)
	}
}

// brandTexts stores a brand that says all that it can, and what its feed said.
func (w world) brandTexts(t *testing.T, id string, say voice) {
	t.Helper()
	today := time.Now().UTC()
	day := func(n int) string { return today.AddDate(0, 0, n).Format(time.DateOnly) }
	slot := func(i int) brand.Slot {
		return brand.Slot{Kind: "tip", Title: say(i, 20) + fmt.Sprint(i), Text: say(i+1, 60), URL: fmt.Sprintf("https://shop.example/?%d=%%3Cscript%%3E", i), Link: say(i+2, 20)}
	}
	feed := "https://shop.example/feed"
	record, err := brand.Encode(brand.Record{
		Name: say(0, 60), Site: "https://shop.example/?%3Cu%3E", Accent: "#1d6f5c", Support: brand.Support{URL: "https://shop.example/?a=%22%3Cu%3E&b={{.}}", Email: "a@shop.example", Phone: "+1 (0)2", Hours: say(1, 60)},
		Policies: brand.Policies{Returns: "https://shop.example/?;javascript:alert(1)", Shipping: "https://shop.example/&lt;u&gt;", Privacy: "https://shop.example/"},
		Seasons:  []brand.Season{{Name: say(2, 20), From: day(-1), Until: day(1), Banner: say(3, 60), Banners: map[string]string{"ja": say(4, 60)}}},
		Slots:    []brand.Slot{slot(0), slot(1)}, Feed: feed, Lookup: brand.Lookup{ByNumber: true},
		Texts: map[string]map[string]string{"en": {"page.next": say(0, 60), "lookup.title": say(1, 60), "report.title": say(4, 60)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	slots, err := json.Marshal([]brand.Slot{slot(5)})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store().ApplyBrand(t.Context(), id, record, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.store().AddKey(t.Context(), id, store.APIKey{Hash: brand.KeyHash("key of " + id), Scope: brand.ScopeOrders}); err != nil {
		t.Fatal(err)
	}
	if err := w.store().PutContent(t.Context(), store.Content{Brand: id, Feed: feed, Slots: slots, Confirmed: today}); err != nil {
		t.Fatal(err)
	}
}
