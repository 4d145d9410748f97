package bigcommerce_test

import (
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/shop"
	"doorstep/shared/shop/bigcommerce"
	"doorstep/shared/shop/shoptest"
)

var _ = flag.Bool("update", false, "write what the cases want anew")

// store answers from a map of paths; what is not in it is not there.
type store map[string]json.RawMessage

func (s store) Get(_ context.Context, path string) ([]byte, error) {
	body, ok := s[path]
	if !ok {
		return nil, fault.New(fault.NotFound, "nothing at %s", path)
	}
	return body, nil
}

// A case is a store: an object of answers by path. Its header says which order is asked for.
func TestCases(t *testing.T) {
	t.Parallel()
	shoptest.Each(t, func(r shop.Request) (shop.Event, error) {
		var answers store
		if err := json.Unmarshal(r.Body, &answers); err != nil {
			t.Error(err)
		}
		e, err := bigcommerce.Pull(t.Context(), answers, r.Header.Get("Order"))
		if err == nil {
			shoptest.Fits(t, e)
		}
		return e, err
	})
}

// A store that fails is not an order without parcels.
func TestPullFailsAsAWhole(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/v2/orders/250", "/products", "/shipping_addresses", "/shipments"} {
		_, err := bigcommerce.Pull(t.Context(), failing{path}, "250")
		if fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s fails: got %v", path, err)
		}
	}
	for _, id := range []string{"", "0", "../orders", "1/2", "12345678901234567890", "-1"} {
		if _, err := bigcommerce.Pull(t.Context(), failing{"/"}, id); fault.KindOf(err) != fault.Invalid {
			t.Errorf("id %q: got %v", id, err)
		}
	}
}

// failing fails at one path.
type failing struct{ at string }

func (f failing) Get(_ context.Context, path string) ([]byte, error) {
	if before, _, _ := strings.Cut(path, "?"); strings.HasSuffix(before, f.at) {
		return nil, fault.New(fault.Unavailable, "down")
	}
	if path == "/v2/orders/250" {
		return []byte(`{"id":250,"status_id":11}`), nil
	}
	return []byte(`[]`), nil
}

