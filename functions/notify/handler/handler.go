package handler

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/message"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

const (
	// reserve is how much time must be left to begin with another message or recipient.
	reserve = 5 * time.Second
	// settling is what is kept of it to record what became of a message that was being sent.
	settling = 2 * time.Second
	// lease is for how long a sender may work on a message: longer than the function can run.
	lease = 40 * time.Second
	// patience is at which delivery a read that shows less than the news is believed: replicas of a table catch up within a second, and
	// deliveries lie minutes apart.
	patience = 3
)

// numbers reads what is known about tracking numbers.
type numbers interface {
	Number(ctx context.Context, number string) (store.Number, error)
	LatestNumber(ctx context.Context, number string) (store.Number, error)
	Numbers(ctx context.Context, numbers []string) (map[string]store.Number, error)
}

// orders reads an order with what was decided about it.
type orders interface {
	OrderDecisions(ctx context.Context, id string, latest bool) (store.Order, []store.Decision, error)
}

// recorder keeps the first decision for each key.
type recorder interface {
	Decide(ctx context.Context, d store.Decision) (recorded store.Decision, first bool, err error)
}

// claims keeps what becomes of a recorded decision.
type claims interface {
	Await(ctx context.Context, d store.Decision) (bool, error)
	Take(ctx context.Context, d store.Decision, until time.Time) (store.Decision, bool, error)
	Settle(ctx context.Context, d store.Decision) (bool, error)
}

// Table is what the handler needs of the store.
type Table interface {
	numbers
	orders
	recorder
	claims
	brandReader
}

// Handler is the function notify.
type Handler struct {
	numbers numbers
	orders  orders
	records recorder
	claims  claims
	brands  *brands
	people  People
	outbox  Outbox
	obs     *obs.Recorder
	now     func() time.Time
}

// New makes a handler over a table, which sends through outbox.
func New(table Table, people People, outbox Outbox, o *obs.Recorder, now func() time.Time) *Handler {
	return &Handler{numbers: table, orders: table, records: table, claims: table, brands: newBrands(table), people: people, outbox: outbox, obs: o, now: now}
}

// Handle treats a batch of news, each on its own. What cannot be read ends as a dead letter: only our own functions write it.
func (h *Handler) Handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	unit := h.obs.Begin(ctx, "news")
	batch := queue.Open(event)
	left := batch.Each(ctx, queue.Treatment{
		Handle: func(ctx context.Context, r queue.Record) error {
			news, err := queue.ReadNote[queue.News](r)
			if err != nil {
				return err
			}
			receives, _ := strconv.Atoi(r.Receives) // what is no number counts as 0: then nothing old is believed
			return h.treat(ctx, unit, news, receives >= patience)
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

// treat decides about one piece of news and has sent what is to be sent. What leaves is decided on the latest that is stored: a copy that
// is a second old would send "out for delivery" behind "delivered". What does not leave may be decided on such a copy, at half the price:
// it is at least as new as the news.
func (h *Handler) treat(ctx context.Context, unit *obs.Unit, news queue.News, patient bool) error {
	if news.About == queue.AboutDecision {
		return h.again(ctx, unit, news)
	}
	q := question{news: news, subject: subjectOf(news), patient: patient}
	sc, err := h.look(ctx, q)
	if err != nil {
		return err
	}
	if sc.mayLeave(q.subject) { // who can be told is asked once, and then
		q.latest = true
		if sc, err = h.look(ctx, q); err != nil {
			return err
		}
	}
	plans, err := h.plan(ctx, sc, q.subject)
	if err != nil {
		return err
	}
	if !q.latest && sc.leaves(plans) {
		q.latest = true
		if sc, err = h.look(ctx, q); err != nil {
			return err
		}
		if plans, err = h.plan(ctx, sc, q.subject); err != nil {
			return err
		}
	}
	return errors.Join(h.carryOut(ctx, unit, sc, plans, news), h.adopt(ctx, sc, plans))
}

func subjectOf(n queue.News) message.Subject {
	s := message.Subject{About: n.About, Shipment: n.Shipment, Journey: n.Journey, Sub: n.Sub, Occurrence: n.Occurrence, Retracted: n.Retracted}
	switch n.About {
	case queue.AboutOrder, queue.AboutFinding:
		s.Event, s.Sub, s.Retracted = n.Milestone, "", false
	default:
		s.About, s.Status = message.AboutMilestone, shipment.Status(n.Milestone)
	}
	return s
}

// acceptedAt is when the push that made the news was accepted; zero when nobody pushed.
func acceptedAt(n queue.News) time.Time {
	if n.Accepted <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(n.Accepted).UTC()
}
