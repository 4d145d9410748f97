package handler

import (
	"context"
	"time"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/watch"
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

// Claim implements order.Claimer. A number without a carrier is looked at as well: an aggregator may know it. Nobody can be asked
// about one that stands for a shipment without a tracking number: watch looks at what the merchant told. One whose shipment was taken back
// is left alone.
func (c claims) Claim(ctx context.Context, number string, claim shipment.Claim) (shipment.Status, error) {
	switch {
	case claim.Released, claim.Erased:
		return c.table.Claim(ctx, number, claim, store.Due{})
	case order.IsOwn(number):
		return c.table.Claim(ctx, number, claim, store.Due{Kind: store.CheckDue, At: c.now().Add(watch.Again), Lease: watch.Again})
	}
	return c.table.Claim(ctx, number, claim, store.Due{Kind: "poll", At: cadence.First(claim.Epoch, c.now())})
}
