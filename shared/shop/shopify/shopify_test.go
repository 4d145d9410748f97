package shopify_test

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/shop"
	"doorstep/shared/shop/shopify"
	"doorstep/shared/shop/shoptest"
)

var _ = flag.Bool("update", false, "write what the cases want anew")

func TestCases(t *testing.T) {
	t.Parallel()
	shoptest.Cases(t, shopify.Adapter{})
}

// The signature was made with openssl:
//
//	printf '%s' '{"id":1,"name":"#1001"}' | openssl dgst -sha256 -hmac 'shpss_new' -binary | base64
func TestVerify(t *testing.T) {
	t.Parallel()
	const body, sum = `{"id":1,"name":"#1001"}`, "aiIi92k+HK6cj9oFR47W+bolEq5lMRKc34SwzGRPXOc="
	secrets := []string{"shpss_old", "shpss_new"}
	cases := map[string]struct {
		secrets []string
		sums    []string
		body    string
		want    bool
	}{
		"genuine":                {secrets, []string{sum}, body, true},
		"another body":           {secrets, []string{sum}, body + "\n", false},
		"another secret":         {secrets[:1], []string{sum}, body, false},
		"no secret":              {nil, []string{sum}, body, false},
		"an empty secret":        {[]string{""}, []string{sum}, body, false},
		"no header":              {secrets, nil, body, false},
		"two headers":            {secrets, []string{sum, sum}, body, false},
		"no base64":              {secrets, []string{"***"}, body, false},
		"empty":                  {secrets, []string{""}, body, false},
		"hex in place of base64": {secrets, []string{strings.Repeat("ab", 32)}, body, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := shop.Request{Header: http.Header{"X-Shopify-Hmac-Sha256": c.sums}, Body: []byte(c.body)}
			if got := (shopify.Adapter{}).Verify(c.secrets, r); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// What Shopify publishes as examples is read without a word of complaint.
func TestPublishedPayloads(t *testing.T) {
	t.Parallel()
	for pattern, topic := range map[string]string{"platform_order/*.json": "orders/updated", "platform_fulfillment/fulfillment_2025*.json": "fulfillments/update"} {
		files, _ := filepath.Glob("../../../../shared/carriers/corpus/shopify/shopify." + pattern)
		if len(files) == 0 {
			t.Skip("the published payloads are not beside the checkout")
		}
		for _, file := range files {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			e, err := shopify.Adapter{}.Read(shop.Request{Header: http.Header{"X-Shopify-Topic": {topic}}, Body: body})
			if err != nil || e.Number != "#1001" || e.Ref.ID != "450789469" || len(e.Problems) > 0 || len(e.Change.Shipments) != 1 || len(e.Change.Items) == 0 {
				t.Errorf("%s: %v\n%s", filepath.Base(file), err, shoptest.Describe(e))
			}
			if _, doubts := e.Change.Fit(); len(doubts) > 0 {
				t.Errorf("%s: does not fit: %v", filepath.Base(file), doubts)
			}
		}
	}
}

// Whatever comes, it is read or refused with a kind, and what was read fits an order.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txt")
	for _, file := range files {
		r, _ := shoptest.Request(f, file)
		f.Add(r.Header.Get("X-Shopify-Topic"), r.Body)
	}
	f.Fuzz(func(t *testing.T, topic string, body []byte) {
		e, err := shopify.Adapter{}.Read(shop.Request{Header: http.Header{"X-Shopify-Topic": {topic}}, Body: body})
		if kind := fault.KindOf(err); err != nil && kind != fault.Malformed && kind != fault.Invalid {
			t.Fatalf("an error of kind %s: %v", kind, err)
		}
		shoptest.Fits(t, e)
	})
}
