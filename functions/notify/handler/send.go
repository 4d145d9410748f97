package handler

import (
	"context"
	"errors"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/mail"
	"doorstep/shared/message"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// carryOut records each decision and sends what is to be sent. Trouble with one recipient does not touch the others: the news is
// delivered again, and finds what was done.
func (h *Handler) carryOut(ctx context.Context, unit *obs.Unit, sc *scene, plans []plan, news queue.News) error {
	var errs []error
	for _, p := range plans {
		if !p.decision.Record {
			h.obs.Count("Unrecorded", 1, "reason", p.decision.Reason)
			continue
		}
		if !queue.Enough(ctx, reserve) {
			errs = append(errs, fault.New(fault.Unavailable, "no time left for the other recipients"))
			break
		}
		errs = append(errs, queue.Safely(func() error { return h.settleOne(ctx, unit, sc, p, news) }))
	}
	return retryable(errors.Join(errs...))
}

// retryable makes sure that news is delivered again after an error: what can never succeed was recorded as such and is none.
func retryable(err error) error {
	return fault.Wrap(fault.Unavailable, err, "carry out decisions")
}

func (h *Handler) settleOne(ctx context.Context, unit *obs.Unit, sc *scene, p plan, news queue.News) error {
	recorded, there := sc.recorded(p.key)
	first := false
	if !there {
		var err error
		if recorded, first, err = h.records.Decide(ctx, sc.record(p, news)); err != nil {
			return err
		}
	}
	switch {
	case first:
		h.obs.Count("Decisions", 1, "outcome", recorded.Outcome, "reason", recorded.Reason)
		if recorded.Outcome != store.OutcomeSend {
			return nil
		}
		return h.send(ctx, unit, sc, recorded, p)
	case !unfinished(recorded) && !reopened(recorded, p.decision):
		h.obs.Count("DecisionsFound", 1)
		return nil
	case !sc.latest:
		return fault.New(fault.Unavailable, "a decision was made meanwhile")
	}
	return h.redo(ctx, unit, sc, recorded)
}

// send hands a claimed message over and records what became of it. A process that dies in between leaves the claim: whoever finds it
// when the lease has ended sends again, which is the one duplicate that a crash can cause.
func (h *Handler) send(ctx context.Context, unit *obs.Unit, sc *scene, d store.Decision, p plan) error {
	out := Outgoing{
		Decision: d, Subject: p.subject, Kind: p.decision.Kind, Recipient: p.recipient, Stored: sc.stored, Order: sc.order,
		Parcels: sc.told(p.subject, d.With), Optional: p.decision.Optional,
	}
	if p.subject.About == message.AboutFinding {
		out.Finding = p.subject.Event
	}
	if d.NotBefore.IsZero() { // else it waited, and how long says nothing about us
		out.Accepted = d.Accepted
	}
	var receipt Receipt
	err := queue.Safely(func() error {
		limited, cancel := withTime(ctx, settling)
		defer cancel()
		var err error
		receipt, err = h.outbox.Send(limited, out)
		return err
	})
	now := h.now()
	switch {
	case err == nil:
		d.State, d.SentAt, d.MessageID, d.Problem = store.StateSent, now, receipt.MessageID, ""
	case hopeless(err):
		d.State, d.Reason, d.Problem = store.StateFailed, message.ReasonUndeliverable, problem(err)
	default:
		d = postponed(d, now, err)
	}
	if err != nil {
		unit.Note("message not handed over", err, "order", d.Order, "about", d.Kind, "channel", string(p.recipient.Channel), "attempts", d.Attempts)
		h.obs.Count("SendFailures", 1, "channel", string(p.recipient.Channel))
		if maybeSent(err) {
			h.obs.Count("MaybeSent", 1, "channel", string(p.recipient.Channel))
		}
	}
	if err := h.settle(ctx, unit, d); err != nil {
		return err
	}
	if d.State == store.StateSent {
		h.measure(unit, out, now)
	}
	return nil
}

// settle records an outcome. It is tried twice: a message that left and stands as claimed leaves again.
func (h *Handler) settle(ctx context.Context, unit *obs.Unit, d store.Decision) error {
	ours, err := h.claims.Settle(ctx, d)
	if err != nil && ctx.Err() == nil {
		ours, err = h.claims.Settle(ctx, d)
	}
	if err == nil && !ours {
		h.obs.Count("LeasesLost", 1)
		unit.Note("another worker took the message over", nil, "order", d.Order, "about", d.Kind, "attempts", d.Attempts)
	}
	return err
}

// measure tells how long the shopper had to wait for us.
func (h *Handler) measure(unit *obs.Unit, out Outgoing, now time.Time) {
	h.obs.Count("Sent", 1, "channel", string(out.Recipient.Channel))
	if out.Accepted.IsZero() {
		return
	}
	took := now.Sub(out.Accepted)
	h.obs.Time("MessageLatency", took, "channel", string(out.Recipient.Channel), "kind", string(out.Kind))
	unit.Set("latency_ms", obs.Elapsed(took))
}

// told folds the parcels that a message tells of, the subject's first.
func (sc *scene) told(s message.Subject, with []string) []mail.Parcel {
	if s.Shipment == "" {
		return nil
	}
	parcels := []mail.Parcel{sc.view(s.Shipment)}
	for _, id := range with {
		parcels = append(parcels, sc.view(id))
	}
	return parcels
}

// withTime gives a context that ends a while before ctx does.
func withTime(ctx context.Context, before time.Duration) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return ctx, func() {}
	}
	return context.WithDeadline(ctx, deadline.Add(-before))
}
