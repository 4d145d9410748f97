package main

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/cadence"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
)

// How long to leave a source alone that did not answer as it should.
const (
	troubled = 15 * time.Minute // it is down, or it said "too often" without saying how long
	barred   = 6 * time.Hour    // it does not accept our credentials: only a person can mend that
	shortly  = time.Minute      // the least that is waited when it says itself how long
)

// ask is what one source is asked in a batch.
type ask struct {
	creds   carrier.Credentials
	looks   []look
	asked   bool
	answers []received
	pause   time.Duration // what the source asked for, which holds for the numbers that it did not get to as well
}

// received is one answer and what kept it from being queued.
type received struct {
	carrier.Answer
	err error
}

// once calls do the first time.
func (a *ask) once(do func()) {
	if !a.asked {
		a.asked = true
		do()
	}
}

// ask fetches the answers for all numbers of a source and queues those that are about parcels. A question that fails leaves its
// numbers without an answer, and they are looked at again later; it is no error of the requests.
func (h *handler) ask(ctx context.Context, unit *obs.Unit, name string, a *ask) {
	h.fetch(ctx, unit, name, a)
	h.forward(ctx, name, a)
}

func (h *handler) fetch(ctx context.Context, unit *obs.Unit, name string, a *ask) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-settle)) // what was answered by then still counts
		defer cancel()
	}
	s, _ := h.source(name)
	asked := make([]string, len(a.looks))
	for i, l := range a.looks {
		asked[i] = l.number.Number
	}
	asked = slices.Compact(slices.Sorted(slices.Values(asked)))
	err := queue.Safely(func() error {
		answers, err := s.fetcher.Fetch(ctx, h.client, a.creds, asked)
		for _, answer := range answers {
			a.answers = append(a.answers, received{Answer: answer})
			if pause, usable := judge(answer); !usable {
				a.pause = max(a.pause, pause)
				unit.Note("answer tells nothing", fault.New(fault.Unavailable, "%s answers %d", name, answer.Status), "source", name)
			}
		}
		return err
	})
	h.obs.Count("Polls", len(asked), "source", name)
	if err != nil {
		h.obs.Count("PollFailures", len(asked), "source", name, "reason", fault.KindOf(err).String())
		unit.Note("source did not answer", err, "source", name)
	}
}

// finish plans the next look at one number by what was answered about it, once that is queued.
func (h *handler) finish(ctx context.Context, name string, a *ask, l look) error {
	facts, answered := l.number.Facts, false
	for i := range a.answers {
		answer := &a.answers[i]
		if !slices.Contains(answer.Numbers, l.number.Number) {
			continue
		}
		if _, usable := judge(answer.Answer); !usable {
			h.obs.Count("PollFailures", 1, "source", name, "reason", http.StatusText(answer.Status))
			continue
		}
		if answer.err != nil {
			return answer.err
		}
		answered = true
		facts, _ = shipment.Merge(facts, h.told(name, answer.Answer, l.number.Number))
	}
	if !answered {
		return h.later(ctx, l, cadence.Spread(cmp.Or(a.pause, troubled), l.number.Number))
	}
	wait, open := next(l.number, facts, h.now())
	if !open {
		h.obs.Count("PollsEnded", 1)
		return h.move(ctx, l, nil)
	}
	return h.later(ctx, l, wait)
}

// judge says whether an answer is about parcels, and else how long to wait. What a source says when it is overloaded, down or
// does not know us tells nothing about a parcel and must not become a fact about it.
func judge(answer carrier.Answer) (wait time.Duration, usable bool) {
	switch {
	case answer.RetryAfter > 0 && answer.Status >= http.StatusBadRequest:
		return max(answer.RetryAfter, shortly), false
	case answer.Status == http.StatusTooManyRequests || answer.Status >= http.StatusInternalServerError:
		return troubled, false
	case answer.Status == http.StatusUnauthorized:
		return barred, false
	case len(answer.Body) == 0:
		return troubled, false
	default:
		return 0, true
	}
}

// forward queues the answers for ingest, as many in one call as SQS takes; an answer for several numbers is one message. One that
// is too long for the queue is counted and given up: it would be as long the next time.
func (h *handler) forward(ctx context.Context, name string, a *ask) {
	var messages []queue.Message
	var sent []*received
	for i := range a.answers {
		answer := &a.answers[i]
		if _, usable := judge(answer.Answer); !usable {
			continue
		}
		m, err := queue.Inbound{
			Source: name, Account: account, Kind: queue.Poll, Assurance: shipment.Polled, Received: h.now(), Numbers: answer.Numbers, Body: answer.Body,
		}.Message()
		switch {
		case err == nil:
			messages, sent = append(messages, m), append(sent, answer)
		case fault.KindOf(err) == fault.TooLarge:
			h.obs.Count("AnswersTooLarge", 1, "source", name)
		default:
			answer.err = err
		}
	}
	if len(messages) == 0 {
		return
	}
	for i, err := range h.inbound.SendAll(ctx, messages) {
		sent[i].err = err
	}
}

// told reads the facts about one number out of an answer, to plan by what was just learned. Ingest reads them again and is the
// only one to keep them; an answer that cannot be read is its matter too.
func (h *handler) told(name string, answer carrier.Answer, number string) []shipment.Fact {
	s, _ := h.source(name)
	var facts []shipment.Fact
	_ = queue.Safely(func() error { // an error here is found again, and parked, by ingest
		update, err := s.adapter.Decode(carrier.Poll, answer.Body)
		for _, p := range update.Parcels {
			if p.Number != number && (p.Number != "" || len(answer.Numbers) > 1) && !slices.Contains(p.Aliases, number) {
				continue
			}
			for _, f := range p.Facts {
				f.Assurance = shipment.Polled
				facts = append(facts, f)
			}
		}
		return err
	})
	return facts
}
