// Command notify decides what becomes of the news of a milestone and records the decision. It sends nothing yet: what would be
// sent is logged, and recorded with the state "logged".
//
// Idempotency key: (order, shipment, journey, kind of message, occurrence, recipient, channel), under which the first decision
// is stored for good. News that arrives again finds it.
package main

import (
	"context"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/fault"
	"doorstep/shared/message"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// reserve is how much time must be left to begin with another message.
const reserve = 3 * time.Second

// patience is at which delivery a read that shows less than the news is believed: replicas of a table catch up within a
// second, and deliveries lie minutes apart.
const patience = 3

// Who is told and how, until orders hold watchers and consent.
const (
	owner = "owner"
	email = "email"
)

// reader reads how things stand.
type reader interface {
	Number(ctx context.Context, number string) (store.Number, error)
	LatestNumber(ctx context.Context, number string) (store.Number, error)
	Order(ctx context.Context, id string) (store.Order, error)
	Brand(ctx context.Context, id string) (store.Brand, error)
}

// recorder keeps the first decision for each key.
type recorder interface {
	Decide(ctx context.Context, d store.Decision) (recorded store.Decision, first bool, err error)
}

type handler struct {
	table     reader
	brands    brands
	decisions recorder
	obs       *obs.Recorder
	now       func() time.Time
}

// handle treats a batch of news, each on its own. What cannot be read ends as a dead letter: only relay writes these messages.
func (h *handler) handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	unit := h.obs.Begin(ctx, "news")
	batch := queue.Open(event)
	left := batch.Each(ctx, queue.Treatment{
		Handle: func(ctx context.Context, r queue.Record) error {
			news, err := queue.ReadNote[queue.News](r)
			if err != nil {
				return err
			}
			receives, _ := strconv.Atoi(r.Receives) // what is no number counts as 0: then nothing old is believed
			return h.decide(ctx, unit, news, receives >= patience)
		},
		Failed: func(r queue.Record, err error) {
			unit.Note("news not decided", err, "message", r.ID, "receives", r.Receives)
		},
		Reserve: reserve,
	})
	unit.Set("records", len(batch.Records))
	unit.Set("left", left)
	unit.End(nil)
	return batch.Response(), nil
}

// decide records the decision about one piece of news.
func (h *handler) decide(ctx context.Context, unit *obs.Unit, news queue.News, patient bool) error {
	now := h.now()
	present, err := h.present(ctx, news, now, patient)
	if err != nil {
		return err
	}
	subject := message.Subject{
		Shipment: news.Shipment, Journey: news.Journey, Status: shipment.Status(news.Milestone), Occurrence: news.Occurrence, Retracted: news.Retracted,
	}
	d := message.Decide(subject, present)
	record := store.Decision{Order: news.Order, Key: message.Key(subject, d, owner, email), Outcome: store.OutcomeSkip, Reason: d.Reason, At: now}
	if d.Send {
		record.Outcome, record.State = store.OutcomeSend, "logged"
	}
	recorded, first, err := h.decisions.Decide(ctx, record)
	if err != nil {
		return err
	}
	if !first {
		h.obs.Count("DecisionsFound", 1)
		return nil
	}
	h.obs.Count("Decisions", 1, "outcome", recorded.Outcome, "reason", recorded.Reason)
	if d.Send {
		unit.Note("message logged instead of sent", nil, "about", string(d.Kind), "order", news.Order, "shipment", news.Shipment,
			"channel", email, "occurrence", news.Occurrence)
	}
	return nil
}

// present reads how things stand now. A decision stands for ever, so it is not made on a copy that is older than the news: then
// the latest is read, and should even that be older, the news is delivered again, unless it was delivered often enough to
// believe what is read.
func (h *handler) present(ctx context.Context, news queue.News, now time.Time, patient bool) (message.Present, error) {
	p := message.Present{Now: now}
	n, err := h.table.Number(ctx, news.Number)
	if fault.KindOf(err) == fault.NotFound || err == nil && n.Version < news.Version {
		n, err = h.table.LatestNumber(ctx, news.Number)
	}
	if err = unlessGone(err); err != nil {
		return p, err
	}
	if n.Version < news.Version && !patient {
		return p, fault.New(fault.Unavailable, "read %s at version %d, older than the news of %d", news.Number, n.Version, news.Version)
	}
	order, err := h.table.Order(ctx, news.Order)
	p.OrderKnown = err == nil
	if err = unlessGone(err); err != nil {
		return p, err
	}
	if !p.OrderKnown && !patient {
		return p, fault.New(fault.Unavailable, "order %s is not there (yet)", news.Order)
	}
	for _, c := range n.Claims {
		if c.Order == news.Order && c.Shipment == news.Shipment && !c.Released {
			p.Claimed, p.Status, p.Milestones = true, c.Status, c.Milestones
		}
	}
	if !p.OrderKnown {
		return p, nil
	}
	p.BrandOn, err = h.brands.on(ctx, h.table, order.Brand, now)
	return p, err
}

// unlessGone lets an absent item pass: what is not there is part of the decision.
func unlessGone(err error) error {
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}
