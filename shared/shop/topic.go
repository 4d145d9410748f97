package shop

import (
	"cmp"
	"net/http"
)

// The headers in which platforms say what a webhook is about and by which they sign it. BigCommerce has the first in the body, and the
// second is a header of the merchant's own.
const (
	ShopifyTopic      = "X-Shopify-Topic"
	ShopifySignature  = "X-Shopify-Hmac-Sha256"
	WooTopic          = "X-Wc-Webhook-Topic"
	WooSignature      = "X-Wc-Webhook-Signature"
	longestTopicBytes = 64
)

// Topic gives what a platform says a webhook is about, "orders/create"; empty where it says it in the body. It names no person. What is too
// long for a topic is none.
func Topic(h http.Header) string {
	topic := cmp.Or(Only(h, ShopifyTopic), Only(h, WooTopic))
	if len(topic) > longestTopicBytes {
		return ""
	}
	return topic
}
