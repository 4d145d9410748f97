package handler

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/shared/order"
)

// merchant makes a request with the key of aster and requires success.
func (d door) merchant(t testing.TB, method, path, body string) {
	t.Helper()
	h := Handler{brands: d.memory, desk: d.shops.desk, shops: d.shops, obs: d.shops.obs}
	r := httptest.NewRequest(method, "https://api.example.com/v1/orders/"+path, io.NopCloser(strings.NewReader(body)))
	r.Header.Set("Authorization", "Bearer merchant-key")
	w := httptest.NewRecorder()
	if h.Routes().ServeHTTP(w, r); w.Code >= http.StatusBadRequest {
		t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
}

const (
	labelA = "1Z999AA10123456784"
	labelB = "1Z999AA10123456793"
)

// fulfilmentOf is a fulfilment of the order 77, of two mugs.
func fulfilmentOf(id int, number, status, at string) string {
	return fmt.Sprintf(`{"id":%d,"order_id":77,"name":"#1001.%d","status":"%s","created_at":"2026-11-04T09:00:00+01:00","updated_at":"%s",
"tracking_company":"UPS","tracking_numbers":["%s"],"line_items":[{"id":1,"name":"Mug","quantity":2,"price":"18.00"}]}`, id, id, status, at, number)
}

// orderAt is the order 77 as it was at a time, with its fulfilments.
func orderAt(at string, fulfilments ...string) string {
	body := strings.Replace(shopOrder, `"2026-11-03T09:00:01+01:00"`, `"`+at+`"`, 1)
	return strings.Replace(body, `"fulfillments":[]`, `"fulfillments":[`+strings.Join(fulfilments, ",")+`]`, 1)
}

// Sequences of one order, told by the shop and by the merchant, and the parcels that stand in the end.
func TestShopAndMerchant(t *testing.T) {
	t.Parallel()
	const nine, ten, eleven = "2026-11-04T09:00:00+01:00", "2026-11-04T10:00:00+01:00", "2026-11-04T11:00:00+01:00"
	made, moved := fulfilmentOf(5, labelA, "success", nine), fulfilmentOf(5, labelB, "success", ten)
	undone, again := fulfilmentOf(5, labelA, "cancelled", ten), fulfilmentOf(6, labelA, "success", eleven)
	put := func(body string) message {
		return message{"PUT", `{"refs":[{"system":"shopify","id":"77"}],"items":[{"id":"1","quantity":2}]` + body + `}`}
	}
	cases := map[string]struct {
		said []message
		want string
	}{
		"the merchant's clock is ahead of the shop's": {
			[]message{{"orders/create", shopOrder}, put(`,"updated_at":"2026-11-09T00:00:00Z","promise":{"latest":"2026-11-12"}`), {"orders/updated", orderAt(nine, made)}},
			labelA + " shopify/5 ups 1*2",
		},
		"and the shop's own old webhook is still old": {
			[]message{{"orders/updated", orderAt(ten, undone)}, put(`,"updated_at":"2026-11-01T00:00:00Z"`), {"orders/updated", orderAt(nine, made)}}, "",
		},
		"the shop corrects the number that the merchant told":                {[]message{put(`,"shipments":[{"tracking_number":"` + labelA + `"}]`), {"orders/create", shopOrder}, {"fulfillments/create", made}, {"fulfillments/update", moved}}, labelB + " shopify/5 ups 1*2"},
		"and told under a name of his own":                                   {[]message{put(`,"shipments":[{"tracking_number":"` + labelA + `","ref":"erp-1"}]`), {"orders/create", shopOrder}, {"fulfillments/create", made}, {"fulfillments/update", moved}}, labelB + " erp-1 ups 1*2"},
		"a fulfilment taken back and made again":                             {[]message{{"orders/create", shopOrder}, {"fulfillments/create", made}, {"fulfillments/update", undone}, {"fulfillments/create", fulfilmentOf(6, labelB, "success", eleven)}, {"fulfillments/create", made}}, labelB + " shopify/6 ups 1*2"},
		"with the label of before":                                           {[]message{{"orders/create", shopOrder}, {"fulfillments/create", made}, {"fulfillments/update", undone}, {"fulfillments/create", again}}, labelA + " shopify/6 ups 1*2"},
		"with the label of before, and the cancellation comes last":          {[]message{{"orders/create", shopOrder}, {"fulfillments/create", made}, {"fulfillments/create", again}, {"orders/updated", orderAt(eleven, undone, again)}, {"fulfillments/update", undone}}, labelA + " shopify/6 ups 1*2"},
		"with the label of before, and everything comes the other way round": {[]message{{"orders/updated", orderAt(eleven, undone, again)}, {"fulfillments/create", again}, {"fulfillments/update", undone}, {"fulfillments/create", made}, {"orders/create", shopOrder}}, labelA + " shopify/6 ups 1*2"},
		"cancelled after it left":                                            {[]message{{"orders/updated", orderAt(nine, made)}, {"orders/cancelled", strings.Replace(orderAt(ten, made), `{"id":77`, `{"cancelled_at":"2026-11-04T10:00:00+01:00","id":77`, 1)}}, labelA + " shopify/5 ups 1*2"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDoor(t)
			for _, m := range c.said {
				if m.topic == "PUT" {
					d.merchant(t, "PUT", "aster/%231001", m.body)
					continue
				}
				d.shopify(t, m.topic, m.body)
			}
			if got := parcelsOf(d.known(t, "#1001")); got != c.want {
				t.Errorf("parcels %q, want %q", got, c.want)
			}
			if len(d.lot.items) > 0 {
				t.Errorf("parked: %+v", d.lot.items)
			}
			for _, label := range []string{labelA, labelB} {
				claims := d.numbers[label].Claims
				if stands := strings.Contains(c.want, label); len(claims) > 0 && claims[0].Released == stands {
					t.Errorf("%s: its claim is released: %v", label, claims[0].Released)
				}
			}
		})
	}
}