// The signatures were made with openssl:
//
//	printf '%s' 'msg_1.1793750400.{"scope":"store/order/created"}' | openssl dgst -sha256 -hmac 'client secret' -binary | base64
func TestVerify(t *testing.T) {
	t.Parallel()
	const body, sum = `{"scope":"store/order/created"}`, "v1,kY0+3XrCZoSb0Zl382FUhu+QXFnlwwhuYHqE5uImAig="
	signed := func(signature string) http.Header {
		return http.Header{"Webhook-Id": {"msg_1"}, "Webhook-Timestamp": {"1793750400"}, "Webhook-Signature": {signature}}
	}
	header := func(values ...string) http.Header { return http.Header{bigcommerce.Header: values} }
	cases := map[string]struct {
		secrets []string
		header  http.Header
		body    string
		want    bool
	}{
		"signed":                        {[]string{"old", "client secret"}, signed(sum), body, true},
		"one of two signatures":         {[]string{"client secret"}, signed("v1,AAAA " + sum), body, true},
		"a later version beside it":     {[]string{"client secret"}, signed("v1a,xx " + sum), body, true},
		"another body":                  {[]string{"client secret"}, signed(sum), body + " ", false},
		"another time":                  {[]string{"client secret"}, http.Header{"Webhook-Id": {"msg_1"}, "Webhook-Timestamp": {"1793750401"}, "Webhook-Signature": {sum}}, body, false},
		"another secret":                {[]string{"old"}, signed(sum), body, false},
		"without its version":           {[]string{"client secret"}, signed(strings.TrimPrefix(sum, "v1,")), body, false},
		"the merchant's own header":     {[]string{"a", "shared"}, header("shared"), body, true},
		"another word in it":            {[]string{"a", "shared"}, header("Shared"), body, false},
		"the word twice":                {[]string{"shared"}, header("shared", "shared"), body, false},
		"nothing":                       {[]string{"shared"}, http.Header{}, body, false},
		"an empty secret":               {[]string{""}, header(""), body, false},
		"the hash that anybody makes":   {[]string{"shared"}, http.Header{}, `{"hash":"dd70c0976e06b67aaf671e73f49dcb79230ebf9d"}`, false},
		"many signatures, none genuine": {[]string{"client secret"}, signed(strings.Repeat("v1,AAAA ", 1000)), body, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (bigcommerce.Adapter{}).Verify(c.secrets, shop.Request{Header: c.header, Body: []byte(c.body)}); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ body, want string }{
		"order":            {`{"scope":"store/order/created","data":{"type":"order","id":250}}`, "kind: look\nnumber: 250\n"},
		"status":           {`{"scope":"store/order/statusUpdated","data":{"type":"order","id":250,"status":{"new_status_id":2}}}`, "kind: look\nnumber: 250\n"},
		"of a channel":     {`{"scope":"store/channel/2/order/updated","data":{"type":"order","id":250}}`, "kind: look\nnumber: 250\n"},
		"shipment":         {`{"scope":"store/shipment/created","data":{"type":"shipment","id":12,"orderId":251}}`, "kind: look\nnumber: 251\n"},
		"shipment deleted": {`{"scope":"store/shipment/deleted","data":{"type":"shipment","id":12,"orderId":251}}`, "kind: look\nnumber: 251\n"},
		"refund":           {`{"scope":"store/order/refund/created","data":{"type":"order","id":250,"refund":{"refund_id":3}}}`, "kind: look\nnumber: 250\n"},
		"uninstalled":      {`{"scope":"store/app/uninstalled","data":{"type":"app"}}`, "kind: uninstalled\n"},
		"product":          {`{"scope":"store/product/updated","data":{"type":"product","id":1}}`, "kind: ignored\n"},
		"a path for an id": {`{"scope":"store/order/created","data":{"id":"../../x"}}`, "invalid"},
		"no id":            {`{"scope":"store/order/created"}`, "invalid"},
		"no JSON":          {`hello`, "malformed"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, err := bigcommerce.Adapter{}.Read(shop.Request{Body: []byte(c.body)})
			got := shoptest.Describe(e)
			if err != nil {
				got = fault.KindOf(err).String()
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestPublishedPayloads(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../../shared/carriers/corpus/bigcommerce/*/*.json")
	if len(files) == 0 {
		t.Skip("the published payloads are not beside the checkout")
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := "250"
		if strings.Contains(file, "shipment") {
			want = "251"
		}
		e, err := bigcommerce.Adapter{}.Read(shop.Request{Body: body})
		if err != nil || e.Kind != shop.Look || e.Number != want {
			t.Errorf("%s: %v %+v", filepath.Base(file), err, e)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"scope":"store/shipment/created","data":{"type":"shipment","id":12,"orderId":251}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := bigcommerce.Adapter{}.Read(shop.Request{Body: body})
		if kind := fault.KindOf(err); err != nil && kind != fault.Malformed && kind != fault.Invalid {
			t.Fatalf("an error of kind %s: %v", kind, err)
		}
		if strings.Trim(e.Number, "0123456789") != "" {
			t.Fatalf("id %q", e.Number)
		}
	})
}

// Whatever a store answers, it makes an order or an error.
func FuzzPull(f *testing.F) {
	f.Add([]byte(`{"id":250,"status_id":2}`), []byte(`[{"id":1,"quantity":2,"order_pickup_method_id":3}]`), []byte(`[]`), []byte(`[{"id":7,"tracking_number":"1Z999AA10123456784"}]`), []byte(`{"pickups":[{}]}`))
	f.Fuzz(func(t *testing.T, o, products, addresses, shipments, consignments []byte) {
		page := "?limit=250&page=1"
		e, err := bigcommerce.Pull(t.Context(), store{
			"/v2/orders/250": o, "/v2/orders/250/products" + page: products, "/v2/orders/250/shipping_addresses" + page: addresses,
			"/v2/orders/250/shipments" + page: shipments, "/v2/orders/250/consignments": consignments,
		}, "250")
		if err == nil {
			shoptest.Fits(t, e)
		}
	})
}
