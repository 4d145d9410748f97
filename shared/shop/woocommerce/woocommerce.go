// Package woocommerce reads WooCommerce's webhooks. Bodies are the resources of its REST API
// (https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties); parcels stand in meta data of plugins. README.md says of
// which.
package woocommerce

import (
	"strings"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/shop"
)

// Platform is the adapter's name in paths, parameters and refs.
const Platform = "woocommerce"

// Adapter implements shop.Adapter.
type Adapter struct{}

// Platform implements shop.Adapter.
func (Adapter) Platform() string { return Platform }

// Ping implements shop.Adapter. When a webhook is saved, WooCommerce posts "webhook_id=142" as a form, signs it not, and wants 200 (WC_Webhook::deliver_ping,
// https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php).
func (Adapter) Ping(r shop.Request) bool {
	id, ok := strings.CutPrefix(string(r.Body[:min(len(r.Body), 64)]), "webhook_id=")
	return ok && len(id) > 0 && len(id) <= 20 && strings.Trim(id, "0123456789") == ""
}

// Verify implements shop.Adapter: the header holds the base64 of HMAC-SHA256 over the raw body with the webhook's secret.
func (Adapter) Verify(secrets []string, r shop.Request) bool {
	return shop.Signed(secrets, r.Body, shop.Only(r.Header, shop.WooSignature))
}

// Read implements shop.Adapter.
func (Adapter) Read(r shop.Request) (shop.Event, error) {
	topic := shop.Only(r.Header, shop.WooTopic)
	switch topic {
	case "order.created", "order.updated", "order.restored", "order.deleted":
	default:
		return shop.Event{Kind: shop.Ignored}, nil
	}
	body, err := shop.Parse(r.Body)
	if err != nil {
		return shop.Event{}, err
	}
	if body.Get("id").Text() == "" {
		return shop.Event{}, fault.New(fault.Invalid, "order has no id")
	}
	if topic == "order.deleted" { // the body is {"id": 727}
		return shop.Event{Kind: shop.Deleted, Ref: ref(body)}, nil
	}
	return readOrder(body)
}

func ref(body shop.Node) order.Ref { return order.Ref{System: Platform, ID: body.Get("id").Text()} }
