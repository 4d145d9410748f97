// Package shopify reads Shopify's webhooks. Bodies are the resources of the REST Admin API
// (https://shopify.dev/docs/api/admin-rest/latest/resources/order), the topic stands in a header
// (https://shopify.dev/docs/apps/build/webhooks/delivery-structure#headers). README.md says what is taken and what cannot be known.
package shopify

import (
	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/shop"
)

// Platform is the adapter's name in paths, parameters and refs.
const Platform = "shopify"

// Adapter implements shop.Adapter.
type Adapter struct{}

// Platform implements shop.Adapter.
func (Adapter) Platform() string { return Platform }

// Ping implements shop.Adapter. Shopify sends none.
func (Adapter) Ping(shop.Request) bool { return false }

// Verify implements shop.Adapter: the header holds the base64 of HMAC-SHA256 over the raw body with the client secret of the app. After
// a rotation either secret may sign for an hour (https://shopify.dev/docs/apps/build/webhooks/verify-deliveries).
func (Adapter) Verify(secrets []string, r shop.Request) bool {
	return shop.Signed(secrets, r.Body, shop.Only(r.Header, shop.ShopifySignature))
}

// Read implements shop.Adapter. X-Shopify-Webhook-Id, which is the same in every retry, is not needed: repeating an event changes
// nothing.
func (Adapter) Read(r shop.Request) (shop.Event, error) {
	topic := shop.Only(r.Header, shop.ShopifyTopic)
	read, ok := readers(topic)
	if !ok {
		return shop.Event{Kind: shop.Ignored}, nil
	}
	body, err := shop.Parse(r.Body)
	if err != nil {
		return shop.Event{}, err
	}
	return read(body)
}

// readers is the table of topics. orders/edited is not in it: its body is the list of edits, and orders/updated follows with the order.
func readers(topic string) (func(shop.Node) (shop.Event, error), bool) {
	switch topic {
	case "orders/create", "orders/updated", "orders/cancelled", "orders/fulfilled", "orders/partially_fulfilled", "orders/paid":
		return readOrder, true
	case "orders/delete":
		return readDeleted, true
	case "fulfillments/create", "fulfillments/update":
		return readFulfillment, true
	case "app/uninstalled":
		return func(shop.Node) (shop.Event, error) { return shop.Event{Kind: shop.Uninstalled}, nil }, true
	case "customers/data_request":
		return asked(shop.DataRequest, "orders_requested"), true
	case "customers/redact":
		return asked(shop.Redact, "orders_to_redact"), true
	case "shop/redact":
		return func(shop.Node) (shop.Event, error) { return shop.Event{Kind: shop.RedactShop}, nil }, true
	default:
		return nil, false
	}
}

// asked reads a request of a shopper, which names orders by id
// (https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance). The shopper's address in it is not needed.
func asked(kind shop.Kind, list string) func(shop.Node) (shop.Event, error) {
	return func(body shop.Node) (shop.Event, error) {
		e := shop.Event{Kind: kind}
		for _, id := range body.Get(list).List() {
			if id.Text() != "" {
				e.Orders = append(e.Orders, ref(id))
			}
		}
		return e, nil
	}
}

func readDeleted(body shop.Node) (shop.Event, error) {
	id := body.Get("id")
	if id.Text() == "" {
		return shop.Event{}, fault.New(fault.Invalid, "deleted order has no id")
	}
	return shop.Event{Kind: shop.Deleted, Ref: ref(id)}, nil
}

// ref is the name of an order by its id.
func ref(id shop.Node) order.Ref { return order.Ref{System: Platform, ID: id.Text()} }
