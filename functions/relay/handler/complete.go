package handler

import (
	"context"
	"fmt"
	"time"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

// table is what completing an order needs of the store.
type table interface {
	LatestOrder(ctx context.Context, id string) (store.Order, error)
	Claim(ctx context.Context, number string, claim shipment.Claim, first store.Due) (shipment.Status, error)
}

// completer writes the claims of orders whose writer may have died before it wrote them all.
type completer struct {
	table table
	now   func() time.Time
}

// Order reads an order as it is now, with the version of its item. fault.NotFound: it is gone, and not only missing in a copy that is
// behind: its record would be settled, and nobody else completes it.
func (c completer) Order(ctx context.Context, id string) (order.Order, int64, error) {
	stored, err := c.table.LatestOrder(ctx, id)
	if err != nil {
		return order.Order{}, 0, fmt.Errorf("read order: %w", err)
	}
	o, err := order.Decode(stored.ID, stored.Brand, stored.Number, stored.Body)
	if err != nil {
		return order.Order{}, 0, fmt.Errorf("decode order: %w", err)
	}
	return o, stored.Version, nil
}

// Complete writes every claim of an order. The order may be older than what is stored: claims carry the version of the order that
// changed them, and a number keeps the newest.
func (c completer) Complete(ctx context.Context, o order.Order) error {
	if _, err := order.Complete(ctx, o, c); err != nil {
		return fmt.Errorf("complete order: %w", err)
	}
	return nil
}

// Claim implements order.Claimer, as the function orders does.
func (c completer) Claim(ctx context.Context, number string, claim shipment.Claim) (shipment.Status, error) {
	switch {
	case claim.Released, claim.Erased:
		return c.table.Claim(ctx, number, claim, store.Due{})
	case order.IsOwn(number):
		return c.table.Claim(ctx, number, claim, store.Due{Kind: store.CheckDue, At: c.now().Add(watch.Again), Lease: watch.Again})
	}
	return c.table.Claim(ctx, number, claim, store.Due{Kind: "poll", At: cadence.First(claim.Epoch, c.now())})
}
