package handler

import (
	"context"
	"slices"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/queue"
)

// order treats a change of an order: it tells what happened to it, and completes its claims where this version changed some, in case its
// writer died. Both follow from the images of the change; nothing is read.
func (h *Handler) order(ctx context.Context, id string, change events.DynamoDBStreamRecord, version int64) error {
	before, err := orderOf(id, change.OldImage)
	if err != nil {
		return err
	}
	after, err := orderOf(id, change.NewImage)
	if err != nil {
		return err
	}
	if err := h.tell(ctx, happenings(after, before, version)); err != nil {
		return err
	}
	if !claims(after, version) {
		return nil
	}
	return h.orders.Complete(ctx, after)
}

// latestOrder treats an order as it is now. Without its old image everything that happened counts as news: decisions that were made
// already are found again. An order that is gone has no news.
func (h *Handler) latestOrder(ctx context.Context, id string, atLeast int64) error {
	o, version, err := h.orders.Order(ctx, id)
	if err != nil {
		return fault.Unless(fault.NotFound, err)
	}
	if version < atLeast {
		return fault.New(fault.Unavailable, "read order %s at version %d, older than the change %d", id, version, atLeast)
	}
	if err := h.tell(ctx, happenings(o, order.Order{}, version)); err != nil {
		return err
	}
	return h.orders.Complete(ctx, o)
}

// happenings gives the news between two states of an order.
func happenings(after, before order.Order, version int64) []queue.News {
	var news []queue.News
	for _, e := range after.Since(before) {
		news = append(news, queue.News{
			About: queue.AboutOrder, Order: after.ID, Milestone: e.What, Occurrence: e.Occurrence, Retracted: e.Retracted, Version: version,
		})
	}
	return news
}

// claims reports whether a version of an order changed claims. Those of an order that was erased before they were complete are
// completed as well: a late scan has to find its place.
func claims(o order.Order, version int64) bool {
	return o.Erased != "" || slices.ContainsFunc(o.Shipments, func(s order.Shipment) bool { return s.Revision == version })
}

// orderOf reads the order of an image; no image is the zero Order.
func orderOf(id string, image map[string]events.DynamoDBAttributeValue) (order.Order, error) {
	if len(image) == 0 {
		return order.Order{}, nil
	}
	brand, hasBrand := text(image["brand"])
	number, hasNumber := text(image["number"])
	body := image["body"]
	if !hasBrand || !hasNumber || body.IsNull() || body.DataType() != events.DataTypeBinary {
		return order.Order{}, fault.New(fault.Malformed, "an image of order %s has no brand, number or body", id)
	}
	return order.Decode(id, brand, number, body.Binary())
}
