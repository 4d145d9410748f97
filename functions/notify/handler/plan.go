package handler

import (
	"context"
	"fmt"
	"slices"

	"doorstep/shared/brand"
	"doorstep/shared/message"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

// brandless are the messages of an order that is not there.
var brandless = brand.Messages{Mode: message.Live}

// plan is what one decision comes to.
type plan struct {
	subject   message.Subject
	recipient message.Recipient
	key       string
	decision  message.Decision
}

// anybody is asked about where nobody in particular is.
var anybody = message.Recipient{ID: message.Owner, Channel: message.Email, Known: true, Consent: true, Extra: true}

// plan decides for everybody whom the news concerns. Addresses are asked about only when a message may leave or would have left.
func (h *Handler) plan(ctx context.Context, sc *scene, s message.Subject) ([]plan, error) {
	if sc.unwanted != "" {
		return []plan{{subject: s, recipient: anybody, decision: message.Decision{Outcome: message.Skip, Reason: sc.unwanted}}}, nil
	}
	present := sc.present()
	var plans []plan
	for _, one := range message.Subjects(s, sc.policy) {
		people, err := h.whom(ctx, sc, one, present)
		if err != nil {
			return nil, err
		}
		for _, r := range people {
			plans = append(plans, plan{subject: one, recipient: r, key: message.NameOf(one, r, present).Key(), decision: message.Decide(one, r, present)})
		}
	}
	return plans, nil
}

// whom gives who is concerned by a subject, on the channels that the brand uses for its kind.
func (h *Handler) whom(ctx context.Context, sc *scene, s message.Subject, present message.Present) ([]message.Recipient, error) {
	var people []message.Recipient
	if s.About == message.AboutFinding {
		people = sc.policy.Team(s.Event)
	}
	kind := message.Decide(s, anybody, present)
	rule := sc.policy.Rule(kind.Kind)
	switch {
	case !kind.Record && len(people) > 0: // it is for the team alone
		return people, nil
	case !kind.Record || !sc.known || !sc.brandKnown || sc.policy.Mode == message.Off || !rule.On:
		return append(people, anybody), nil
	}
	if names := sc.names(rule.Channels); forAll(kind.Reason) || sc.answered(s, names, present) {
		return append(people, names...), nil
	}
	reached, err := h.people.Reach(ctx, sc.stored, sc.order, sc.order.Brand)
	if err != nil {
		return nil, fmt.Errorf("find who can be told: %w", err)
	}
	for _, r := range reached {
		if slices.Contains(rule.Channels, r.Channel) {
			people = append(people, r)
		}
	}
	return people, nil
}

// mayLeave reports whether a message would leave if there were somebody who can be told. Where the owner's is decided, the others' mostly
// are as well.
func (sc *scene) mayLeave(s message.Subject) bool {
	if sc.unwanted != "" {
		return false
	}
	present := sc.present()
	return slices.ContainsFunc(message.Subjects(s, sc.policy), func(one message.Subject) bool {
		recorded, there := sc.recorded(message.NameOf(one, anybody, present).Key())
		d := message.Decide(one, anybody, present)
		if there {
			return unfinished(recorded) || reopened(recorded, d)
		}
		return d.Record && d.Outcome != message.Skip
	})
}

// leaves reports whether a message would leave, now or later.
func (sc *scene) leaves(plans []plan) bool {
	return slices.ContainsFunc(plans, func(p plan) bool {
		d, there := sc.recorded(p.key)
		if there {
			return unfinished(d) || reopened(d, p.decision)
		}
		return p.decision.Outcome != message.Skip || p.subject.Retracted && p.decision.Record
	})
}

// recorded finds the decision for a key.
func (sc *scene) recorded(key string) (store.Decision, bool) {
	for _, d := range sc.decisions {
		if d.Key == key {
			return d, true
		}
	}
	return store.Decision{}, false
}

// unfinished reports whether a decision to send was not carried out, as far as the record says.
func unfinished(d store.Decision) bool {
	return d.Outcome == store.OutcomeSend && d.State == store.StateClaimed
}

// record makes the decision's record.
func (sc *scene) record(p plan, news queue.News) store.Decision {
	d := store.Decision{
		Order: news.Order, Key: p.key, Kind: string(p.decision.Kind), About: p.subject.Text(), Outcome: p.decision.Outcome,
		Reason: p.decision.Reason, NotBefore: p.decision.Until, With: p.decision.With, At: sc.now, Accepted: acceptedAt(news),
	}
	if sc.brandKnown {
		d.Mode = sc.policy.Mode
	}
	if d.Outcome == store.OutcomeSend {
		d.State, d.LeaseUntil, d.Attempts = store.StateClaimed, sc.now.Add(lease), 1
	}
	return d
}
