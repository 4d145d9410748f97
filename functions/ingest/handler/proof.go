package handler

import (
	"context"
	"slices"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// behind is how far a carrier's answers may lag behind its own pushes: an answer without an end denies one only when that is older.
const behind = 30 * time.Minute

// answer is an answer to a poll that tells a history without an end.
type answer struct {
	source   string
	received time.Time
}

// weigh notes what a part of a body means for the proof of ends: a push that tells of one without proof, or an answer to a poll
// that tells of none. Of shipments of several pieces one answer may leave some out, so it denies nothing.
func (b *body) weigh(p part, g *group) {
	ends := slices.ContainsFunc(p.facts, func(f shipment.Fact) bool { return f.Kind == shipment.ScanFact && f.Status.Terminal() })
	scans := slices.ContainsFunc(p.facts, func(f shipment.Fact) bool { return f.Kind == shipment.ScanFact })
	pieces := slices.ContainsFunc(p.facts, func(f shipment.Fact) bool { return f.Piece != "" })
	switch {
	case b.in.Kind == queue.Webhook && b.in.Assurance == shipment.BySecret:
		g.unproved = g.unproved || ends
	case b.in.Kind == queue.Poll && scans && !ends && !pieces && b.in.Received.After(g.open.received):
		g.open = answer{b.in.Source, b.in.Received}
	}
}

// prove deals with an end of a number that nobody has proved: it denies it when the carrier has just told of none, and else, when
// a push has just told of it, has the carrier asked.
func (h *Handler) prove(ctx context.Context, g *group, n store.Number) error {
	if !g.unproved && g.open.source == "" || !doubtful(n, n.Facts) {
		return nil
	}
	if g.open.source != "" {
		verdict := g.open.verdict()
		facts, _ := shipment.Merge(n.Facts, []shipment.Fact{verdict})
		if !doubtful(n, facts) {
			if _, err := h.add(ctx, n.Number, store.Addition{Facts: []shipment.Fact{verdict}}); err != nil {
				return err
			}
			h.obs.Count("EndsDenied", 1, "source", g.open.source)
			return nil
		}
	}
	if g.unproved {
		g.doubt = append(g.doubt, n.Number)
	}
	return nil
}

// doubtful reports whether an order sees an end that nobody has proved.
func doubtful(n store.Number, facts []shipment.Fact) bool {
	claims := make([]shipment.Claim, len(n.Claims))
	ended := false
	for i, c := range n.Claims {
		claims[i] = c.Claim
		ended = ended || !c.Released && !c.Erased && c.Status.Terminal()
	}
	if !ended { // most numbers: nothing to fold
		return false
	}
	perClaim, _ := shipment.Select(facts, claims)
	for i, c := range claims {
		if !c.Released && !c.Erased && shipment.Fold(perClaim[i]).Unconfirmed {
			return true
		}
	}
	return false
}

// verdict is the fact that the carrier knew of no end a while before it answered.
func (a answer) verdict() shipment.Fact {
	at := a.received.Add(-behind).UTC()
	f := shipment.Fact{Kind: shipment.VerdictFact, Source: a.source, Assurance: shipment.Polled, Code: shipment.VerdictOpen, At: shipment.Moment{
		Local: at.Format("2006-01-02T15:04:05"), Offset: "+00:00", Zone: shipment.ZonePayload, Precision: shipment.Second}}
	return shipment.Identify(f, shipment.VerdictOpen, f.At.Local)
}

// request queues for poll what needs credentials: proof of ends, and handshakes. What cannot be queued fails the numbers and
// bodies that it is about, so that their records come back.
func (h *Handler) request(ctx context.Context, bodies []*body, groups map[string]*group, failed map[string]error) {
	var messages []queue.Message
	var tell []func(error)
	put := func(r queue.PollRequest, about func(error)) {
		m, err := queue.Note(r)
		if err != nil {
			about(err)
			return
		}
		messages, tell = append(messages, m), append(tell, about)
	}
	for number, g := range groups {
		for _, doubted := range g.doubt {
			put(queue.PollRequest{Number: doubted, Reason: queue.Confirm}, func(err error) { failed[number] = err })
		}
	}
	for _, b := range bodies {
		if b.shake == nil || b.err != nil {
			continue
		}
		put(queue.PollRequest{Reason: "handshake", Handshake: &queue.Handshake{
			Source: b.in.Source, Account: b.in.Account, Subscription: b.shake.Subscription, Secret: b.shake.Secret,
		}}, func(err error) { b.err = err })
	}
	if len(messages) == 0 {
		return
	}
	for i, err := range h.polls.SendAll(ctx, messages) {
		if err != nil {
			tell[i](fault.Wrap(fault.Unavailable, err, "queue request for poll"))
		}
	}
}
