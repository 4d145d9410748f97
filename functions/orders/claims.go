package main

import (
	"context"
	"time"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// numbers writes to the items of tracking numbers.
type numbers interface {
	Claim(ctx context.Context, number string, claim shipment.Claim, first store.Due) (shipment.Status, error)
}

// claims is an order.Claimer on the store.
type claims struct {
	table numbers
	now   func() time.Time
}

// Claim implements order.Claimer. A number without a carrier is looked at as well: an aggregator may know it. One that stands for a
// shipment without a tracking number is not, nor one whose shipment was taken back.
func (c claims) Claim(ctx context.Context, number string, claim shipment.Claim) (shipment.Status, error) {
	if order.IsOwn(number) || claim.Released {
		return c.table.Claim(ctx, number, claim, store.Due{})
	}
	return c.table.Claim(ctx, number, claim, store.Due{Kind: "poll", At: cadence.First(claim.Epoch, c.now())})
}
