package shopify

import (
	"fmt"
	"strings"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/shop"
)

// readOrder reads an order as it is now.
func readOrder(body shop.Node) (shop.Event, error) {
	e := shop.Event{Kind: shop.Placed, Number: strings.TrimSpace(body.Get("name").Text()), Ref: ref(body.Get("id"))}
	if e.Number == "" || e.Ref.ID == "" {
		return shop.Event{}, fault.New(fault.Invalid, "order has no name or no id")
	}
	c := &e.Change
	c.PlacedAt = shop.FirstOf(body.Get("processed_at").Text(), body.Get("created_at").Text())
	c.UpdatedAt = body.Get("updated_at").Text()
	c.Channel = channel(body.Get("source_name").Text())
	c.Locale = shop.Locale(body.Get("customer_locale").Text())
	c.Currency = shop.Code(shop.FirstOf(body.Get("presentment_currency").Text(), body.Get("currency").Text()))
	c.Refs = []order.Ref{e.Ref}
	c.CancelledAt, c.CancelReason = order.None, ""
	if at := body.Get("cancelled_at").Text(); at != "" {
		c.CancelledAt, c.CancelReason = at, body.Get("cancel_reason").Text()
	}
	c.Recipient, c.Country = recipient(body)
	c.Consent = consent(body, c.PlacedAt)
	c.Method, c.Pickup = method(body)
	c.Milestones = refunds(body.Get("refunds").List(), c.Currency)
	fulfillments := body.Get("fulfillments").List()
	c.Items = items(body.Get("line_items").List(), fulfillments, body.Get("currency").Text(), c.Currency)
	for i, f := range fulfillments {
		list, problems := parcels(f, c.Method, fmt.Sprintf("fulfillments[%d]", i))
		c.Shipments = append(c.Shipments, list...)
		e.Problems = append(e.Problems, problems...)
	}
	c.Shipments = shop.OneBox(c.Shipments)
	return e, nil
}

// channel says where the order was sold: "web", "pos", "iphone", "android" as Shopify writes them, "draft" for one that somebody of the
// shop wrote. Anything else is the number or the name of another app.
func channel(source string) string {
	switch source {
	case "", "web", "pos", "iphone", "android":
		return source
	case "shopify_draft_order":
		return "draft"
	default:
		return "app"
	}
}

// recipient takes the address that the order is sent to; an order that is picked up or digital has none, and the billing address would
// be a place to which nothing goes. E-mail and phone stand in several places, the order's own first.
func recipient(body shop.Node) (order.Recipient, string) {
	to, payer, customer := body.Get("shipping_address"), body.Get("billing_address"), body.Get("customer")
	hide := func(n shop.Node) seal.Text { return seal.Hide(strings.TrimSpace(n.Text())) }
	country := shop.Code(to.Get("country_code").Text())
	return order.Recipient{
		Name:  seal.Hide(shop.FirstOf(fullName(to), fullName(customer), fullName(payer), to.Get("company").Text())),
		Email: seal.Hide(shop.FirstOf(body.Get("email").Text(), body.Get("contact_email").Text(), customer.Get("email").Text())),
		Phone: seal.Hide(shop.FirstOf(to.Get("phone").Text(), body.Get("phone").Text(), customer.Get("phone").Text(), payer.Get("phone").Text())),
		Line1: hide(to.Get("address1")), Line2: hide(to.Get("address2")), City: hide(to.Get("city")),
		Region: hide(to.Get("province")), Postal: hide(to.Get("zip")), Country: seal.Hide(country),
	}, country
}

func fullName(n shop.Node) string {
	return shop.FirstOf(n.Get("name").Text(), shop.Name(n.Get("first_name").Text(), n.Get("last_name").Text()))
}

// items reads the lines of an order. A line that was edited away or refunded before it left has the quantity 0; what left in a parcel stays,
// also when it was refunded later.
func items(lines, fulfillments []shop.Node, shopCurrency, currency string) []order.Item {
	sent := map[string]int64{}
	for _, f := range fulfillments {
		if !left(f) {
			continue
		}
		for _, line := range f.Get("line_items").List() {
			pieces, _ := line.Get("quantity").Whole()
			sent[line.Get("id").Text()] += pieces
		}
	}
	var out []order.Item
	for _, line := range lines {
		pieces, known := line.Get("current_quantity").Whole()
		if !known { // before API version 2023-04
			pieces, _ = line.Get("quantity").Whole()
		}
		i := item(line, shopCurrency, currency)
		i.Quantity = int(max(pieces, sent[i.ID]))
		out = append(out, i)
	}
	return out
}

