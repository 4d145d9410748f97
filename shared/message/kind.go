package message

import "doorstep/shared/shipment"

// Kind is what a message is about. Several statuses can be one kind: "accepted" and "in transit" are both the news that the
// parcel is on its way, of which a shopper wants one message, whichever the carrier scans first.
type Kind string

// The kinds of messages to shoppers. Those of the order as a whole come first.
const (
	OrderConfirmed Kind = "order_confirmed"
	Processing     Kind = "processing" // being made or packed
	OrderCancelled Kind = "order_cancelled"
	Refunded       Kind = "refunded"

	Shipped            Kind = "shipped" // a label or a first scan, as the brand's policy says
	InTransit          Kind = "in_transit"
	ArrivingTomorrow   Kind = "arriving_tomorrow"
	OutForDelivery     Kind = "out_for_delivery"
	Attempted          Kind = "delivery_attempted"
	ReadyForPickup     Kind = "ready_for_pickup"
	PickupExpiring     Kind = "pickup_expiring"
	Delivered          Kind = "delivered"           // asks for the rating
	DeliveredElsewhere Kind = "delivered_elsewhere" // to a neighbour, an agent, a safe place
	Delay              Kind = "delay"               // with the new date
	Customs            Kind = "customs"             // the shopper has to do something
	PaymentDue         Kind = "payment_due"
	Problem            Kind = "problem" // by reason: damaged, lost, address, ...
	Returning          Kind = "returning"
	Returned           Kind = "returned"    // the merchant has it back
	Reassurance        Kind = "reassurance" // nothing was heard for long
	Retraction         Kind = "retraction"  // we were wrong
)

// Kinds lists all of them, in the order in which a shopper may meet them.
func Kinds() []Kind {
	return []Kind{OrderConfirmed, Processing, OrderCancelled, Shipped, InTransit, ArrivingTomorrow, OutForDelivery, Attempted, ReadyForPickup,
		PickupExpiring, Delivered, DeliveredElsewhere, Delay, Customs, PaymentDue, Problem, Reassurance, Retraction, Returning, Returned, Refunded}
}

// Channel is how a message travels.
type Channel string

// The channels. Chat reaches the merchant's team only.
const (
	Email Channel = "email"
	SMS   Channel = "sms"
	Chat  Channel = "chat"
)

// Recipients that every order has. The others are the watchers that the merchant names (order.Watcher.ID).
const (
	Owner = "owner" // the shopper who ordered
	Team  = "team"  // the merchant's own
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
