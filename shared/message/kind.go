package message

import (
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/watch"
)

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

// KindOf gives the kind of a milestone, and false for one that no shopper is told: unknown codes, cancellations by the merchant, and
// labels unless onLabel says that a label is news. sub is what refines the status. On the way back only the beginning and the end are
// news.
func KindOf(d shipment.Direction, s shipment.Status, sub string, onLabel bool) (Kind, bool) {
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
	kind := byStatus(s, onLabel)
	if refined, ok := bySub[refinement{s, sub}]; ok {
		kind = refined
	}
	return kind, kind != ""
}

func byStatus(s shipment.Status, onLabel bool) Kind {
	switch s {
	case shipment.InfoReceived:
		if onLabel {
			return Shipped
		}
		return ""
	case shipment.Accepted, shipment.InTransit:
		return Shipped
	case shipment.OutForDelivery:
		return OutForDelivery
	case shipment.DeliveryAttempted:
		return Attempted
	case shipment.AvailableForPickup:
		return ReadyForPickup
	case shipment.Exception, shipment.Destroyed:
		return Problem
	case shipment.Delivered:
		return Delivered
	case shipment.Returning:
		return Returning
	case shipment.Returned:
		return Returned
	default:
		return ""
	}
}

type refinement struct {
	status shipment.Status
	sub    string
}

// bySub holds the sub-statuses that make another kind of a milestone. Of the words of customs only documents are the shopper's to
// bring; an inspection or a delay there is a problem that is nobody's to solve, told with its reason.
var bySub = map[refinement]Kind{
	{shipment.InTransit, "delayed"}:                  Delay,
	{shipment.DeliveryAttempted, "payment_missing"}:  PaymentDue,
	{shipment.AvailableForPickup, "pickup_expiring"}: PickupExpiring,
	{shipment.AvailableForPickup, "pickup_reminder"}: PickupExpiring,
	{shipment.Exception, "customs_documents"}:        Customs,
	{shipment.Exception, "customs_duties"}:           PaymentDue,
	{shipment.Exception, "held_for_payment"}:         PaymentDue,
	{shipment.Delivered, "to_neighbour"}:             DeliveredElsewhere,
	{shipment.Delivered, "to_agent"}:                 DeliveredElsewhere,
	{shipment.Delivered, "safe_place"}:               DeliveredElsewhere,
}

// byEvent gives the kind of what happens to the order as a whole.
var byEvent = map[string]Kind{
	order.Placed:       OrderConfirmed,
	order.InProcessing: Processing,
	order.Cancelled:    OrderCancelled,
	order.Refund:       Refunded,
	order.PaymentDue:   PaymentDue,
}

// byFinding holds the findings of watch that are news for the shopper as well; every finding is one for the team.
var byFinding = map[string]Kind{watch.Silent: Reassurance, watch.PastPromise: Delay, watch.PickupExpiring: PickupExpiring}

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
