package handler

import (
	"context"
	"errors"
	"slices"

	"doorstep/shared/message"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// adopt lets claims fall due that the same news made under another key, and that whoever made them did not settle. A kind can have its
// reason behind it ("problem-held"), and by the time the news is told again the parcel may have moved on and the reason be gone: then
// no plan names the key of the claim any more, and nobody else would ever find it. Falling due it is decided again, with what it says
// itself of its subject. A sender that lives takes it out of the index by settling.
func (h *Handler) adopt(ctx context.Context, sc *scene, plans []plan) error {
	var errs []error
	for _, d := range sc.decisions {
		if !unfinished(d) || slices.ContainsFunc(plans, func(p plan) bool { return p.key == d.Key }) || !sc.ofNews(d) {
			continue
		}
		h.obs.Count("DecisionsAwaited", 1)
		errs = append(errs, queue.Safely(func() error {
			_, err := h.claims.Await(ctx, d)
			return err
		}))
	}
	return retryable(errors.Join(errs...))
}

// reopened reports whether a recorded decision was only that the merchant had taken the parcel back, which he has not any more: a claim
// that is put back makes all its milestones news again, and nobody was told of them.
func reopened(recorded store.Decision, now message.Decision) bool {
	return recorded.Outcome == message.Skip && recorded.Reason == message.ReasonReleased && now.Record && now.Reason != message.ReasonReleased
}

// ofNews reports whether a decision is about what the news is about.
func (sc *scene) ofNews(d store.Decision) bool {
	s, _, err := message.ParseSubject(d.Key, d.About)
	q := sc.subject
	return err == nil && s.About == q.About && s.Shipment == q.Shipment && s.Journey == q.Journey && s.Status == q.Status &&
		s.Event == q.Event && s.Occurrence == q.Occurrence && s.Retracted == q.Retracted
}
