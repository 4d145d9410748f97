package demo

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"doorstep/infra/local/system"
	"doorstep/shared/shop/bigcommerce"
	"doorstep/shared/shop/shopify"
	"doorstep/shared/shop/woocommerce"
)

// seedShops stores the secret with which each platform's webhooks for the demo brand are signed: Secret of its name.
func seedShops(s *system.System) error {
	for _, platform := range []string{shopify.Platform, woocommerce.Platform, bigcommerce.Platform} {
		if err := s.SetParameter("/shops/"+platform+"/"+Brand+"/secret", Secret(platform)); err != nil {
			return fmt.Errorf("store the secret of %s: %w", platform, err)
		}
	}
	return nil
}

// SignShop signs a body as Shopify and WooCommerce do.
func SignShop(platform string, body []byte) string {
	h := hmac.New(sha256.New, []byte(Secret(platform)))
	h.Write(body)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
