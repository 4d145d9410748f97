// Package handler carries news from the table's stream to those who act on it: a milestone of a shipment that was reached or taken back,
// and what happened to an order as a whole, become messages for notify; an order whose claims are not known to be complete is completed.
//
// Idempotency key: none is needed here. Whatever relay does may be done again: the decision about a message is recorded once
// by notify, under (shipment, journey, kind, occurrence, recipient, channel), and completing an order writes claims that are
// there already as no change.
package handler

import (
	"context"
	"encoding/json"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/order"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// reserve is how much time must be left to begin with another record.
const reserve = 5 * time.Second

// numbers reads what is known about a number now.
type numbers interface {
	LatestNumber(ctx context.Context, number string) (store.Number, error)
}

// orders reads an order as it is now, and completes the claims of one.
type orders interface {
	Order(ctx context.Context, id string) (o order.Order, version int64, err error)
	Complete(ctx context.Context, o order.Order) error
}

// sender queues messages: one error per message, nil for those that arrived.
type sender interface {
	SendAll(ctx context.Context, messages []queue.Message) []error
}

// Parts are what the handler works with.
type Parts struct {
	Table    items
	Messages sender // to notify
	Later    sender // to relay itself
	Obs      *obs.Recorder
	Now      func() time.Time
}

// items reads numbers, and reads and completes orders.
type items interface {
	numbers
	table
}

// New makes a handler.
func New(p Parts) *Handler {
	return &Handler{numbers: p.Table, orders: completer{table: p.Table, now: p.Now}, messages: p.Messages, later: p.Later, obs: p.Obs}
}

// Handler treats what the stream and its own queue bring.
type Handler struct {
	numbers  numbers
	orders   orders
	messages sender // to notify
	later    sender // to relay itself
	obs      *obs.Recorder
}

// Handle tells a batch of the stream from one of relay's own queue by its records: both event sources invoke this function.
func (h *Handler) Handle(ctx context.Context, event json.RawMessage) (any, error) {
	var shape struct {
		Records []struct {
			EventSource string `json:"eventSource"`
		}
	}
	if err := json.Unmarshal(event, &shape); err != nil {
		return nil, fault.Wrap(fault.Malformed, err, "read event")
	}
	source := ""
	if len(shape.Records) > 0 {
		source = shape.Records[0].EventSource
	}
	switch source {
	case "aws:dynamodb":
		var changes events.DynamoDBEvent
		if err := json.Unmarshal(event, &changes); err != nil {
			return nil, fault.Wrap(fault.Malformed, err, "read stream event")
		}
		return h.stream(ctx, changes), nil
	case "aws:sqs":
		var batch events.SQSEvent
		if err := json.Unmarshal(event, &batch); err != nil {
			return nil, fault.Wrap(fault.Malformed, err, "read queue event")
		}
		return h.queue(ctx, batch), nil
	default:
		return nil, fault.New(fault.Malformed, "an event of %q is neither of a stream nor of a queue", source)
	}
}

// tell queues news. What arrived before a failure arrives again, which harms nobody: notify finds its decision.
func (h *Handler) tell(ctx context.Context, news []queue.News) error {
	if err := queue.SendNotes(ctx, h.messages.SendAll, news); err != nil {
		return err
	}
	h.obs.Count("News", len(news))
	return nil
}
