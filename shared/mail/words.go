package mail

import (
	"slices"

	"doorstep/shared/message"
	"doorstep/shared/order"
	"doorstep/shared/page"
	"doorstep/shared/shipment"
)

// title says what happened in a few words. Where the status says it, the page's word for it stands.
func (w writer) title() string {
	t, b := w.Words.Text, w.briefs[0]
	if slices.Contains(standing, w.Kind) {
		if w.Kind == message.Shipped && w.moving() {
			return t("status.in_transit")
		}
		return b.Headline
	}
	switch w.Kind {
	case message.OrderConfirmed:
		return t("status.ordered")
	case message.OrderCancelled:
		return t("page.order_cancelled")
	case message.Delay:
		if day := w.day(); day != "" {
			return t("mail.title.delay_day", "day", day)
		}
	case message.Customs:
		if len(b.Customs) > 0 {
			return b.Customs[0].Label
		}
	case message.Problem:
		if w.status() == shipment.Destroyed {
			return b.Headline
		}
	case message.DeliveredElsewhere:
		return w.Words.First("mail.title.delivered_elsewhere."+w.sub(), "mail.title.delivered_elsewhere")
	}
	return t("mail.title." + string(w.Kind))
}

// status is where the first parcel stands; empty without parcels.
func (w writer) status() shipment.Status {
	if len(w.Parcels) == 0 {
		return ""
	}
	return w.Parcels[0].View.Status
}

// moving reports whether the carrier has the first parcel, and not only its label.
func (w writer) moving() bool {
	return w.status() == shipment.Accepted || w.status() == shipment.InTransit
}

// tone is the colour of the message.
func (w writer) tone() string {
	switch {
	case slices.Contains([]message.Kind{message.Delay, message.PaymentDue, message.Retraction, message.PickupExpiring, message.Customs, message.Problem}, w.Kind):
		if b := w.briefs[0]; b.Tone == "bad" {
			return b.Tone
		}
		return "warn"
	case w.Kind == message.Refunded:
		return "good"
	case len(w.Parcels) == 0 && w.Kind != message.OrderCancelled:
		return ""
	}
	return w.briefs[0].Tone
}

// quoted are the kinds that carry the carrier's own words: what went wrong, or where the parcel was left.
var quoted = []message.Kind{
	message.Attempted, message.DeliveredElsewhere, message.Delay, message.Customs, message.PaymentDue, message.Problem, message.Returning,
}

// lead says in sentences what happened.
func (w writer) lead() section {
	s := section{}
	what, n := []string{w.cause()}, len(w.Parcels)
	if several := w.several(); several != nil {
		what = several // the cause is told of a single parcel
	} else if n > 1 {
		what = append(what, w.Words.Count("mail.text.parcels", n))
	}
	for _, text := range append(what, page.Plain(w.Notice, maxText)) {
		if text != "" {
			s.Texts = append(s.Texts, text)
		}
	}
	if n > 1 {
		return s
	}
	b := w.briefs[0]
	if w.tells() {
		s.Texts = append(s.Texts, b.Text)
	}
	if w.Kind != message.Reassurance && w.Kind != message.Retraction {
		s.Texts = append(s.Texts, b.Notices...)
	}
	if n == 1 {
		s.Quote = w.quote(0)
	}
	return s
}

// quote gives the carrier's own words where they belong. Beside a delay they do when they are about it.
func (w writer) quote(i int) string {
	b, v := w.briefs[i], w.Parcels[i].View
	if w.Kind == message.Delay && v.Status != shipment.Exception && v.Sub != "delayed" && v.Sub != "rescheduled" {
		return ""
	}
	if b.Own == "" || !slices.Contains(quoted, w.Kind) || b.Carrier.Name == "" {
		return ""
	}
	return w.Words.Text("mail.own_words", "carrier", b.Carrier.Name, "text", b.Own)
}

// tells reports whether the page's sentence about the status belongs into the message, beside what the kind itself says.
func (w writer) tells() bool {
	switch w.Kind {
	case message.OrderConfirmed, message.Processing, message.OrderCancelled, message.Refunded, message.Delay, message.Reassurance, message.PickupExpiring:
		return false
	case message.PaymentDue:
		return len(w.Parcels) > 0
	default:
		return true
	}
}

// cause is what the kind says beside the status.
func (w writer) cause() string {
	t := w.Words.Text
	switch w.Kind {
	case message.OrderConfirmed:
		if w.Order.Method != "" && w.Order.Method != order.Ship { // the page has words of its own for these
			return w.briefs[0].Text
		}
		return t("mail.text.order_confirmed", "brand", w.shop)
	case message.Processing:
		return t("mail.text.processing", "brand", w.shop)
	case message.OrderCancelled:
		return page.CancelText(w.page)
	case message.Delay:
		return t("mail.text.delay")
	case message.PickupExpiring:
		return t("text.available_for_pickup.pickup_expiring")
	case message.Retraction:
		status := w.Status
		if !status.Valid() { // what is taken back is a delivery, nearly always
			status = shipment.Delivered
		}
		return t("mail.text.retraction", "status", t("status."+string(status)))
	case message.Reassurance:
		if len(w.Parcels) == 1 && w.Parcels[0].View.Tracking == shipment.Stale {
			return t("tracking.stale", "day", w.Words.Day(w.Parcels[0].View.Since, w.Now))
		}
		return t("mail.text.reassurance")
	case message.PaymentDue:
		switch {
		case len(w.Parcels) > 0:
			return ""
		case w.price() == "":
			return t("mail.text.payment_due_unsaid")
		}
		return t("mail.text.payment_due", "amount", w.price())
	case message.Refunded:
		if w.price() == "" {
			return t("mail.text.refunded_unsaid", "brand", w.shop)
		}
		return t("mail.text.refunded", "brand", w.shop, "amount", w.price())
	default:
		return ""
	}
}

// onward says what happens next.
func (w writer) onward(b page.Brief) string {
	if w.Kind == message.Reassurance {
		return w.Words.Text("mail.next.reassurance")
	}
	return b.Next
}
