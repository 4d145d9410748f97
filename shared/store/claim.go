package store

import (
	"context"
	"fmt"

	"doorstep/shared/shipment"
)

// Claim writes a claim and, when the number has no due entry yet, its first look: one item, so neither is ever there without
// the other. A claim that is there already writes nothing. It gives the status of the claimed parcel.
func (s *Store) Claim(ctx context.Context, number string, claim shipment.Claim, first Due) (shipment.Status, error) {
	saved, err := s.Add(ctx, number, Addition{Claims: []shipment.Claim{claim}, Due: &first})
	if err != nil {
		return "", fmt.Errorf("write claim: %w", err)
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
