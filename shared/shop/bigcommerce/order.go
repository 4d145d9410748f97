package bigcommerce

import (
	"fmt"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/seal"
	"doorstep/shared/shipment"
	"doorstep/shared/shop"
)

// answers is what the store said about one order.
type answers struct {
	order                          shop.Node
	products, addresses, shipments []shop.Node
	pickups                        []shop.Node
}

// Statuses of an order that decide something here
// (https://developer.bigcommerce.com/docs/rest-management/orders/order-status).
const (
	incomplete     = "0"
	shipped        = "2"
	refunded       = "4"
	cancelled      = "5"
	declined       = "6"
	awaitingPickup = "8"
	completed      = "10"
)

// event makes an event of the answers.
func (a answers) event(id string) (shop.Event, error) {
	o := a.order
	if o.Get("id").Text() != id {
		return shop.Event{}, fault.New(fault.Malformed, "the store answered about another order")
	}
	status := o.Get("status_id").Text()
	if status == incomplete {
		return shop.Event{Kind: shop.Ignored}, nil
	}
	e := shop.Event{Kind: shop.Placed, Number: id, Whole: Platform + "/", Lines: true}
	c := &e.Change
	c.PlacedAt, c.UpdatedAt = when(o.Get("date_created")), when(o.Get("date_modified"))
	c.Channel = channel(o.Get("order_source").Text())
	c.Locale = shop.Locale(o.Get("customer_locale").Text())
	// Amounts are in the currency of the transaction; currency_code is the one that was shown.
	c.Currency = shop.Code(shop.FirstOf(o.Get("default_currency_code").Text(), o.Get("currency_code").Text()))
	c.CancelledAt = order.None
	if status == cancelled || status == declined {
		c.CancelledAt, c.CancelReason = shop.FirstOf(c.UpdatedAt, order.None), strings.ToLower(o.Get("status").Text())
	}
	if amount, ok := shop.ParseAmount(o.Get("refunded_amount").Text()); ok {
		e.Refunded, _ = amount.Minor(c.Currency)
	}
	if status == refunded && e.Refunded == 0 {
		c.Milestones = []order.Milestone{{What: order.Refund, Ref: Platform + "/all"}}
	}
	c.Items = a.items(c.Currency)
	c.Method, c.Pickup = a.method()
	c.Recipient, c.Country = a.recipient()
	if len(a.addresses) > 1 {
		e.Problems = append(e.Problems, order.Field{Path: "shipping_addresses", Detail: fmt.Sprintf("are %d; the first one is kept", len(a.addresses))})
	}
	for i, s := range a.shipments {
		parcel, problems := parcel(s, fmt.Sprintf("shipments[%d]", i))
		c.Shipments = append(c.Shipments, parcel...)
		e.Problems = append(e.Problems, problems...)
	}
	c.Shipments = shop.OneBox(c.Shipments)
	if s, ok := waiting(status, c, when(o.Get("date_shipped"))); ok && len(c.Shipments) == 0 {
		c.Shipments = append(c.Shipments, s)
	}
	return e, nil
}

// when reads a time of RFC 2822, "Sat, 03 Mar 2018 02:35:28 +0000"; empty when it is none.
func when(n shop.Node) string {
	for _, layout := range []string{time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", time.RFC1123, time.RFC3339} {
		if t, err := time.Parse(layout, n.Text()); err == nil {
			return t.Format(time.RFC3339)
		}
	}
	return ""
}

// channel says where the order was sold: "web" for the storefront, "draft" for one that somebody of the shop wrote.
func channel(source string) string {
	switch source {
	case "":
		return ""
	case "www", "mobile", "checkout_api", "buybutton":
		return "web"
	case "manual":
		return "draft"
	case "pos", "iphone", "android", "ipad":
		return source
	default:
		return "app"
	}
}

func (a answers) items(currency string) []order.Item {
	var out []order.Item
	for _, p := range a.products {
		pieces := remaining(p)
		item := order.Item{ID: p.Get("id").Text(), SKU: p.Get("sku").Text(), Name: p.Get("name").Text(), Quantity: int(pieces)}
		if amount, ok := shop.ParseAmount(shop.FirstOf(p.Get("price_inc_tax").Text(), p.Get("base_price").Text())); ok {
			if minor, ok := amount.Minor(currency); ok {
				item.UnitPrice = &minor
			}
		}
		out = append(out, item)
	}
	return out
}

// remaining gives how many pieces of a line are still to come or were sent: what was refunded before it left will never come.
func remaining(line shop.Node) int64 {
	ordered, _ := line.Get("quantity").Whole()
	refunded, _ := line.Get("quantity_refunded").Whole()
	sent, _ := line.Get("quantity_shipped").Whole()
	return max(ordered-max(refunded, 0), min(sent, ordered))
}

