package handler

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/store"

	"pgregory.net/rapid"
)

func (m *memory) OrderByRef(_ context.Context, brand, system, id string) (string, string, error) {
	defer m.mu.Unlock()
	if err := m.enter("OrderByRef"); err != nil {
		return "", "", err
	}
	at, ok := m.refs[brand+"/"+system+"/"+id]
	if !ok {
		return "", "", fault.New(fault.NotFound, "no such ref")
	}
	for name, p := range m.pointers {
		if p.OrderID == at {
			return at, strings.TrimPrefix(name, brand+"/"), nil
		}
	}
	return at, m.orders[at].Number, nil
}

// parameterMap is a parameter store.
type parameterMap map[string]string

func (p parameterMap) Value(_ context.Context, name string) (string, error) {
	if v, ok := p[name]; ok {
		return v, nil
	}
	return "", fault.New(fault.NotFound, "no parameter")
}

func (p parameterMap) Secrets(ctx context.Context, name string) ([]string, error) {
	v, err := p.Value(ctx, name)
	if v == "down" {
		return nil, fault.New(fault.Unavailable, "no answer")
	}
	return strings.Fields(v), err
}

// lot is a parking place.
type lot struct {
	fail  error
	items []store.Unreadable
}

func (l *lot) Park(_ context.Context, b store.Unreadable) error {
	if l.fail != nil {
		return l.fail
	}
	l.items = append(l.items, b)
	return nil
}

// door is the door for shops on a memory.
type door struct {
	*memory
	shops shops
	lot   *lot
	log   *bytes.Buffer
}

const shopSecret = "shpss_local"

func newDoor(t testing.TB) door {
	t.Helper()
	m, log, l := newMemory(), &bytes.Buffer{}, &lot{}
	clock := func() time.Time { return now }
	d := desk{brands: m, table: m, tell: m, eraser: m, looks: m, claims: claims{m, clock}, keys: testKeys(t, m), now: clock}
	values := parameterMap{
		"/doorstep/shops/shopify/aster/secret": "shpss_old " + shopSecret, "/doorstep/shops/woocommerce/aster/secret": shopSecret,
		"/doorstep/shops/bigcommerce/aster/secret": shopSecret, "/doorstep/shops/shopify/birch/secret": "another", "/doorstep/shops/shopify/down/secret": "down",
	}
	s := shops{secrets: values, prefix: "/doorstep", refs: m, parking: l, desk: d, client: http.DefaultClient, obs: obs.New(log, "orders", -8, clock)}
	return door{m, s, l, log}
}

// send posts a webhook with headers in pairs.
func (d door) send(path, body string, headers ...string) *httptest.ResponseRecorder {
	h := Handler{shops: d.shops, obs: d.shops.obs}
	r := httptest.NewRequest(http.MethodPost, "https://api.example.com/v1/shops/"+path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.Routes().ServeHTTP(w, r)
	return w
}

func sign(body string) string {
	h := hmac.New(sha256.New, []byte(shopSecret))
	h.Write([]byte(body))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// shopify posts a signed webhook of Shopify to the brand aster and requires 200.
func (d door) shopify(t rapid.TB, topic, body string) {
	t.Helper()
	if w := d.send("shopify/aster", body, "X-Shopify-Topic", topic, "X-Shopify-Hmac-Sha256", sign(body)); w.Code != http.StatusOK || w.Body.Len() > 0 {
		t.Fatalf("%s: %d %s", topic, w.Code, w.Body)
	}
}

// known gives what is stored of an order of aster.
func (d door) known(t testing.TB, number string) order.Order {
	t.Helper()
	stored, err := d.Order(t.Context(), order.ID("aster", number))
	if err != nil {
		t.Fatalf("order %s: %v", number, err)
	}
	o, err := order.Decode(stored.ID, stored.Brand, stored.Number, stored.Body)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// parcelsOf lists the parcels of an order that stand, with what is in them.
func parcelsOf(o order.Order) string {
	var out []string
	for _, s := range o.Shipments {
		if s.Cancelled != "" {
			continue
		}
		number := s.Number
		if order.IsOwn(number) {
			number = "none"
		}
		line := strings.TrimSpace(number + " " + s.Ref + " " + s.Carrier + s.CarrierRaw)
		for _, p := range s.Items {
			line += fmt.Sprintf(" %s*%d", p.ID, p.Quantity)
		}
		out = append(out, strings.TrimSpace(line))
	}
	return strings.Join(out, "\n")
}