// A PUT that comes while a webhook of the same order is being written loses nothing, and neither does the webhook.
func TestMerchantAndShopAtOnce(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.shopify(t, "orders/create", shopOrder)
	d.before["PutOrder"] = func(*memory) {
		d.merchant(t, "PUT", "aster/%231001", `{"promise":{"latest":"2026-11-12"},"items":[{"id":"1","quantity":2,"url":"https://shop.example/mug"}]}`)
	}
	d.shopify(t, "fulfillments/create", shopFulfilment)
	o := d.known(t, "#1001")
	if _, holds := o.Promised(); holds.Latest != "2026-11-12" || o.Items[0].URL == "" || parcelsOf(o) != labelA+" shopify/5 ups 1*2" {
		t.Errorf("order %+v", o)
	}
}

// Two brands may use the same order numbers and put two orders into one box.
func TestTwoBrandsOneNumber(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.shops.secrets.(parameterMap)["/doorstep/shops/shopify/birch/secret"] = shopSecret
	for _, brand := range []string{"aster", "birch"} {
		for _, m := range []message{{"orders/create", shopOrder}, {"fulfillments/create", shopFulfilment}} {
			if w := d.send("shopify/"+brand, m.body, "X-Shopify-Topic", m.topic, "X-Shopify-Hmac-Sha256", sign(m.body)); w.Code != http.StatusOK {
				t.Fatalf("%s: %d", brand, w.Code)
			}
		}
	}
	d.shopify(t, "customers/redact", `{"orders_to_redact":[77]}`)
	if aster, err := d.Order(t.Context(), order.ID("aster", "#1001")); err != nil || len(aster.Sealed) > 0 {
		t.Errorf("of aster %d sealed bytes are left, %v", len(aster.Sealed), err)
	}
	birch, err := d.Order(t.Context(), order.ID("birch", "#1001"))
	if err != nil || len(birch.Sealed) == 0 || len(birch.Lookup) != 2 {
		t.Errorf("birch lost its own order: %+v, %v", birch, err)
	}
	if claims := d.numbers[labelA].Claims; len(claims) != 2 {
		t.Errorf("%d claims on the number, want one for each brand", len(claims))
	}
}

// The app is taken out of the shop and put in again, with a new secret: orders go on, and nothing is known twice.
func TestReinstalled(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.shopify(t, "orders/create", shopOrder)
	d.shopify(t, "app/uninstalled", `{"id":1}`)
	d.shops.secrets.(parameterMap)["/doorstep/shops/shopify/aster/secret"] = "shpss_next " + shopSecret
	d.wrote()
	d.shopify(t, "orders/create", shopOrder)
	if wrote := d.wrote(); wrote != "" {
		t.Errorf("the same order again wrote %s", wrote)
	}
	d.shopify(t, "fulfillments/create", shopFulfilment)
	if got := parcelsOf(d.known(t, "#1001")); got != labelA+" shopify/5 ups 1*2" || len(d.orders) != 1 {
		t.Errorf("parcels %q of %d orders", got, len(d.orders))
	}
}

func (d door) wrote() string { return shop{memory: d.memory}.wrote() }

// A line that was edited out of an order goes, one that a parcel holds keeps its name, and an old webhook brings nothing back.
func TestLinesEditedOutOfAnOrder(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	post := func(modified, lines, meta string) {
		t.Helper()
		body := `{"id":727,"number":"727","status":"processing","currency":"GBP","date_created_gmt":"2026-11-03T09:00:00","date_modified_gmt":"` + modified + `",
"line_items":[` + lines + `],"meta_data":[` + meta + `]}`
		if w := d.send("woocommerce/aster", body, "X-WC-Webhook-Topic", "order.updated", "X-WC-Webhook-Signature", sign(body)); w.Code != http.StatusOK {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	line := func(id, pieces int) string {
		return fmt.Sprintf(`{"id":%d,"name":"Item %d","product_id":%d,"quantity":%d,"subtotal":"9.00"}`, id, id, id, pieces)
	}
	const parcel = `{"key":"_wc_shipment_tracking_items","value":[{"tracking_id":"a","tracking_provider":"ups","tracking_number":"` + labelA + `","products_list":[{"item_id":"2","qty":1}]}]}`
	post("2026-11-03T09:00:00", line(1, 3)+","+line(2, 1)+","+line(3, 1), "")
	post("2026-11-03T10:00:00", line(1, 1)+","+line(2, 1)+","+line(4, 2), parcel)
	post("2026-11-03T11:00:00", line(1, 1)+","+line(4, 2), parcel)
	post("2026-11-03T09:00:00", line(1, 3)+","+line(2, 1)+","+line(3, 1), "")
	var got []string
	for _, i := range d.known(t, "727").Items {
		got = append(got, fmt.Sprintf("%s*%d", i.ID, i.Quantity))
	}
	if want := "1*1 2*0 4*2"; strings.Join(got, " ") != want {
		t.Errorf("items %v, want %s", got, want)
	}
}
