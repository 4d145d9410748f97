package main

import (
	"context"
	"time"

	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// firstPoll is how long after its registration a number is first polled. Carriers answer "unknown number" for a while after
// the label is printed; a push, or the poll of another order in the same box, may come earlier.
const firstPoll = 30 * time.Minute

// numbers writes to the items of tracking numbers.
type numbers interface {
	Add(ctx context.Context, number string, a store.Addition) (store.Saved, error)
}

// claims is an order.Claimer on the store.
type claims struct {
	table numbers
	now   func() time.Time
}

// Claim writes a claim and, together with it, the number's first poll: one item, so neither is ever there without the other. A claim
// that is there already writes nothing. Without a carrier nobody can be asked, and the number waits for pushes.
func (c claims) Claim(ctx context.Context, number string, claim shipment.Claim) (shipment.Status, error) {
	a := store.Addition{Claims: []shipment.Claim{claim}}
	if claim.Carrier != "" {
		a.Due = &store.Due{Kind: "poll", At: c.now().Add(firstPoll)}
	}
	saved, err := c.table.Add(ctx, number, a)
	if err != nil {
		return "", err
	}
	return statusOf(saved.Number, claim.Order, claim.Shipment), nil
}

// statusOf finds a claim's status among those of its number; empty when the number does not know the claim.
func statusOf(n store.Number, order, id string) shipment.Status {
	for _, c := range n.Claims {
		if c.Order == order && c.Shipment == id {
			return c.Status
		}
	}
	return ""
}
