// Package bigcommerce reads BigCommerce's webhooks and orders. A hook tells only that something happened to an order
// (https://developer.bigcommerce.com/docs/integrations/webhooks); what, is asked of the store's own API, so nothing in a hook but the
// order's id is believed.
package bigcommerce

import (
	"doorstep/shared/fault"
	"doorstep/shared/shop"
)

// Platform is the adapter's name in paths, parameters and refs.
const Platform = "bigcommerce"

// Header carries the secret that the merchant gives with `headers` when he creates a hook.
const Header = "X-Doorstep-Secret"

// Adapter implements shop.Adapter.
type Adapter struct{}

// Platform implements shop.Adapter.
func (Adapter) Platform() string { return Platform }

// Ping implements shop.Adapter. BigCommerce sends none.
func (Adapter) Ping(shop.Request) bool { return false }

// Verify implements shop.Adapter. A hook carries what the merchant put into its headers, and newer ones are signed as
// standardwebhooks.com says, with the client secret of the API account: base64 of HMAC-SHA256 over id, time and body, joined by points. Either will
// do; hash in the body is no signature, since anybody can make it. The age of the signed time is not limited: an old hook makes us ask
// the store how things are now.
func (Adapter) Verify(secrets []string, r shop.Request) bool {
	presented := shop.Holds(secrets, shop.Only(r.Header, Header))
	id, at := shop.Only(r.Header, "Webhook-Id"), shop.Only(r.Header, "Webhook-Timestamp")
	message := append([]byte(id+"."+at+"."), r.Body...)
	signed := false
	for _, given := range signatures(shop.Only(r.Header, "Webhook-Signature")) {
		signed = shop.Signed(secrets, message, given) || signed
	}
	return presented || signed && id != "" && at != ""
}

// Read implements shop.Adapter.
func (Adapter) Read(r shop.Request) (shop.Event, error) {
	body, err := shop.Parse(r.Body)
	if err != nil {
		return shop.Event{}, err
	}
	id := ""
	switch scope := body.Get("scope").Text(); {
	case scope == "store/app/uninstalled":
		return shop.Event{Kind: shop.Uninstalled}, nil
	case concerns(scope, "store/order/"):
		id = body.At("data", "id").Text()
	case concerns(scope, "store/shipment/"):
		id = body.At("data", "orderId").Text()
	default:
		return shop.Event{Kind: shop.Ignored}, nil
	}
	if !isID(id) {
		return shop.Event{}, fault.New(fault.Invalid, "hook names no order")
	}
	return shop.Event{Kind: shop.Look, Number: id}, nil
}
