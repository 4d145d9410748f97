package woocommerce

import (
	"slices"
	"time"

	"doorstep/shared/order"
	"doorstep/shared/shop"
)

// told is one parcel as a plugin tells it. Number may hold several.
type told struct {
	ref, number, carrier, shipped string
	parts                         []order.Part
}

// parcels gives the parcels that plugins know. Several plugins tell of the same parcel where one copies from another: the number counts,
// and the first plugin.
func parcels(body shop.Node, m meta) ([]order.Shipment, []order.Field) {
	lines := body.Get("line_items").List()
	all := shiptastic(body, lines)
	for _, read := range []func(meta, []shop.Node) []told{shipmentTracking, aftership, parcelPanel, labels, dhl, yith, generic} {
		all = append(all, read(m, lines)...)
	}
	var out []order.Shipment
	var problems []order.Field
	for _, t := range all {
		numbers, bad := shop.Numbers(t.number)
		if bad {
			problems = append(problems, order.Field{Path: "meta_data", Detail: "holds a tracking number that is none; the parcel was left out"})
		}
		for i, n := range numbers {
			if slices.ContainsFunc(out, func(s order.Shipment) bool { return s.Number == n }) {
				continue
			}
			s := order.Shipment{Number: n, Ref: Platform + "/" + shop.FirstOf(t.ref, n), CarrierRaw: t.carrier, ShippedAt: t.shipped, Cancelled: order.None}
			if len(numbers) == 1 {
				s.Items = t.parts
			} else if i > 0 { // one entry for several parcels: each is told on its own from here on
				s.Ref = Platform + "/" + n
			}
			out = append(out, s)
		}
	}
	return out, problems
}

// shipmentTracking reads the list of WooCommerce Shipment Tracking, which Advanced Shipment Tracking shares
// (https://woocommerce.com/document/shipment-tracking/shipment-tracking-developer-docs/). products_list is of the latter's PRO version.
func shipmentTracking(m meta, lines []shop.Node) []told {
	var out []told
	for _, n := range m.list("_wc_shipment_tracking_items") {
		t := told{
			ref: n.Get("tracking_id").Text(), number: n.Get("tracking_number").Text(), shipped: day(n.Get("date_shipped").Text()),
			carrier: shop.FirstOf(n.Get("custom_tracking_provider").Text(), n.Get("formatted_tracking_provider").Text(), n.Get("tracking_provider").Text()),
		}
		for _, p := range n.Get("products_list").List() {
			t.parts = part(t.parts, line(lines, p.Get("item_id").Text(), p.Get("product").Text()), p.Get("qty"))
		}
		out = append(out, t)
	}
	return out
}

// aftership reads AfterShip's list. Its metrics.created_at is the shop's wall clock with a Z behind it, so no time is taken from there.
func aftership(m meta, lines []shop.Node) []told {
	var out []told
	for _, n := range m.list("_aftership_tracking_items") {
		t := told{
			ref: n.Get("tracking_id").Text(), number: n.Get("tracking_number").Text(), carrier: n.Get("slug").Text(),
			shipped: day(n.At("additional_fields", "ship_date").Text()),
		}
		for _, p := range n.Get("line_items").List() {
			t.parts = part(t.parts, line(lines, p.Get("id").Text(), ""), p.Get("quantity"))
		}
		out = append(out, t)
	}
	if len(out) == 0 {
		out = append(out, told{number: m.text("_aftership_tracking_number"), carrier: m.text("_aftership_tracking_provider_name")})
	}
	return out
}

// labels reads the labels that WooCommerce Shipping, and WooCommerce Services before it, bought. One that was refunded or failed is no parcel.
func labels(m meta, _ []shop.Node) []told {
	var out []told
	for _, key := range []string{"wcshipping_labels", "wc_connect_labels"} {
		for _, n := range m.list(key) {
			if n.Get("refund").Exists() || n.Get("error").Exists() || n.Get("is_letter").True() {
				continue
			}
			out = append(out, told{ref: n.Get("label_id").Text(), number: n.Get("tracking").Text(), carrier: n.Get("carrier_id").Text()})
		}
	}
	return out
}

// yith reads YITH Order & Shipment Tracking, whose keys began without the underscore.
func yith(m meta, _ []shop.Node) []told {
	return []told{{
		number:  shop.FirstOf(m.text("ywot_tracking_code"), m.text("_ywot_tracking_code")),
		carrier: shop.FirstOf(m.text("ywot_carrier_name"), m.text("ywot_carrier_id"), m.text("_ywot_carrier_name"), m.text("_ywot_carrier_id")),
		shipped: day(shop.FirstOf(m.text("ywot_pick_up_date"), m.text("_ywot_pick_up_date"))),
	}}
}

// generic reads the key that shops without a plugin write.
func generic(m meta, _ []shop.Node) []told {
	return []told{{
		number:  shop.FirstOf(m.text("_tracking_number"), m.text("tracking_number")),
		carrier: shop.FirstOf(m.text("_tracking_provider"), m.text("tracking_provider")),
	}}
}

// line finds the id of an order's line by itself, or by its product or variation.
func line(lines []shop.Node, id, product string) string {
	for _, l := range lines {
		if l.Get("id").Text() == id && id != "" {
			return id
		}
	}
	for _, l := range lines {
		if product != "" && (l.Get("variation_id").Text() == product || l.Get("product_id").Text() == product) {
			return l.Get("id").Text()
		}
	}
	return ""
}

func part(list []order.Part, id string, pieces shop.Node) []order.Part {
	n, ok := pieces.Whole()
	if !ok || n < 1 || id == "" {
		return list
	}
	at := slices.IndexFunc(list, func(p order.Part) bool { return p.ID == id })
	if at < 0 {
		return append(list, order.Part{ID: id, Quantity: int(n)})
	}
	list[at].Quantity += int(n)
	return list
}

// day reads a day that plugins write as seconds of its midnight in UTC, or as a date. Both are days, not moments.
func day(s string) string {
	if seconds, ok := shop.Of(s).Whole(); ok && seconds > 1e9 && seconds < 1<<33 {
		return time.Unix(seconds, 0).UTC().Format(time.DateOnly)
	}
	if t, err := time.Parse("20060102", s); err == nil {
		return t.Format(time.DateOnly)
	}
	s = s[:min(len(s), len(time.DateOnly))]
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}
