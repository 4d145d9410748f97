package order

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// MaxRefunds is how many refunds of one order are kept, and MaxDue how often its payment can be asked for.
const (
	MaxRefunds = 50
	MaxDue     = 20
)

// told reads what a body tells of the order as a whole: status, refunds and payment_due. That it was placed and cancelled follows from
// the order itself.
func told(o object) []Milestone {
	var out []Milestone
	if o.text("status", oneOf(InProcessing)) != "" {
		out = append(out, Milestone{What: InProcessing})
	}
	seen := map[string]string{}
	for _, refund := range o.list("refunds", MaxRefunds) {
		m := Milestone{What: Refund, Ref: refund.text("id", plain(maxName))}
		refund.identify("id", m.Ref, seen)
		m.Amount, _ = refund.whole("amount", 0, maxUnitPrice)
		m.At = refund.text("at", when)
		refund.done()
		out = append(out, m)
	}
	due := o.inner("payment_due")
	defer due.done()
	m := Milestone{What: PaymentDue, At: due.text("at", when)}
	amount, isTold := due.whole("amount", 0, maxUnitPrice)
	if m.Amount = amount; isTold || m.At != "" {
		out = append(out, m)
	}
	return out
}

// milestones gives what happened to the order with the change, in the order of becoming known. What happened stays, also when it is
// taken back: see Happened. A body that says again what it said before adds nothing: a refund is known by its Ref, processing happens
// once, and a payment that is due is another one when its amount differs or the body gives it another time.
func (c Change) milestones(current, next Order, version int64, now time.Time) []Milestone {
	out := slices.Clone(current.Milestones)
	if version == 1 && !happened(out, Placed) {
		out = append(out, Milestone{What: Placed}) // when is PlacedAt, which may be told later
	}
	undated := cmp.Or(c.UpdatedAt, now.UTC().Format(time.RFC3339))
	for _, m := range c.Milestones {
		at := -1
		for i, known := range out {
			if known.What == m.What && (m.What != Refund || known.Ref == m.Ref) {
				at = i
			}
		}
		switch {
		case at < 0 || m.What == PaymentDue && (out[at].Amount != m.Amount || m.At != "" && out[at].At != m.At):
			m.At = cmp.Or(m.At, undated)
			out = append(out, m)
		case m.What == Refund:
			replace(&out[at].At, m.At)
			out[at].Amount = cmp.Or(m.Amount, out[at].Amount)
		}
	}
	if current.CancelledAt == "" && next.CancelledAt != "" {
		out = append(out, Milestone{What: Cancelled, At: next.CancelledAt})
	}
	return out
}

func happened(list []Milestone, what string) bool {
	return slices.ContainsFunc(list, func(m Milestone) bool { return m.What == what })
}

// Nth gives the n-th milestone of a kind, 1 and up; false when there are fewer.
func Nth(list []Milestone, what string, n int) (Milestone, bool) {
	for _, m := range list {
		if m.What != what {
			continue
		}
		if n--; n <= 0 {
			return m, true
		}
	}
	return Milestone{}, false
}

// Happening is a milestone of the order as others name it.
type Happening struct {
	What       string
	Occurrence int  // n-th of its kind, 1 and up
	Retracted  bool // a cancellation that was taken back
}

// Happened gives everything that happened to the order. Of an order that was erased there is nothing to tell any more.
func (o Order) Happened() []Happening {
	if o.Erased != "" {
		return nil
	}
	var out []Happening
	count, cancelled := map[string]int{}, -1
	for _, m := range o.Milestones {
		count[m.What]++
		if m.What == Cancelled {
			cancelled = len(out)
		}
		out = append(out, Happening{m.What, count[m.What], m.What == Cancelled})
	}
	if cancelled >= 0 { // only the last cancellation can stand
		out[cancelled].Retracted = o.CancelledAt == ""
	}
	return out
}

// Since gives what happened to the order and was not so before, which may be the zero Order.
func (o Order) Since(before Order) []Happening {
	known := before.Happened()
	return slices.DeleteFunc(o.Happened(), func(h Happening) bool { return slices.Contains(known, h) })
}

// checkMilestones names what of the milestones does not fit the order.
func (c Change) checkMilestones(current Order, note func(path, format string, args ...any)) {
	refunds, due := map[string]bool{}, 0
	for _, m := range current.Milestones {
		switch m.What {
		case Refund:
			refunds[m.Ref] = true
		case PaymentDue:
			due++
		}
	}
	for i, m := range c.Milestones {
		if m.What == Refund {
			refunds[m.Ref] = true
		}
		if m.Amount != 0 && c.Currency == "" && current.Currency == "" {
			note(c.milestonePath(i, "amount"), "needs the currency of the order")
		}
	}
	if len(refunds) > MaxRefunds {
		note("refunds", "would make more than %d refunds of the order", MaxRefunds)
	}
	if due >= MaxDue && happened(c.Milestones, PaymentDue) {
		note("payment_due", "was told %d times already", MaxDue)
	}
}

// milestonePath gives the path of a field of the i-th milestone in the body.
func (c Change) milestonePath(i int, field string) string {
	switch m := c.Milestones[i]; m.What {
	case Refund:
		n := 0
		for _, before := range c.Milestones[:i] {
			if before.What == Refund {
				n++
			}
		}
		return fmt.Sprintf("refunds[%d].%s", n, field)
	case PaymentDue:
		return "payment_due." + field
	default:
		return "status"
	}
}

// fitMilestones takes out refunds without a name, and amounts that are none or that have no currency.
func (c *Change) fitMilestones(note func(path, format string, args ...any)) {
	for i := range c.Milestones {
		m := &c.Milestones[i]
		if m.Amount < 0 || m.Amount > maxUnitPrice || m.Amount > 0 && c.Currency == "" {
			note(c.milestonePath(i, "amount"), "is none, or has no currency; it was left out")
			m.Amount = 0
		}
	}
	refunds := map[string]bool{}
	had := len(c.Milestones)
	c.Milestones = slices.DeleteFunc(c.Milestones, func(m Milestone) bool {
		again := m.What == Refund && (m.Ref == "" || refunds[m.Ref] || len(refunds) == MaxRefunds)
		refunds[m.Ref] = true
		return again
	})
	if n := had - len(c.Milestones); n > 0 {
		note("refunds", "lost %d entries without a name of their own, or over the limit", n)
	}
}
