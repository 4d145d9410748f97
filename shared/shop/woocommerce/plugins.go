package woocommerce

import (
	"strconv"
	"strings"
	"time"

	"doorstep/shared/order"
	"doorstep/shared/shop"
)

// shiptastic reads the shipments that Shiptastic (Germanized for WooCommerce) adds to an order itself, with what is in each
// (ShipmentsController::prepare_shipment, https://github.com/vendidero/shiptastic-for-woocommerce). Returns are no parcels to the shopper.
func shiptastic(body shop.Node, lines []shop.Node) []told {
	var out []told
	for _, n := range body.Get("shipments").List() {
		if n.Get("type").Text() == "return" {
			continue
		}
		t := told{
			ref: "shipment-" + n.Get("id").Text(), number: n.Get("tracking_id").Text(), shipped: utc(n, "date_sent"),
			carrier: shop.FirstOf(n.Get("shipping_provider_title").Text(), n.Get("shipping_provider").Text()),
		}
		for _, p := range n.Get("items").List() {
			t.parts = part(t.parts, line(lines, p.Get("order_item_id").Text(), ""), p.Get("quantity"))
		}
		out = append(out, t)
	}
	return out
}

// parcelPanel reads ParcelPanel's entries. fulfilled_at is an instant; what is in a parcel stands there as "Mug x2, Tea x1".
func parcelPanel(m meta, lines []shop.Node) []told {
	var out []told
	for _, n := range m.list("_parcelpanel_shipping_numbers") {
		out = append(out, told{
			number: n.Get("tracking_number").Text(), carrier: n.Get("courier_code").Text(),
			shipped: instant(n.Get("fulfilled_at")), parts: namedParts(n.Get("items").Text(), lines),
		})
	}
	return out
}

// dhl reads the label of DHL Shipping Germany for WooCommerce (https://wordpress.org/plugins/dhl-for-woocommerce/), which may be of
// several parcels.
func dhl(m meta, _ []shop.Node) []told {
	var out []told
	for _, n := range m.list("_pr_shipment_dhl_label_tracking") {
		numbers := n.Get("tracking_number").Text()
		for _, number := range n.Get("tracking_number").List() {
			numbers += "," + number.Text()
		}
		out = append(out, told{number: numbers, carrier: "DHL"})
	}
	return out
}

// instant reads seconds since 1970.
func instant(n shop.Node) string {
	seconds, ok := n.Whole()
	if !ok || seconds < 1e9 || seconds > 1<<33 {
		return ""
	}
	return time.Unix(seconds, 0).UTC().Format(time.RFC3339)
}

// namedParts finds lines by name in a list like "Mug x2, Tea, green x1". A name with a comma is no list of two: a line must stand at the
// start or behind a comma, and its number must end the entry.
func namedParts(list string, lines []shop.Node) []order.Part {
	var out []order.Part
	for _, l := range lines {
		name := l.Get("name").Text()
		_, after, ok := strings.Cut(", "+list, ", "+name+" x")
		digits, _, _ := strings.Cut(after, ", ")
		if _, err := strconv.Atoi(digits); ok && name != "" && err == nil {
			out = part(out, l.Get("id").Text(), shop.Of(digits))
		}
	}
	return out
}
