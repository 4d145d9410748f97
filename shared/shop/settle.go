package shop

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/order"
)

// Settle gives what is left to say to an order that knows known already. Webhooks come late, twice and in any order, and a fulfilment
// has times of its own:
//
//   - word about a fulfilment that is older than what is known of it says nothing;
//   - a fulfilment that shows an order before the order itself arrived brings its items along; once the order has spoken, it alone
//     says what is in it and how many;
//   - a tracking number that the fulfilment no longer has was taken back. One number in place of one other is a correction, which
//     package order keeps as such;
//   - where the event lists all parcels of the shop, those that it leaves out were taken back; where it lists all lines, those that it
//     leaves out were taken out, except what others put in, whose ids are not the shop's;
//   - parts of a parcel that are no items of the order are left out;
//   - an order that is cancelled already keeps the time at which it was;
//   - of a sum of refunds, what is not known yet is one more refund.
func (e Event) Settle(known order.Order) order.Change {
	c := e.Change
	c.FromShop = true
	var parcels []order.Shipment
	for _, s := range c.Shipments {
		if s, ok := fresh(known, s); ok {
			parcels = append(parcels, s)
		}
	}
	c.Shipments = parcels
	if e.Kind == Fulfilment {
		c = e.aside(known, c)
	}
	isNone := func(p order.Part) bool {
		return !hasItem(known, p.ID) && !slices.ContainsFunc(c.Items, func(i order.Item) bool { return i.ID == p.ID })
	}
	for i := range c.Shipments {
		s := &c.Shipments[i]
		s.Items, s.Holders = slices.DeleteFunc(slices.Clone(s.Items), isNone), slices.Clone(s.Holders)
		for j := range s.Holders {
			s.Holders[j].Items = slices.DeleteFunc(slices.Clone(s.Holders[j].Items), isNone)
		}
	}
	if known.CancelledAt != "" && c.CancelledAt != order.None {
		c.CancelledAt = ""
	}
	c.Shipments = OneBox(append(c.Shipments, e.gone(known, c)...))
	c.Items = append(c.Items, e.struck(known, c)...)
	c.Milestones = append(slices.Clone(c.Milestones), e.refund(known, c)...)
	return c
}

// refund gives the refund that a sum of them tells of.
func (e Event) refund(known order.Order, c order.Change) []order.Milestone {
	rest := e.Refunded
	for _, m := range known.Milestones {
		if m.What == order.Refund {
			rest -= m.Amount
		}
	}
	if rest <= 0 || c.Currency == "" && known.Currency == "" {
		return nil
	}
	return []order.Milestone{{What: order.Refund, Ref: "sum/" + strconv.FormatInt(e.Refunded, 10), Amount: rest}}
}

// struck gives the lines that the event takes out of the order without a word.
func (e Event) struck(known order.Order, c order.Change) []order.Item {
	if !e.Lines || len(c.Items) == 0 || len(c.Items) >= order.MaxItems { // at the limit, what is missing may have been cut off
		return nil
	}
	var out []order.Item
	for _, k := range known.Items {
		listed := slices.ContainsFunc(c.Items, func(i order.Item) bool { return i.ID == k.ID })
		if !listed && k.Quantity > 0 && strings.Trim(k.ID, "0123456789") == "" {
			out = append(out, order.Item{ID: k.ID})
		}
	}
	return out
}

// aside gives what a fulfilment may say besides its parcels.
func (e Event) aside(known order.Order, c order.Change) order.Change {
	c.Items = slices.DeleteFunc(slices.Clone(c.Items), func(i order.Item) bool { return hasItem(known, i.ID) })
	if known.UpdatedAt == "" {
		return c
	}
	c.Currency = ""
	for i := range c.Items { // taken out of the order, or put in by an edit that has not arrived
		c.Items[i].Quantity, c.Items[i].UnitPrice = 0, nil
	}
	return c
}

func hasItem(o order.Order, id string) bool {
	return slices.ContainsFunc(o.Items, func(i order.Item) bool { return i.ID == id })
}

// fresh gives a parcel without what is older than what is known of its fulfilments; ok is false when nothing is left.
func fresh(known order.Order, s order.Shipment) (order.Shipment, bool) {
	list := slices.DeleteFunc(slices.Clone(s.All()), func(h order.Holder) bool { return isOld(known, h.Ref, h.UpdatedAt) })
	return s.With(list), len(list) > 0 || s.Ref == ""
}

// isOld reports whether something newer is known of a fulfilment.
func isOld(known order.Order, ref, updated string) bool {
	at, err := time.Parse(time.RFC3339, updated)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(known.Shipments, func(k order.Shipment) bool {
		h, _ := k.Holder(ref)
		newest, err := time.Parse(time.RFC3339, h.UpdatedAt)
		return err == nil && at.Before(newest)
	})
}

// gone gives the cancellations of known parcels that the event takes back without a word. c is the change without what is old.
func (e Event) gone(known order.Order, c order.Change) []order.Shipment {
	told := map[string][]string{} // numbers by ref
	for _, s := range c.Shipments {
		for _, h := range s.All() {
			told[h.Ref] = append(told[h.Ref], s.Number)
		}
	}
	var out []order.Shipment
	for _, k := range known.Shipments {
		for _, h := range k.All() {
			numbers, isTold := told[h.Ref]
			missing := !isTold && e.Whole != "" && strings.HasPrefix(h.Ref, e.Whole)
			if h.Cancelled != "" || !isTold && !missing || isTold && stays(known, c, k, h.Ref, numbers) {
				continue
			}
			if at := since(c, h.Ref); at != "" && !isOld(known, h.Ref, at) { // without a time nobody could say since when
				out = append(out, order.Shipment{Number: k.Number, Ref: h.Ref, Cancelled: at, UpdatedAt: at})
			}
		}
	}
	return out
}

// stays reports whether a parcel of a fulfilment is among its numbers, or is the one whose number they correct.
func stays(known order.Order, c order.Change, k order.Shipment, ref string, numbers []string) bool {
	return slices.Contains(numbers, k.Number) || slices.Contains(numbers, "") || order.IsOwn(k.Number) || corrects(known, c, k, ref, numbers)
}

// corrects reports whether numbers are one number in place of the only other one, and one that no other fulfilment has: none that holds
// the parcel, and none of which the same word says so.
func corrects(known order.Order, c order.Change, k order.Shipment, ref string, numbers []string) bool {
	if slices.ContainsFunc(c.Shipments, func(s order.Shipment) bool { return s.Number == k.Number }) {
		return false
	}
	of := 0
	for _, s := range known.Shipments {
		if s.HeldBy(ref) {
			of++
		}
	}
	return len(numbers) == 1 && of == 1 && !k.Shared(ref)
}

// since is when the shop's word about a fulfilment is from.
func since(c order.Change, ref string) string {
	for _, s := range c.Shipments {
		if h, ok := s.Holder(ref); ok && h.UpdatedAt != "" {
			return h.UpdatedAt
		}
	}
	return c.UpdatedAt
}
