package order

import (
	"context"
	"errors"
	"fmt"

	"doorstep/shared/shipment"
)

// Claimer writes one claim on a number and gives the status that the claim then has (empty when nothing is known). A claim
// that is there already costs a read and changes nothing.
type Claimer interface {
	Claim(ctx context.Context, number string, claim shipment.Claim) (shipment.Status, error)
}

// Complete writes the claims of all of the order's shipments, releases those on numbers that they had before, and gives their statuses in the same order. It is idempotent,
// so both the handler of the PUT and whoever reads the order's change record call it:
//
//  1. the link is written (first PUT only; a link without its order opens nothing), and what the body tells of shipments without a
//     tracking number goes to their own numbers, which keep it as they keep any early scan,
//  2. the order is written, on the version that was read, with Pending raised when a claim changed or something happened to the order,
//  3. Complete writes the claims.
//
// A crash before 2 leaves nothing that anybody sees, but for a status of a shipment that is known already; the merchant got no answer
// and retries. A crash after 2 is healed by the
// retried PUT, which completes even when it finds nothing to change, or by the change record that Pending lets through. There
// is no fourth write that takes Pending back: the next change of the order that needs no claim does.
//
// One failing number does not keep the others from their claims; the errors come joined.
func Complete(ctx context.Context, o Order, to Claimer) ([]shipment.Status, error) {
	statuses := make([]shipment.Status, len(o.Shipments))
	var failed []error
	for i, s := range o.Shipments {
		status, err := to.Claim(ctx, s.Number, o.Claim(s))
		if err != nil {
			failed = append(failed, fmt.Errorf("claim for shipment %s: %w", s.ID, err))
			continue
		}
		statuses[i] = status
		if s.Cancelled != "" {
			statuses[i] = shipment.Cancelled
		}
		for _, p := range s.Past {
			if _, err := to.Claim(ctx, p.Number, o.Released(s, p)); err != nil {
				failed = append(failed, fmt.Errorf("release number of shipment %s: %w", s.ID, err))
			}
		}
	}
	return statuses, errors.Join(failed...)
}
