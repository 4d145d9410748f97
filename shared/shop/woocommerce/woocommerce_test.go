package woocommerce_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/shop"
	"doorstep/shared/shop/shoptest"
	"doorstep/shared/shop/woocommerce"
)

var _ = flag.Bool("update", false, "write what the cases want anew")

func TestCases(t *testing.T) {
	t.Parallel()
	shoptest.Cases(t, woocommerce.Adapter{})
}

// The signature was made with openssl:
//
//	printf '%s' '{"id":727,"number":"727"}' | openssl dgst -sha256 -hmac 'wc secret' -binary | base64
func TestVerify(t *testing.T) {
	t.Parallel()
	const body, sum = `{"id":727,"number":"727"}`, "psYOPdpl/8ffy7zO0PTSLDlUo1hBPIiUpQMIcN8aENg="
	for name, c := range map[string]struct {
		secrets []string
		sums    []string
		body    string
		want    bool
	}{
		"genuine":        {[]string{"old", "wc secret"}, []string{sum}, body, true},
		"another body":   {[]string{"wc secret"}, []string{sum}, strings.ToUpper(body), false},
		"another secret": {[]string{"old"}, []string{sum}, body, false},
		"no header":      {[]string{"wc secret"}, nil, body, false},
		"two headers":    {[]string{"wc secret"}, []string{sum, sum}, body, false},
		"no base64":      {[]string{"wc secret"}, []string{"%%"}, body, false},
	} {
		r := shop.Request{Header: http.Header{"X-Wc-Webhook-Signature": c.sums}, Body: []byte(c.body)}
		if got := (woocommerce.Adapter{}).Verify(c.secrets, r); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

// The ping comes unsigned, so nothing but its exact form may pass for one.
func TestPing(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		"webhook_id=142": true, "webhook_id=1": true, "webhook_id=": false, "webhook_id=1&x=2": false, "webhook_id=abc": false,
		"": false, `{"id":1}`: false, "webhook_id=" + strings.Repeat("1", 100): false, " webhook_id=1": false,
	} {
		if got := (woocommerce.Adapter{}).Ping(shop.Request{Body: []byte(body)}); got != want {
			t.Errorf("%q: got %v, want %v", body, got, want)
		}
	}
}

// The orders of WooCommerce's own documentation are read without a word of complaint.
func TestPublishedPayloads(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../../shared/carriers/corpus/woocommerce/woocommerce.platform_order/orders_*.json")
	if len(files) == 0 {
		t.Skip("the published payloads are not beside the checkout")
	}
	seen := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, body := range orders(t, text) {
			seen++
			e, err := woocommerce.Adapter{}.Read(shop.Request{Header: http.Header{"X-Wc-Webhook-Topic": {"order.updated"}}, Body: body})
			c := e.Change
			if err != nil || e.Number != e.Ref.ID || !strings.HasPrefix(e.Number, "72") || len(e.Problems) > 0 || len(c.Items) == 0 || c.Currency != "USD" ||
				!strings.HasSuffix(c.PlacedAt, "Z") || !strings.HasSuffix(c.Recipient.Email.Open(), "@example.com") || c.Recipient.Postal.Empty() || c.Method != "ship" {
				t.Errorf("%s: %v\n%s", filepath.Base(file), err, shoptest.Describe(e))
			}
			shoptest.Fits(t, e)
		}
	}
	if seen < 4 {
		t.Errorf("only %d orders", seen)
	}
}

// orders takes the orders out of one, a list, or the answer to a batch.
func orders(t *testing.T, text []byte) []json.RawMessage {
	t.Helper()
	var list []json.RawMessage
	if json.Unmarshal(text, &list) == nil {
		return list
	}
	var batch struct{ Create, Update []json.RawMessage }
	if err := json.Unmarshal(text, &batch); err != nil {
		t.Fatal(err)
	}
	if list = append(batch.Create, batch.Update...); len(list) > 0 {
		return list
	}
	return []json.RawMessage{text}
}

func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txt")
	for _, file := range files {
		r, _ := shoptest.Request(f, file)
		f.Add(r.Header.Get("X-WC-Webhook-Topic"), r.Body)
	}
	f.Fuzz(func(t *testing.T, topic string, body []byte) {
		e, err := woocommerce.Adapter{}.Read(shop.Request{Header: http.Header{"X-Wc-Webhook-Topic": {topic}}, Body: body})
		if kind := fault.KindOf(err); err != nil && kind != fault.Malformed && kind != fault.Invalid {
			t.Fatalf("an error of kind %s: %v", kind, err)
		}
		shoptest.Fits(t, e)
	})
}
