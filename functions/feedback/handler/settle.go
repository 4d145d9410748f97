package handler

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/order"
	"doorstep/shared/queue"
	"doorstep/shared/seal"
	"doorstep/shared/store"
)

// reserve is how much time must be left to begin with another event.
const reserve = 2 * time.Second

// Settle treats a batch of events, each on its own. What nobody can read becomes a dead letter; nothing of it is logged, because it
// may hold an address.
func (h *Handler) Settle(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	unit := h.Obs.Begin(ctx, "feedback")
	open := queue.Open(batch)
	stopped := 0
	left := open.Each(ctx, queue.Treatment{
		Handle: func(ctx context.Context, r queue.Record) error {
			e, err := readEvent([]byte(r.Body))
			if err != nil {
				return err
			}
			n, err := h.settle(ctx, e)
			if err != nil {
				return err
			}
			stopped += n
			h.Obs.Count("Feedback", 1, "event", e.word(), "brand", e.Brand)
			if e.Refused {
				h.Obs.Count("MailRefused", 1)
			}
			unit.Note("message came back", nil, "event", e.What, "detail", e.Detail, "brand", e.Brand, "about", e.Kind, "message", e.Message, "stopped", n)
			return nil
		},
		Failed: func(r queue.Record, err error) {
			unit.Note("event not settled", err, "message", r.ID, "receives", r.Receives)
		},
		Reserve: reserve,
	})
	unit.Set("records", len(open.Records))
	unit.Set("stopped", stopped)
	unit.Set("left", left)
	unit.End(nil)
	return open.Response(), nil
}

// settle records what an event stops and gives how many addresses were not stopped before. A mailbox that does not exist and a reader
// who calls our mail spam are so for every brand: all brands send from one account, whose good name they share.
func (h *Handler) settle(ctx context.Context, e event) (int, error) {
	if e.Stops == "" {
		return 0, nil
	}
	index, err := h.Keys.Lookup(ctx)
	if err != nil {
		return 0, err
	}
	at := h.Now()
	if !e.At.IsZero() && e.At.Before(at) {
		at = e.At
	}
	stopped := 0
	for _, hash := range e.hashes(index) {
		fresh, err := h.Table.Suppress(ctx, store.Suppression{
			Hash: hash, Brand: store.StopEverywhere, Scope: store.StopAll, Reason: e.Stops, At: at,
		})
		if err != nil {
			return stopped, err
		}
		if fresh {
			stopped++
		}
	}
	return stopped, nil
}

// hashes gives the names under which the event's addresses are kept.
func (e event) hashes(index seal.Index) []string {
	var out []string
	for _, address := range e.Mailboxes {
		out = append(out, order.StopEmail(address.Open(), index))
	}
	for _, number := range e.Phones {
		if hash := order.StopPhone(number.Open(), index); hash != "" {
			out = append(out, hash)
		}
	}
	return out
}

// word names an event in metrics: few words, each of which is billed. What AWS invents tomorrow is "unknown" until somebody reads the log.
func (e event) word() string {
	switch e.What {
	case "bounce":
		switch e.Detail {
		case "permanent", "transient":
			return "bounce_" + e.Detail
		default:
			return "bounce_undetermined"
		}
	case "complaint":
		if e.Stops == "" {
			return "complaint_withdrawn"
		}
		return "complaint"
	case "text":
		if e.Stops != "" {
			return "text_refused"
		}
		return "text_lost"
	default:
		return e.What
	}
}
