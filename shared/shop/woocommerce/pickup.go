package woocommerce

import (
	"strings"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/shop"
)

// method says how the order reaches the shopper, by the method of its first shipping line: local_pickup is core's, pickup_location that of the
// checkout block, local_delivery that of several plugins.
func method(body shop.Node) (string, order.Place) {
	lines := body.Get("shipping_lines").List()
	if len(lines) == 0 {
		return "", order.Place{}
	}
	line := lines[0]
	id, _, _ := strings.Cut(line.Get("method_id").Text(), ":")
	switch {
	case id == "local_pickup" || id == "local_pickup_plus" || id == "pickup_location":
		meta := metaOf(line)
		return order.Pickup, order.Place{
			Name:    plain(shop.FirstOf(meta.text("pickup_location"), line.Get("method_title").Text())),
			Address: plain(meta.text("pickup_address")), Hours: plain(meta.text("pickup_details")),
		}
	case strings.HasPrefix(id, "local_delivery"):
		return order.LocalDelivery, order.Place{}
	case id == "":
		return "", order.Place{}
	default:
		return order.Ship, order.Place{}
	}
}

// pickup gives the one shipment of an order that waits in the shop. Core has no status for it; the ones that plugins add are known by their
// names.
func pickup(body shop.Node, status string, c *order.Change) (order.Shipment, bool) {
	if c.Method != order.Pickup {
		return order.Shipment{}, false
	}
	s := order.Shipment{Ref: Platform + "/pickup", Cancelled: order.None}
	switch status {
	case "ready-pickup", "ready-for-pickup", "ready-to-pickup":
		s.Status, s.StatusAt = shipment.AvailableForPickup, c.UpdatedAt
	case "completed", "pickup", "picked-up":
		s.Status, s.StatusAt = shipment.Delivered, shop.FirstOf(utc(body, "date_completed"), c.UpdatedAt)
	default:
		return order.Shipment{}, false
	}
	return s, true
}
