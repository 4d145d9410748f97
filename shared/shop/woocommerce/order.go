package woocommerce

import (
	"html"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/shop"
)

// readOrder reads an order as it is now.
func readOrder(body shop.Node) (shop.Event, error) {
	status := body.Get("status").Text()
	switch status {
	case "checkout-draft", "auto-draft": // a cart that nobody has ordered
		return shop.Event{Kind: shop.Ignored}, nil
	}
	meta := metaOf(body)
	e := shop.Event{Kind: shop.Placed, Number: number(body, meta), Ref: ref(body)}
	if e.Number == "" {
		return shop.Event{}, fault.New(fault.Invalid, "order has no number")
	}
	c := &e.Change
	c.PlacedAt, c.UpdatedAt = moment(body, "date_created"), utc(body, "date_modified")
	c.Channel = channel(body.Get("created_via").Text())
	c.Locale = shop.Locale(meta.text("wpml_language"))
	c.Currency = shop.Code(body.Get("currency").Text())
	c.Refs = []order.Ref{e.Ref}
	c.CancelledAt, c.CancelReason = cancelled(status, c.UpdatedAt)
	c.Milestones = refunds(body.Get("refunds").List(), c.Currency)
	c.Items = items(body, c.Currency)
	c.Method, c.Pickup = method(body)
	c.Recipient, c.Country = recipient(body, c.Method)
	c.Shipments, e.Problems = parcels(body, meta)
	e.Lines = true
	if body.Get("meta_data").IsList() { // a shop may filter what it sends
		e.Whole = Platform + "/"
	}
	if waiting, ok := pickup(body, status, c); ok && len(c.Shipments) == 0 {
		c.Shipments = append(c.Shipments, waiting)
	}
	return e, nil
}

// number gives what the shopper knows the order by. Plugins for numbers in sequence put theirs into number; older ones only into meta data.
func number(body shop.Node, meta meta) string {
	id, n := body.Get("id").Text(), strings.TrimSpace(body.Get("number").Text())
	if n != "" && n != id {
		return n
	}
	return shop.FirstOf(meta.text("_order_number_formatted"), meta.text("_order_number"), n, id)
}

// utc gives a time by its twin in UTC. The plain field is the wall clock of the shop without its zone, which is never taken for UTC.
func utc(body shop.Node, name string) string {
	s := body.Get(name + "_gmt").Text()
	if s == "" {
		return ""
	}
	return strings.TrimSuffix(s, "Z") + "Z"
}

// moment is utc, or the day on the shop's calendar where there is no twin.
func moment(body shop.Node, name string) string {
	if at := utc(body, name); at != "" {
		return at
	}
	local := body.Get(name).Text()
	return local[:min(len(local), len(time.DateOnly))]
}

// channel says where the order was sold: "web" for the shop's own checkout, "draft" for one that somebody of the shop wrote.
func channel(via string) string {
	switch via {
	case "":
		return ""
	case "checkout", "store-api":
		return "web"
	case "admin":
		return "draft"
	case "pos-rest-api", "pos":
		return "pos"
	default:
		return "app"
	}
}

// cancelled says whether the order stands. A payment that failed may still succeed; an order that was refunded may be in the shopper's
// hands: neither is a cancellation. No time of it is told but that of the change.
func cancelled(status, updated string) (at, reason string) {
	switch status {
	case "cancelled", "trash":
		return shop.FirstOf(updated, order.None), "cancelled"
	default:
		return order.None, ""
	}
}

// items reads the lines. A refunded line keeps its quantity and has its refund elsewhere, so it stays what was ordered.
func items(body shop.Node, currency string) []order.Item {
	inclusive := body.Get("prices_include_tax").True()
	var out []order.Item
	for _, line := range body.Get("line_items").List() {
		pieces, _ := line.Get("quantity").Whole()
		out = append(out, order.Item{
			ID: line.Get("id").Text(), SKU: line.Get("sku").Text(), Name: plain(line.Get("name").Text()), Quantity: int(pieces),
			UnitPrice: price(line, pieces, inclusive, currency), ImageURL: shop.Link(line.At("image", "src").Text()),
		})
	}
	return out
}

// refunds reads what the shopper got back: the order has the sums, below zero, and not when
// (https://developer.woocommerce.com/docs/apis/rest-api/v3/orders/).
func refunds(list []shop.Node, currency string) []order.Milestone {
	var out []order.Milestone
	for _, r := range list {
		id := r.Get("id").Text()
		if id == "" {
			continue
		}
		m := order.Milestone{What: order.Refund, Ref: Platform + "/" + id}
		if amount, ok := shop.ParseAmount(strings.TrimPrefix(strings.TrimSpace(r.Get("total").Text()), "-")); ok {
			m.Amount, _ = amount.Minor(currency)
		}
		out = append(out, m)
	}
	return out
}

// plain takes the HTML out of a name: WordPress stores "Tea &ndash; green".
func plain(s string) string {
	var b strings.Builder
	for s != "" {
		before, tag, found := strings.Cut(s, "<")
		b.WriteString(before)
		if !found {
			break
		}
		_, after, closed := strings.Cut(tag, ">")
		if !closed {
			b.WriteString("<" + tag)
			break
		}
		s = after
	}
	return html.UnescapeString(b.String())
}

// price is what one piece cost before coupons, with tax where the shop shows its prices so: subtotal never includes it.
func price(line shop.Node, pieces int64, inclusive bool, currency string) *int64 {
	sum, ok := shop.ParseAmount(line.Get("subtotal").Text())
	if !ok || pieces < 1 {
		return nil
	}
	if inclusive {
		tax, ok := shop.ParseAmount(line.Get("subtotal_tax").Text())
		if !ok {
			return nil
		}
		sum = sum.Plus(tax)
	}
	minor, ok := sum.Per(pieces).Minor(currency)
	if !ok {
		return nil
	}
	return &minor
}

// recipient takes the shipping address; a shop that ships to the billing address leaves the other one empty. E-mail stands in billing
// alone.
func recipient(body shop.Node, method string) (order.Recipient, string) {
	to, payer := body.Get("shipping"), body.Get("billing")
	if !isAddress(to) && method != order.Pickup && len(body.Get("shipping_lines").List()) > 0 {
		to = payer
	}
	person := func(n shop.Node) string { return shop.Name(n.Get("first_name").Text(), n.Get("last_name").Text()) }
	r := order.Recipient{
		Name:  seal.Hide(shop.FirstOf(person(to), person(payer), to.Get("company").Text())),
		Email: seal.Hide(strings.TrimSpace(payer.Get("email").Text())),
		Phone: seal.Hide(shop.FirstOf(to.Get("phone").Text(), payer.Get("phone").Text())),
	}
	if !isAddress(to) || method == order.Pickup {
		return r, ""
	}
	country := shop.Code(to.Get("country").Text())
	r.Line1, r.Line2 = seal.Hide(to.Get("address_1").Text()), seal.Hide(to.Get("address_2").Text())
	r.City, r.Region = seal.Hide(to.Get("city").Text()), seal.Hide(to.Get("state").Text())
	r.Postal, r.Country = seal.Hide(to.Get("postcode").Text()), seal.Hide(country)
	return r, country
}

func isAddress(n shop.Node) bool {
	return shop.FirstOf(n.Get("address_1").Text(), n.Get("city").Text(), n.Get("postcode").Text()) != ""
}