// hasPickup reports whether something of the order is picked up.
func (a answers) hasPickup() bool {
	for _, p := range a.products {
		if n, ok := p.Get("order_pickup_method_id").Whole(); ok && n > 0 {
			return true
		}
	}
	return false
}

// method says how the order reaches the shopper. An order that is partly sent and partly picked up is one that is sent.
func (a answers) method() (string, order.Place) {
	if len(a.addresses) > 0 {
		return order.Ship, order.Place{}
	}
	if len(a.pickups) == 0 {
		return "", order.Place{}
	}
	p := a.pickups[0]
	at := p.Get("location")
	street := strings.TrimSpace(at.Get("address_line_1").Text() + " " + at.Get("address_line_2").Text())
	town := strings.TrimSpace(at.Get("postal_code").Text() + " " + at.Get("city").Text())
	return order.Pickup, order.Place{
		Name:    shop.FirstOf(at.Get("name").Text(), p.Get("pickup_method_display_name").Text()),
		Address: strings.Trim(street+", "+town, ", "), Hours: p.Get("collection_time_description").Text(),
	}
}

func (a answers) recipient() (order.Recipient, string) {
	payer := a.order.Get("billing_address")
	var to shop.Node
	if len(a.addresses) > 0 {
		to = a.addresses[0]
	}
	person := func(n shop.Node) string { return shop.Name(n.Get("first_name").Text(), n.Get("last_name").Text()) }
	country := shop.Code(to.Get("country_iso2").Text())
	return order.Recipient{
		Name:  seal.Hide(shop.FirstOf(person(to), person(payer), to.Get("company").Text())),
		Email: seal.Hide(shop.FirstOf(payer.Get("email").Text(), to.Get("email").Text())),
		Phone: seal.Hide(shop.FirstOf(to.Get("phone").Text(), payer.Get("phone").Text())),
		Line1: seal.Hide(to.Get("street_1").Text()), Line2: seal.Hide(to.Get("street_2").Text()),
		City: seal.Hide(to.Get("city").Text()), Region: seal.Hide(to.Get("state").Text()),
		Postal: seal.Hide(to.Get("zip").Text()), Country: seal.Hide(country),
	}, country
}

// parcel reads a shipment. One that was made without a number was sent without tracking.
func parcel(n shop.Node, field string) ([]order.Shipment, []order.Field) {
	id := n.Get("id").Text()
	if id == "" {
		return nil, nil
	}
	s := order.Shipment{Ref: Platform + "/" + id, ShippedAt: when(n.Get("date_created")), Service: service(n), Cancelled: order.None}
	for _, item := range n.Get("items").List() {
		if pieces, ok := item.Get("quantity").Whole(); ok && pieces > 0 {
			s.Items = append(s.Items, order.Part{ID: item.Get("order_product_id").Text(), Quantity: int(pieces)})
		}
	}
	numbers, bad := shop.Numbers(n.Get("tracking_number").Text())
	var problems []order.Field
	if bad {
		problems = append(problems, order.Field{Path: field + ".tracking_number", Detail: "holds what is no tracking number; it was left out"})
	}
	if len(numbers) == 0 {
		if s.ShippedAt != "" {
			s.Status, s.StatusAt = shipment.InTransit, s.ShippedAt
		}
		return []order.Shipment{s}, problems
	}
	s.CarrierRaw = carrier(n)
	if len(numbers) > 1 { // nobody says which items are in which box
		s.Items = nil
	}
	var out []order.Shipment
	for _, s.Number = range numbers {
		out = append(out, s)
	}
	return out, problems
}

// service is the name of the shipping method, which BigCommerce's own examples give as "None".
func service(n shop.Node) string {
	if name := n.Get("shipping_method").Text(); !strings.EqualFold(name, "none") {
		return name
	}
	return ""
}

// carrier is the first word for the carrier that says anything.
func carrier(n shop.Node) string {
	for _, name := range []string{"tracking_carrier", "shipping_provider", "shipping_provider_display_name"} {
		switch word := n.Get(name).Text(); strings.ToLower(word) {
		case "", "other", "custom":
		default:
			return word
		}
	}
	return ""
}

// waiting gives the one shipment of an order that waits in a shop or was fetched there.
func waiting(status string, c *order.Change, handed string) (order.Shipment, bool) {
	s := order.Shipment{Ref: Platform + "/pickup", StatusAt: c.UpdatedAt, Cancelled: order.None}
	switch {
	case c.Method != order.Pickup:
		return s, false
	case status == awaitingPickup:
		s.Status = shipment.AvailableForPickup
		return s, true
	case status == completed || status == shipped:
		s.Status, s.StatusAt = shipment.Delivered, shop.FirstOf(handed, c.UpdatedAt)
		return s, true
	default:
		return s, false
	}
}
