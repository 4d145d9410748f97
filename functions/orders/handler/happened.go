package handler

import "doorstep/shared/order"

// recordMilestone is something that happened to the order as a whole, in the order of becoming known.
type recordMilestone struct {
	What   string `json:"what"` // placed, processing, cancelled, refund, payment_due
	At     string `json:"at,omitempty"`
	Amount int64  `json:"amount,omitempty"` // minor units of the order's currency; 0: not told
	ID     string `json:"id,omitempty"`     // of a refund
}

func newRecordMilestones(o order.Order) []recordMilestone {
	out := make([]recordMilestone, len(o.Milestones))
	for i, m := range o.Milestones {
		out[i] = recordMilestone{m.What, m.At, m.Amount, m.Ref}
		if m.What == order.Placed {
			out[i].At = o.PlacedAt
		}
	}
	return out
}
