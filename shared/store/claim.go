package store

import (
	"context"
	"fmt"

	"doorstep/shared/shipment"
)

// Claim writes a claim and, when the number has no due entry yet, its first look, which is zero for a number that nobody asks about:
// one item, so neither is ever there without the other. A claim that is there already writes nothing. It gives the status of the claimed parcel.
// With the claim of an erased order the words of carriers and who signed go, where no other order claims the number for that parcel, and
// when none claims it at all, the next look.
//
// A number that turned out to be another one's alias (a hand-over) before anybody claimed it only points there, and what was told
// stands with the main number. Once claimed it holds the facts itself, so they are brought over; a call that dies in between is
// repeated by its caller, and finds them or brings them then.
func (s *Store) Claim(ctx context.Context, number string, claim shipment.Claim, first Due) (shipment.Status, error) {
	addition := Addition{Claims: []shipment.Claim{claim}, Settle: claim.Erased}
	if first.Kind != "" {
		addition.Due = &first
	}
	saved, err := s.Add(ctx, number, addition)
	if err != nil {
		return "", fmt.Errorf("write claim: %w", err)
	}
	if main := saved.Number.Main; main != "" && main != number {
		told, err := s.Add(ctx, main, Addition{}) // an empty addition is a read
		if err != nil {
			return "", fmt.Errorf("read main number: %w", err)
		}
		if saved, err = s.Add(ctx, number, Addition{Facts: told.Number.Facts}); err != nil {
			return "", fmt.Errorf("bring facts of the main number: %w", err)
		}
	}
	return saved.Number.Status(claim.Order, claim.Shipment), nil
}

// Status finds the status of a claimed parcel; empty when the number does not know the claim.
func (n Number) Status(order, id string) shipment.Status {
	for _, c := range n.Claims {
		if c.Order == order && c.Shipment == id {
			return c.Status
		}
	}
	return ""
}
