package message

import "doorstep/shared/shipment"

// Kind is what a message is about. Several statuses can be one kind: "accepted" and "in transit" are both the news that the
// parcel is on its way, of which a shopper wants one message, whichever the carrier scans first.
type Kind string

// The kinds of messages to shoppers.
const (
	Shipped        Kind = "shipped"
	OutForDelivery Kind = "out_for_delivery"
	Attempted      Kind = "delivery_attempted"
	ReadyForPickup Kind = "ready_for_pickup"
	Problem        Kind = "problem"
	Delivered      Kind = "delivered"
	Returning      Kind = "returning"
	Returned       Kind = "returned"
)

// KindOf gives the kind of a milestone, and false for one that no shopper is told: labels, unknown codes, cancellations by
// the merchant. On the way back only the beginning and the end are news.
func KindOf(d shipment.Direction, s shipment.Status) (Kind, bool) {
	if d == shipment.Return {
		switch s {
		case shipment.Returning:
			return Returning, true
		case shipment.Returned, shipment.Delivered:
			return Returned, true
		default:
			return "", false
		}
	}
	switch s {
	case shipment.Accepted, shipment.InTransit:
		return Shipped, true
	case shipment.OutForDelivery:
		return OutForDelivery, true
	case shipment.DeliveryAttempted:
		return Attempted, true
	case shipment.AvailableForPickup:
		return ReadyForPickup, true
	case shipment.Exception, shipment.Destroyed:
		return Problem, true
	case shipment.Delivered:
		return Delivered, true
	case shipment.Returning:
		return Returning, true
	case shipment.Returned:
		return Returned, true
	default:
		return "", false
	}
}

// stage orders what a shipment can stand at. News of an earlier stage is no news any more.
func stage(s shipment.Status) int {
	switch s {
	case shipment.Accepted, shipment.InTransit:
		return 1
	case shipment.Exception:
		return 2
	case shipment.OutForDelivery:
		return 3
	case shipment.DeliveryAttempted:
		return 4
	case shipment.AvailableForPickup:
		return 5
	case shipment.Returning:
		return 6
	case shipment.Delivered, shipment.Returned, shipment.Destroyed, shipment.Cancelled:
		return 7
	default:
		return 0
	}
}

// passing reports whether a kind is only true while the shipment stands there: nobody wants to read of a failed attempt or a
// problem that is over.
func passing(k Kind) bool { return k == Attempted || k == Problem || k == OutForDelivery }
