package handler

import (
	"context"
	"errors"
	"strings"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/message"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// skew is how far the clocks of schedule and of this function may lie apart. A message that is looked at too early is put off again by
// what it waits for, so this decides only what is looked at.
const skew = time.Minute

// waits is after how long a message that could not be handed over is tried again: soon while a hiccup is likely, seldom when somebody
// has to mend something. After maxTries, which is a little less than three days, it is given up.
var waits = [...]time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour}

const maxTries = 16

// again treats a decision that was put off and is due.
func (h *Handler) again(ctx context.Context, unit *obs.Unit, news queue.News) error {
	name, err := message.ParseKey(news.Decision)
	if err != nil {
		return err
	}
	sc := h.open(question{news: news, subject: message.Subject{Shipment: name.Shipment}, patient: true, latest: true})
	if err := h.lookAtOrder(ctx, sc); err != nil {
		return err
	}
	d, there := sc.recorded(news.Decision)
	switch {
	case !there, !unfinished(d) && d.Outcome != store.OutcomeDefer, d.Outcome == store.OutcomeDefer && d.NotBefore.After(sc.now.Add(skew)):
		h.obs.Count("DecisionsFound", 1) // it was treated meanwhile
		return nil
	}
	if sc.subject, _, err = message.ParseSubject(d.Key, d.About); err != nil {
		return err
	}
	if err := h.complete(ctx, sc); err != nil {
		return err
	}
	return retryable(h.redo(ctx, unit, sc, d))
}

// redo makes a recorded decision again: one that is due, or whose sender died. The scene shows the latest.
func (h *Handler) redo(ctx context.Context, unit *obs.Unit, sc *scene, d store.Decision) error {
	if busy(d, sc.now) { // by another worker, or by one that died: then it falls due when the lease ends
		h.obs.Count("DecisionsAwaited", 1)
		_, err := h.claims.Await(ctx, d)
		return err
	}
	subject, name, err := message.ParseSubject(d.Key, d.About)
	if err != nil {
		return err
	}
	present := sc.present()
	present.Own = earlier(d, sc.now)
	r, err := h.recipient(ctx, sc, subject, name, present)
	if err != nil {
		return err
	}
	p := plan{subject: subject, recipient: r, key: d.Key, decision: message.Decide(subject, r, present)}
	if p.decision.Kind == "" { // it was a message when it was first decided
		p.decision.Kind, p.decision.Reason = message.Kind(d.Kind), message.ReasonSuperseded
	}
	d.Kind, d.Reason, d.With, d.Mode = string(p.decision.Kind), p.decision.Reason, p.decision.With, sc.policy.Mode
	h.obs.Count("Decisions", 1, "outcome", p.decision.Outcome, "reason", p.decision.Reason)
	if p.decision.Outcome != message.Send {
		// State stays: what was claimed by a sender that died may have left.
		d.Outcome = p.decision.Outcome
		if d.Outcome == store.OutcomeDefer {
			d.NotBefore = p.decision.Until
		}
		return h.settle(ctx, unit, d)
	}
	taken, ours, err := h.claims.Take(ctx, d, sc.now.Add(lease))
	if err != nil {
		return err
	}
	if !ours {
		return fault.New(fault.Unavailable, "a message of order %s was taken by another worker", d.Order)
	}
	return h.send(ctx, unit, sc, taken, p)
}

// recipient finds who a recorded decision is about, as they can be reached now.
func (h *Handler) recipient(ctx context.Context, sc *scene, s message.Subject, name message.Name, present message.Present) (message.Recipient, error) {
	gone := message.Recipient{ID: name.Recipient, Channel: name.Channel}
	people, err := h.whom(ctx, sc, s, present)
	if err != nil {
		return gone, err
	}
	for _, r := range people {
		if r.ID == name.Recipient && r.Channel == name.Channel {
			return r, nil
		}
	}
	return gone, nil
}

// hopeless reports whether a message can never be handed over.
func hopeless(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.NotFound, fault.Gone, fault.TooLarge:
		return true
	default:
		return false
	}
}

// postponed puts off a message that could not be handed over, or gives it up when it was tried for days. How long it waited before
// it was tried first does not count. One that may have left stays claimed, as that of a sender that died: its reader may have to be told
// that it was wrong.
func postponed(d store.Decision, now time.Time, err error) store.Decision {
	d.Problem = problem(err)
	if d.Attempts >= maxTries {
		d.State, d.Reason = store.StateFailed, message.ReasonGaveUp
		return d
	}
	d.Outcome, d.Reason = store.OutcomeDefer, message.ReasonRetry
	if !maybeSent(err) {
		d.State = store.StateReleased
	}
	d.NotBefore = now.Add(max(waits[min(max(d.Attempts, 1), len(waits))-1], asked(err)))
	return d
}

// asked gives how long the other side wants to be left alone, as a chat says that takes no more; 0: it did not say.
func asked(err error) time.Duration {
	var later interface{ RetryAfter() time.Duration }
	if !errors.As(err, &later) {
		return 0
	}
	return later.RetryAfter()
}

// maybeSent reports whether a message may have left although handing it over gave an error: the next attempt may make it the second.
func maybeSent(err error) bool {
	var unsure interface{ Unsure() bool }
	return errors.As(err, &unsure) && unsure.Unsure()
}

// maxProblem bounds what is kept of an error, so that a decision stays one write unit.
const maxProblem = 200

// problem gives the words of an error; those of outbox hold no address.
func problem(err error) string {
	text := err.Error()
	return strings.ToValidUTF8(text[:min(len(text), maxProblem)], "")
}
