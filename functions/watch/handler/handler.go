// Package handler looks at parcels and orders in which something may be wrong: poll suspects it, a due entry says so, or something was
// found before. What is found is recorded once beside the order, where the team sees it, and queued as news; what is over is taken off
// the list. On the way it looks for milestones about which nothing was decided, as after an outage of the stream.
//
// Idempotency key: order, shipment, kind and occurrence of a finding. A check that is treated twice records nothing twice. The news of a
// finding goes out after it is recorded and before it is marked as told, so a crash in between tells it again, and notify finds its
// decision.
package handler

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

// reserve is how much time must be left to begin with another check.
const reserve = 5 * time.Second

// numbers is what watch needs of the store about numbers.
type numbers interface {
	Number(ctx context.Context, number string) (store.Number, error)
	MoveDue(ctx context.Context, number string, from store.Due, to *store.Due) (bool, error)
}

// orders reads orders and what was decided about them.
type orders interface {
	Order(ctx context.Context, id string) (store.Order, error)
	Decisions(ctx context.Context, order string) ([]store.Decision, error)
	MoveEntry(ctx context.Context, e store.DueEntry, to *store.Due) (bool, error)
}

// records is where findings are kept.
type records interface {
	Findings(ctx context.Context, order string) ([]store.Finding, error)
	RecordFinding(ctx context.Context, f store.Finding) (recorded store.Finding, first bool, err error)
	TellFinding(ctx context.Context, order, name string) error
	EndFinding(ctx context.Context, order, name, state string) (bool, error)
}

// disruptions reads them.
type disruptions interface {
	Disruptions(ctx context.Context) ([]watch.Disruption, error)
}

// sender queues messages: one error per message, nil for those that arrived.
type sender interface {
	SendAll(ctx context.Context, messages []queue.Message) []error
}

// table is what watch needs of the store.
type table interface {
	numbers
	orders
	records
	disruptions
}

// Handler is the function watch.
type Handler struct {
	numbers numbers
	orders  orders
	records records
	trouble *store.DisruptionCache
	news    sender
	limits  watch.Limits
	days    watch.Calendar
	obs     *obs.Recorder
	now     func() time.Time
}

// New makes a handler that tells its news to the messages queue.
func New(t table, news sender, limits watch.Limits, days watch.Calendar, o *obs.Recorder, now func() time.Time) *Handler {
	return &Handler{
		numbers: t, orders: t, records: t, trouble: store.NewDisruptionCache(t, now), news: news, limits: limits, days: days, obs: o, now: now,
	}
}

// Handle treats each check of a batch on its own.
func (h *Handler) Handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	unit := h.obs.Begin(ctx, "checks")
	batch := queue.Open(event)
	left := batch.Each(ctx, queue.Treatment{
		Handle: func(ctx context.Context, r queue.Record) error {
			check, err := queue.ReadNote[queue.Check](r)
			if err != nil {
				return err
			}
			h.obs.Count("Checks", 1, "reason", check.Reason)
			return h.check(ctx, check)
		},
		Failed: func(r queue.Record, err error) {
			unit.Note("check failed", err, "message", r.ID, "receives", r.Receives)
		},
		Reserve: reserve,
	})
	unit.Set("records", len(batch.Records))
	unit.Set("left", left)
	unit.End(nil)
	return batch.Response(), nil
}

// check looks at what a message names: the claims on a number, or an order.
func (h *Handler) check(ctx context.Context, c queue.Check) error {
	active, err := h.trouble.Current(ctx)
	if err != nil {
		return err
	}
	round := round{h, watch.Rules{Limits: h.limits, Calendar: h.days, Disruptions: active}, h.now()}
	if c.Number != "" {
		return round.number(ctx, c)
	}
	return round.order(ctx, c)
}
