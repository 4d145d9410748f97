package shopify

import (
	"time"

	"doorstep/shared/order"
	"doorstep/shared/shop"
)

// consent reads what the shopper said of marketing. Shopify records no other agreement, so it decides what is not strictly about the
// parcel, and nothing else:
//
//   - buyer_accepts_marketing is the box of the checkout that asks for the shop's mailings, so it was
//     said when the order was placed, however often the order changes later
//     (https://shopify.dev/docs/api/admin-rest/latest/resources/order);
//   - customer.email_marketing_consent is what the customer said since, at consent_updated_at. Only "subscribed" is a yes: "pending" has
//     not been confirmed, and "not_subscribed" was never asked for
//     (https://shopify.dev/docs/api/admin-graphql/latest/enums/CustomerEmailMarketingState);
//   - customer.sms_marketing_consent is about marketing too
//     (https://shopify.dev/docs/api/admin-graphql/latest/objects/CustomerSmsMarketingConsentState). It is no yes to text messages about a
//     parcel, and what goes by e-mail it does not concern. No field of an order says yes to such text messages: who has that on record
//     tells it to the merchant API.
//
// A word without a time is left out: dated by the order's last change, it would undo what was said meanwhile.
func consent(body shop.Node, placed string) order.Consent {
	record, box := body.At("customer", "email_marketing_consent"), body.Get("buyer_accepts_marketing")
	state, since := record.Get("state").Text(), record.Get("consent_updated_at").Text()
	yes, at := box.True(), placed
	if state != "" && (!box.Exists() || later(since, placed)) {
		yes, at = state == "subscribed", shop.FirstOf(since, placed)
	}
	if _, err := time.Parse(time.RFC3339, at); err != nil || !box.Exists() && state == "" {
		return order.Consent{}
	}
	return order.Consent{Extra: &yes, At: at, How: Platform}
}

// later reports whether both are times and the first is the later one.
func later(a, b string) bool {
	s, errA := time.Parse(time.RFC3339, a)
	t, errB := time.Parse(time.RFC3339, b)
	return errA == nil && errB == nil && s.After(t)
}
