package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/demo"
	"doorstep/shared/carrier/carriersim"
)

// hook posts a webhook of a shop for the demo brand.
func (w world) hook(t *testing.T, platform string, header http.Header, body []byte) answer {
	t.Helper()
	return w.call(t, http.MethodPost, "/v1/shops/"+platform+"/"+demo.Brand, header, body)
}

// shopify posts a signed webhook that must be taken.
func (w world) shopify(t *testing.T, topic string, body any) {
	t.Helper()
	encoded := encode(t, body)
	header := http.Header{"X-Shopify-Topic": {topic}, "X-Shopify-Hmac-Sha256": {demo.SignShop("shopify", encoded)}, "X-Shopify-Webhook-Id": {"b54557e4"}}
	if a := w.hook(t, "shopify", header, encoded); a.status != http.StatusOK {
		t.Fatalf("%s: %d %s", topic, a.status, a.body)
	}
}

// pageOf gives the path of an order's page.
func (w world) pageOf(t *testing.T, number string) string {
	t.Helper()
	a := w.call(t, http.MethodGet, ordersPath+url.PathEscape(number), merchantKey(), nil)
	var said struct {
		TrackingURL string `json:"tracking_url"`
	}
	if err := json.Unmarshal(a.body, &said); err != nil || a.status != http.StatusOK {
		t.Fatalf("order %s: %d %s", number, a.status, a.body)
	}
	return strings.TrimPrefix(said.TrackingURL, w.URL())
}

