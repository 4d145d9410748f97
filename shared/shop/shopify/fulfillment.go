package shopify

import (
	"slices"
	"strings"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/shop"
)

// readFulfillment reads one fulfilment. It may come before its order: then the order begins with what the fulfilment shows.
func readFulfillment(body shop.Node) (shop.Event, error) {
	e := shop.Event{Kind: shop.Fulfilment, Number: orderName(body.Get("name").Text()), Ref: ref(body.Get("order_id"))}
	if e.Ref.ID == "" || body.Get("id").Text() == "" {
		return shop.Event{}, fault.New(fault.Invalid, "fulfilment has no id or no order_id")
	}
	c := &e.Change
	c.Refs = []order.Ref{e.Ref}
	c.Shipments, e.Problems = parcels(body, unknownMethod, "fulfillment")
	for _, line := range body.Get("line_items").List() {
		currency := line.At("price_set", "presentment_money", "currency_code").Text()
		i := item(line, "", currency)
		pieces, _ := line.Get("quantity").Whole()
		i.Quantity = int(pieces)
		c.Currency = shop.FirstOf(c.Currency, currency)
		c.Items = append(c.Items, i)
	}
	return e, nil
}

// unknownMethod stands for the order's method where a fulfilment comes on its own.
const unknownMethod = "unknown"

// orderName gives the order's name: "#1001.2" is the second fulfilment of "#1001". A suffix that the shop puts behind its numbers stands
// before the point too.
func orderName(name string) string {
	at := strings.LastIndexByte(name, '.')
	if at < 1 || strings.Trim(name[at+1:], "0123456789") != "" {
		return ""
	}
	return strings.TrimSpace(name[:at])
}

// left reports whether a fulfilment stands. cancelled is undone, error and failure never happened
// (https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentStatus).
func left(f shop.Node) bool {
	switch f.Get("status").Text() {
	case "cancelled", "error", "failure":
		return false
	default:
		return true
	}
}

// parcels gives the parcels of a fulfilment, one per tracking number. It is not told which items are in which of several parcels.
func parcels(f shop.Node, method, field string) ([]order.Shipment, []order.Field) {
	id := f.Get("id").Text()
	if id == "" || !needsCarriage(f) {
		return nil, nil
	}
	base := order.Shipment{Ref: Platform + "/" + id, UpdatedAt: f.Get("updated_at").Text(), Cancelled: order.None}
	switch {
	case !left(f):
		base.Cancelled = shop.FirstOf(base.UpdatedAt, f.Get("created_at").Text(), order.None)
	case f.Get("status").Text() == "success" || f.Get("status").Text() == "":
		base.ShippedAt = f.Get("created_at").Text()
	}
	if company := f.Get("tracking_company").Text(); !strings.EqualFold(company, "Other") { // an entry of Shopify's list
		base.CarrierRaw = company
	}
	parts := contents(f)
	numbers, problems := trackingNumbers(f, field)
	if len(numbers) == 0 {
		base.Items, base.CarrierRaw = parts, ""
		base.Status, base.StatusAt = told(f, method)
		return []order.Shipment{base}, problems
	}
	var out []order.Shipment
	for _, number := range numbers {
		s := base
		s.Number = number
		if len(numbers) == 1 {
			s.Items = parts
		}
		out = append(out, s)
	}
	return out, problems
}

// needsCarriage reports whether a fulfilment holds anything to carry: gift cards and services are fulfilled too.
func needsCarriage(f shop.Node) bool {
	lines := f.Get("line_items").List()
	return len(lines) == 0 || slices.ContainsFunc(lines, func(line shop.Node) bool { return !line.Get("requires_shipping").False() })
}

func contents(f shop.Node) []order.Part {
	var out []order.Part
	for _, line := range f.Get("line_items").List() {
		if pieces, ok := line.Get("quantity").Whole(); ok && pieces > 0 && !line.Get("requires_shipping").False() {
			out = append(out, order.Part{ID: line.Get("id").Text(), Quantity: int(pieces)})
		}
	}
	return out
}

// trackingNumbers gives the numbers in their normal form, each once. What is no number is noted, and the parcel stands without it.
func trackingNumbers(f shop.Node, field string) ([]string, []order.Field) {
	var out []string
	var problems []order.Field
	given := f.Get("tracking_numbers").List()
	if len(given) == 0 {
		given = []shop.Node{f.Get("tracking_number")}
	}
	for _, n := range given {
		numbers, bad := shop.Numbers(n.Text())
		if bad {
			problems = append(problems, order.Field{Path: field + ".tracking_number", Detail: "holds what is no tracking number; it was left out"})
		}
		for _, number := range numbers {
			if !slices.Contains(out, number) {
				out = append(out, number)
			}
		}
	}
	return out, problems
}

// told is what Shopify itself says of a fulfilment that no carrier tracks, and since when
// (https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentEventStatus). A fulfilment without such a word was sent, which Shopify tells the
// shopper as "on the way"; of an order that is picked up it says that this has happened
// (https://help.shopify.com/manual/fulfillment/setup/delivery-methods/pickup-in-store/manage-local-pickup-orders).
func told(f shop.Node, method string) (shipment.Status, string) {
	at := f.Get("updated_at").Text()
	if !left(f) || at == "" {
		return "", ""
	}
	switch f.Get("shipment_status").Text() {
	case "label_printed", "label_purchased", "confirmed", "submitted":
		return shipment.InfoReceived, at
	case "carrier_picked_up":
		return shipment.Accepted, at
	case "in_transit", "delayed":
		return shipment.InTransit, at
	case "out_for_delivery":
		return shipment.OutForDelivery, at
	case "attempted_delivery":
		return shipment.DeliveryAttempted, at
	case "ready_for_pickup":
		return shipment.AvailableForPickup, at
	case "delivered", "picked_up":
		return shipment.Delivered, at
	case "failure", "not_delivered":
		return shipment.Exception, at
	case "":
		return withoutWord(f, method)
	default: // a word that came later than this table
		return "", ""
	}
}

func withoutWord(f shop.Node, method string) (shipment.Status, string) {
	at := f.Get("created_at").Text()
	switch {
	case method == unknownMethod: // orders/updated follows and knows
		return "", ""
	case f.Get("status").Text() != "success":
		return shipment.InfoReceived, at
	case method == order.Pickup:
		return shipment.Delivered, at
	default:
		return shipment.InTransit, at
	}
}
