package handler

import (
	"context"
	"fmt"
	"slices"

	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// numberOwner is the name under which the data key of a number is kept.
func numberOwner(number string) string { return "T#" + number }

// erasedClaims gives the marks that the erasure of orders left on a number which no other order claims; none on any other number. As
// marks they hold no facts.
func erasedClaims(n store.Number) []shipment.Claim {
	var marks []shipment.Claim
	for _, c := range n.Claims {
		if !c.Erased && !c.Released {
			return nil
		}
		if c.Erased {
			mark := c.Claim
			mark.Released, mark.Promise = true, ""
			marks = append(marks, mark)
		}
	}
	return marks
}

// forget makes a number that turns out to be another name of an erased parcel one of those that the erasure found: nobody can open or
// seal who signed any more, and the marks strike the carrier's words. The key goes first, so that a repetition finds all or nothing
// done; known is the number as it was read, and more is what else is to be written to it.
func (h *Handler) forget(ctx context.Context, known store.Number, marks []shipment.Claim, more store.Addition) error {
	held := func(m shipment.Claim) bool {
		return slices.ContainsFunc(known.Claims, func(c store.ClaimState) bool { return c.Order == m.Order && c.Shipment == m.Shipment && c.Erased })
	}
	if !slices.ContainsFunc(marks, func(m shipment.Claim) bool { return !held(m) }) {
		return nil
	}
	if err := h.numbers.DestroyDataKey(ctx, numberOwner(known.Number), h.now().Add(store.NumberRest)); err != nil {
		return fmt.Errorf("destroy key of an erased parcel's other name: %w", err)
	}
	more.Claims = marks
	if _, err := h.numbers.Add(ctx, known.Number, more); err != nil {
		return fmt.Errorf("mark another name of an erased parcel: %w", err)
	}
	h.obs.Count("NamesForgotten", 1)
	return nil
}
