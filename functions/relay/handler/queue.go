package handler

import (
	"context"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/fault"
	"doorstep/shared/queue"
)

// queue treats changes that were handed over. What can never be treated stays until it is a dead letter: each one is a bug or
// a damaged item, and somebody has to look.
func (h *Handler) queue(ctx context.Context, event events.SQSEvent) events.SQSEventResponse {
	unit := h.obs.Begin(ctx, "handed over")
	batch := queue.Open(event)
	left := batch.Each(ctx, queue.Treatment{
		Handle: func(ctx context.Context, r queue.Record) error {
			changed, err := queue.ReadNote[queue.Changed](r)
			if err != nil {
				return err
			}
			return h.item(ctx, changed)
		},
		Failed: func(r queue.Record, err error) {
			unit.Note("change not treated", err, "message", r.ID, "receives", r.Receives)
		},
		Reserve: reserve,
	})
	unit.Set("records", len(batch.Records))
	unit.Set("left", left)
	unit.End(nil)
	return batch.Response()
}

// item looks at an item as it is now. Without its old image every milestone counts as news: decisions that were made already
// are found again. An item that is gone has no news.
func (h *Handler) item(ctx context.Context, changed queue.Changed) error {
	number, isNumber := strings.CutPrefix(changed.PK, numberKey)
	order, isOrder := strings.CutPrefix(changed.PK, orderKey)
	switch {
	case isNumber && changed.SK == numberSort:
		n, err := h.numbers.LatestNumber(ctx, number)
		if err != nil {
			return fault.Unless(fault.NotFound, err)
		}
		if n.Version < changed.Version {
			return fault.New(fault.Unavailable, "read %s at version %d, older than the change %d", number, n.Version, changed.Version)
		}
		return h.tell(ctx, difference(number, write{n.Version, changed.Accepted}, nil, n.Claims))
	case isOrder && changed.SK == orderSort:
		return h.latestOrder(ctx, order, changed.Version)
	default:
		return fault.New(fault.Malformed, "no news comes from item %s", changed.SK)
	}
}
