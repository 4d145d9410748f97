package sim

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/order"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// incomplete finds orders that are stored and whose numbers do not know them. Whoever wrote such an order died before its claims, and
// nobody told it again: the stream's record of the order has to be enough.
func (w *world) incomplete(ctx context.Context) []string {
	s := w.store()
	var problems []string
	for _, it := range w.engine.Items(w.mainTable()) {
		pk, _ := it["pk"].(*types.AttributeValueMemberS)
		if id, isOrder := strings.CutPrefix(pk.Value, orderPrefix); isOrder && it["body"] != nil {
			stored, err := s.Order(ctx, id)
			if err != nil {
				return append(problems, "not readable: "+err.Error())
			}
			o, err := order.Decode(id, stored.Brand, stored.Number, stored.Body)
			if err != nil {
				return append(problems, "not readable: "+err.Error())
			}
			if _, err := order.Complete(ctx, o, claimed{s}); err != nil && o.Erased == "" {
				problems = append(problems, "incomplete: "+err.Error())
			}
		}
	}
	return problems
}

// claimed is a Claimer that writes nothing and fails for a claim that is not there.
type claimed struct{ table *store.Store }

// Claim implements order.Claimer.
func (c claimed) Claim(ctx context.Context, number string, claim shipment.Claim) (shipment.Status, error) {
	n, err := c.table.Number(ctx, number)
	if err == nil && slices.ContainsFunc(n.Claims, func(has store.ClaimState) bool {
		return has.Order == claim.Order && has.Shipment == claim.Shipment && has.Revision >= claim.Revision
	}) {
		return "", nil
	}
	if claim.Released {
		return "", nil
	}
	return "", fmt.Errorf("%s does not know its shipment %s of order %s", number, claim.Shipment, claim.Order)
}