// refunds reads what the shopper got back (https://shopify.dev/docs/api/admin-rest/latest/resources/refund). Taking a line out of an
// order that is not paid is one without money, and money that is still on its way is none yet; the order comes again when it has left.
func refunds(list []shop.Node, currency string) []order.Milestone {
	var out []order.Milestone
	for _, r := range list {
		paid, sum, known := false, shop.Amount{}, true
		for _, t := range r.Get("transactions").List() {
			if t.Get("kind").Text() != "refund" || t.Get("status").Text() != "success" {
				continue
			}
			amount, ok := shop.ParseAmount(t.Get("amount").Text())
			known = known && ok && t.Get("currency").Text() == currency // else it is the shop's money, not the shopper's
			switch {
			case !known:
			case paid:
				sum = sum.Plus(amount)
			default:
				sum = amount
			}
			paid = true
		}
		if !paid || r.Get("id").Text() == "" {
			continue
		}
		m := order.Milestone{What: order.Refund, Ref: Platform + "/" + r.Get("id").Text(), At: shop.FirstOf(r.Get("processed_at").Text(), r.Get("created_at").Text())}
		if known {
			m.Amount, _ = sum.Minor(currency)
		}
		out = append(out, m)
	}
	return out
}

// item reads what order and fulfilment say alike of a line.
func item(line shop.Node, shopCurrency, currency string) order.Item {
	name := shop.FirstOf(line.Get("name").Text(), shop.Name(line.Get("title").Text(), line.Get("variant_title").Text()))
	return order.Item{ID: line.Get("id").Text(), SKU: line.Get("sku").Text(), Name: name, UnitPrice: price(line, shopCurrency, currency)}
}

// price takes what the shopper saw, in the currency in which he saw it. The plain price is in the currency of the shop.
func price(line shop.Node, shopCurrency, currency string) *int64 {
	text := line.At("price_set", "presentment_money", "amount").Text()
	if code := line.At("price_set", "presentment_money", "currency_code").Text(); code != currency {
		text = ""
	}
	if text == "" && shopCurrency == currency {
		text = line.Get("price").Text()
	}
	amount, ok := shop.ParseAmount(text)
	if !ok {
		return nil
	}
	minor, ok := amount.Minor(currency)
	if !ok {
		return nil
	}
	return &minor
}

// method says how the order reaches the shopper, as far as an order tells. Its delivery method stands in resources that no webhook
// of orders carries (FulfillmentOrder.delivery_method). What tells: delivery_category where it is filled; an order with goods to hand over and a
// way to do so but no address waits at the location that the shipping line names; Shopify calls its own local delivery so.
func method(body shop.Node) (string, order.Place) {
	goods := false
	for _, line := range body.Get("line_items").List() {
		goods = goods || !line.Get("requires_shipping").False()
	}
	if !goods {
		return "", order.Place{}
	}
	var line shop.Node
	for _, candidate := range body.Get("shipping_lines").List() {
		if !candidate.Get("is_removed").True() {
			line = candidate
			break
		}
	}
	title := line.Get("title").Text()
	category := strings.ToLower(line.Get("delivery_category").Text())
	switch {
	case category == "pickup" || category == "pick_up", line.Exists() && !hasAddress(body):
		return order.Pickup, order.Place{Name: title}
	case category == "local", strings.EqualFold(line.Get("code").Text(), "Local Delivery"), strings.EqualFold(title, "Local Delivery"):
		return order.LocalDelivery, order.Place{}
	case line.Exists():
		return order.Ship, order.Place{}
	default: // bought in a store and carried home, or not told
		return "", order.Place{}
	}
}

func hasAddress(body shop.Node) bool {
	to := body.Get("shipping_address")
	return shop.FirstOf(to.Get("address1").Text(), to.Get("zip").Text(), to.Get("city").Text()) != ""
}
