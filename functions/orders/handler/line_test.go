package handler

import (
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/shared/obs/obstest"
)

// TestOneLinePerInvocation: an order that is taken, one that is refused, and a webhook of a shop leave one line each, without what they say
// of the shopper.
func TestOneLinePerInvocation(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"taken": full, "refused": `{"customer":{"email":"ada@canary.example"}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			r := httptest.NewRequestWithContext(obstest.Context(t.Context()), "PUT", "https://api.example.com"+path, strings.NewReader(body))
			r.Header.Set("Authorization", "Bearer merchant-key")
			s.ServeHTTP(httptest.NewRecorder(), r)
			obstest.Unit(t, s.log.String(), "orders", "put order", "brand")
		})
	}
	t.Run("webhook", func(t *testing.T) {
		t.Parallel()
		d := newDoor(t)
		r := httptest.NewRequestWithContext(obstest.Context(t.Context()), "POST", "https://api.example.com/v1/shops/shopify/aster", strings.NewReader("{"))
		r.Header.Set("X-Shopify-Topic", "orders/create")
		r.Header.Set("X-Shopify-Hmac-Sha256", sign("{"))
		h := Handler{shops: d.shops, obs: d.shops.obs}
		h.Routes().ServeHTTP(httptest.NewRecorder(), r)
		obstest.Unit(t, d.log.String(), "orders", "shop webhook", "platform", "brand", "outcome")
	})
}
