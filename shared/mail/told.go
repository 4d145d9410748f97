package mail

import (
	"cmp"
	"slices"

	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
)

// standing are the kinds whose title is the page's word for where the parcel stands.
var standing = []message.Kind{
	message.Shipped, message.OutForDelivery, message.Attempted, message.ReadyForPickup, message.Delivered, message.Returning, message.Returned,
}

// sentences names the short sentence of each status that has one.
var sentences = map[shipment.Status]string{
	shipment.InfoReceived: "shipped_ready", shipment.Accepted: "shipped", shipment.InTransit: "shipped", shipment.OutForDelivery: "out_for_delivery",
	shipment.DeliveryAttempted: "delivery_attempted", shipment.AvailableForPickup: "ready_for_pickup", shipment.Delivered: "delivered",
	shipment.Returning: "returning", shipment.Returned: "returned",
}

// told names the short sentence about parcel i, as the end of a key. Where the title goes by the status the sentence does too, and not
// by the kind, or one message would say two things. Empty: the page's own sentence is to be taken.
func (w writer) told(i int) string {
	if !slices.Contains(standing, w.Kind) {
		return string(w.Kind)
	}
	status := w.Parcels[i].View.Status
	switch method := w.method(i); {
	case status == shipment.Delivered && w.Parcels[i].View.Unconfirmed:
		return "delivered_reported"
	case method == order.Pickup && status == shipment.Delivered, method != order.Ship && status == shipment.InfoReceived:
		return "" // the customer fetched it, the shop prepares it: nothing was brought or sent
	default:
		return sentences[status]
	}
}

// method is how parcel i reaches the customer.
func (w writer) method(i int) string {
	return cmp.Or(w.Parcels[i].Shipment.Method, w.Order.Method, order.Ship)
}

// several says in a sentence what happened to the parcels of the message, and in a further one where some of them stand elsewhere. The
// first sentence is about those that stand as the first parcel does: so is the title. Nothing: there is one parcel, or no sentence for all.
func (w writer) several() []string {
	if len(w.Parcels) < 2 {
		return nil
	}
	type group struct {
		what, text string
		n          int
	}
	var groups []group
	for i := range w.Parcels {
		g := group{what: w.told(i)}
		if g.what == "" && w.method(i) != order.Ship {
			g.text = w.briefs[i].Text // without a carrier the page speaks of the order, and needs no number
		}
		at := slices.IndexFunc(groups, func(other group) bool { return other.what == g.what && other.text == g.text })
		if at < 0 {
			at, groups = len(groups), append(groups, g)
		}
		groups[at].n++
	}
	var out []string
	for _, g := range groups {
		switch {
		case g.text != "":
			out = append(out, g.text)
		case w.Words.Has("mail.parcels." + g.what + ".other"):
			out = append(out, w.Words.Count("mail.parcels."+g.what, g.n))
		default:
			return nil
		}
	}
	return out
}

// named reports whether the title says more exactly what happened than the kind's short sentence.
func (w writer) named() bool {
	switch w.Kind {
	case message.Customs:
		return len(w.briefs[0].Customs) > 0
	case message.Problem:
		return w.status() == shipment.Destroyed
	case message.DeliveredElsewhere:
		return w.Words.Has("mail.title.delivered_elsewhere."+w.sub()) && !w.Words.Has("sms.delivered_elsewhere."+w.sub())
	default:
		return false
	}
}