// An order that is placed and sent in a shop ends on the shopper's page, whatever comes first: the order, its fulfilment or the scans.
func TestOrdersOfShops(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	begin := time.Now().Add(-60 * time.Hour)
	at := func(hours int) string { return begin.Add(time.Duration(hours) * time.Hour).Format(time.RFC3339) }
	line := map[string]any{"id": 1, "name": "Walnut tray", "quantity": 1, "current_quantity": 1, "price": "64.00"}
	fulfilment := func(order, id int, number string) map[string]any {
		return map[string]any{
			"id": id, "order_id": order, "name": fmt.Sprintf("#%d.1", order), "status": "success", "created_at": at(1), "updated_at": at(1),
			"tracking_company": "UPS", "tracking_numbers": []string{number}, "line_items": []any{line},
		}
	}
	placed := func(order int) map[string]any {
		return map[string]any{
			"id": order, "name": fmt.Sprintf("#%d", order), "currency": "USD", "created_at": at(0), "updated_at": at(0), "source_name": "web",
			"email": "canary@example.com", "shipping_address": map[string]any{"name": "Quinn Canary", "zip": "53207", "country_code": "US"},
			"line_items": []any{line}, "shipping_lines": []any{map[string]any{"title": "Standard"}}, "fulfillments": []any{},
		}
	}

	t.Run("order, fulfilment, scans", func(t *testing.T) {
		p := carriersim.Parcel{Number: "1Z879E930346834440", Carrier: "ups", Life: carriersim.Domestic(begin, 1)}
		w.shopify(t, "orders/create", placed(7001))
		w.shopify(t, "fulfillments/create", fulfilment(7001, 1, p.Number))
		path := w.pageOf(t, "#7001")
		for i := range p.Life {
			w.push(t, "ups", pushFor(t, "ups", p, i))
		}
		w.until(t, path, status(0, "delivered", len(p.Life)))
		a := w.call(t, http.MethodGet, path, nil, nil)
		if body := string(a.body); !strings.Contains(body, "Walnut tray") || !strings.Contains(body, "Delivered") || strings.Contains(body, "canary@example.com") {
			t.Errorf("page: %d %.2000s", a.status, body)
		}
	})

	t.Run("scans, fulfilment, order", func(t *testing.T) {
		p := carriersim.Parcel{Number: "1Z8V92A70367203024", Carrier: "ups", Life: carriersim.Domestic(begin, 1)[:4]}
		for i := range p.Life {
			w.push(t, "ups", pushFor(t, "ups", p, i))
		}
		w.settled(t)
		w.shopify(t, "fulfillments/create", fulfilment(7002, 2, p.Number))
		w.shopify(t, "orders/create", placed(7002))
		w.until(t, w.pageOf(t, "#7002"), status(0, "in_transit", len(p.Life)))
	})

	t.Run("what WooCommerce sends", func(t *testing.T) {
		p := carriersim.Parcel{Number: "1ZXX3150YW44070023", Carrier: "ups", Life: carriersim.Domestic(begin, 1)[:4]}
		if a := w.hook(t, "woocommerce", nil, []byte("webhook_id=142")); a.status != http.StatusOK {
			t.Errorf("ping: %d %s", a.status, a.body)
		}
		gmt := begin.UTC().Format("2006-01-02T15:04:05")
		body := encode(t, map[string]any{
			"id": 7003, "number": "7003", "status": "completed", "currency": "USD", "date_created_gmt": gmt, "date_modified_gmt": gmt,
			"line_items": []any{map[string]any{"id": 1, "name": "Tea &ndash; green", "quantity": 1, "subtotal": "5.00"}},
			"meta_data": []any{map[string]any{"key": "_wc_shipment_tracking_items", "value": []any{
				map[string]any{"tracking_id": "a", "tracking_provider": "ups", "tracking_number": p.Number, "date_shipped": begin.Unix()},
			}}},
		})
		header := http.Header{"X-WC-Webhook-Topic": {"order.updated"}, "X-WC-Webhook-Signature": {demo.SignShop("woocommerce", body)}}
		if a := w.hook(t, "woocommerce", header, body); a.status != http.StatusOK {
			t.Fatalf("order: %d %s", a.status, a.body)
		}
		for i := range p.Life {
			w.push(t, "ups", pushFor(t, "ups", p, i))
		}
		w.until(t, w.pageOf(t, "7003"), status(0, "in_transit", len(p.Life)))
	})

	t.Run("what BigCommerce is asked", func(t *testing.T) {
		p := carriersim.Parcel{Number: "1Z5R89390357567127", Carrier: "ups", Life: carriersim.Domestic(begin, 1)[:4]}
		rfc := begin.Format(time.RFC1123Z)
		answers := map[string]any{
			"/v2/orders/7004":           map[string]any{"id": 7004, "status_id": 2, "date_created": rfc, "date_modified": rfc, "default_currency_code": "USD"},
			"/v2/orders/7004/products":  []any{map[string]any{"id": 1, "name": "Mug", "quantity": 1}},
			"/v2/orders/7004/shipments": []any{map[string]any{"id": 9, "tracking_number": p.Number, "tracking_carrier": "ups", "date_created": rfc}},
		}
		store := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			found, ok := answers[r.URL.Path]
			if !ok || r.Header.Get("X-Auth-Token") != "token" {
				out.WriteHeader(http.StatusNoContent)
				return
			}
			json.NewEncoder(out).Encode(found) //nolint:errcheck // whoever asks will see
		}))
		t.Cleanup(store.Close)
		credentials := string(encode(t, map[string]string{"access_token": "token", "base_url": store.URL}))
		if err := w.SetParameter("/shops/bigcommerce/"+demo.Brand+"/credentials", credentials); err != nil {
			t.Fatal(err)
		}
		hook := []byte(`{"scope":"store/shipment/created","data":{"type":"shipment","id":9,"orderId":7004}}`)
		if a := w.hook(t, "bigcommerce", http.Header{"X-Doorstep-Secret": {demo.Secret("bigcommerce")}}, hook); a.status != http.StatusOK {
			t.Fatalf("hook: %d %s", a.status, a.body)
		}
		for i := range p.Life {
			w.push(t, "ups", pushFor(t, "ups", p, i))
		}
		w.until(t, w.pageOf(t, "7004"), status(0, "in_transit", len(p.Life)))
	})

	t.Run("who is refused", func(t *testing.T) {
		body := encode(t, placed(7005))
		for name, header := range map[string]http.Header{
			"no signature":     {"X-Shopify-Topic": {"orders/create"}},
			"another's secret": {"X-Shopify-Topic": {"orders/create"}, "X-Shopify-Hmac-Sha256": {demo.SignShop("woocommerce", body)}},
		} {
			if a := w.hook(t, "shopify", header, body); a.status != http.StatusUnauthorized {
				t.Errorf("%s: %d %s", name, a.status, a.body)
			}
		}
		if a := w.hook(t, "magento", nil, body); a.status != http.StatusNotFound {
			t.Errorf("unknown platform: %d", a.status)
		}
	})

	t.Run("a shopper who is forgotten", func(t *testing.T) {
		w.shopify(t, "orders/create", placed(7006))
		path := w.pageOf(t, "#7006")
		w.shopify(t, "customers/redact", map[string]any{"orders_to_redact": []int{7006}})
		if a := w.call(t, http.MethodGet, path, nil, nil); a.status != http.StatusNotFound {
			t.Errorf("the page still opens: %d", a.status)
		}
		w.shopify(t, "orders/updated", placed(7006))
	})
}
