package handler

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/budget"
	"doorstep/shared/carrier/cadence"
	"doorstep/shared/carrier/fetch"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
)

// How long to leave numbers alone that were not answered as they should be.
const (
	troubled = 15 * time.Minute // the source is down
	shortly  = time.Minute      // we had no time or no calls left
)

// ask is what one account is asked in a batch.
type ask struct {
	account account
	creds   carrier.Credentials
	limit   budget.Limit
	looks   []look
	answers []*received
	pause   time.Duration            // how long to leave alone what was not answered
	later   map[string]time.Duration // numbers that were not asked: the budget has room for them after this
}

// ask fetches the answers for the numbers of an account, as far as its budget goes, and queues those that are about parcels. A
// question that fails leaves its numbers without an answer, and they are looked at again later; it is no error of the requests.
func (h *Handler) ask(ctx context.Context, unit *obs.Unit, a *ask) error {
	s, _ := h.source(a.account.source)
	grant, asked, err := h.admit(ctx, s, a)
	if err != nil {
		return err
	}
	if len(asked) == 0 {
		return nil
	}
	p := &pass{gate: h.gate, of: a.account, limit: a.limit, slots: grant.Slots}
	h.fetch(ctx, unit, s, a, asked, p)
	h.forward(ctx, a)
	return h.heed(ctx, unit, a, asked, p)
}

// admit takes calls out of the account's budget and gives the numbers that they are enough for: the urgent ones first, the others
// in the order in which they were due. The rest is for later.
func (h *Handler) admit(ctx context.Context, s source, a *ask) (grant budget.Grant, asked []string, err error) {
	per := max(1, s.adapter.Profile().PerCall)
	all, urgent := a.numbers()
	calls, first := (len(all)+per-1)/per, (urgent+per-1)/per
	grant, err = h.gate.take(ctx, a.account, a.limit, budget.Wish{Urgent: first, Ordinary: calls - first})
	if err != nil {
		return grant, nil, err
	}
	now := h.gate.clock()
	asked = all[:min(len(all), len(grant.Slots)*per)]
	a.later = map[string]time.Duration{}
	for i, number := range all[len(asked):] {
		a.later[number] = max(grant.Later[i/per].Sub(now), shortly)
		if grant.Why != budget.Spent { // all were told the same time
			a.later[number] = cadence.Spread(a.later[number], number)
		}
	}
	if len(a.later) > 0 {
		h.obs.Count("PollsDeferred", len(a.later), "source", a.account.source, "reason", string(grant.Why))
	}
	return grant, asked, nil
}

// numbers gives each number once, the urgent ones first, and how many of them are urgent.
func (a *ask) numbers() (all []string, urgent int) {
	for _, hurry := range []bool{true, false} {
		for _, l := range a.looks {
			if l.urgent == hurry && !slices.Contains(all, l.number.Number) {
				all = append(all, l.number.Number)
			}
		}
		if hurry {
			urgent = len(all)
		}
	}
	return all, urgent
}

// movers gives the carrier of each number, as far as the merchant or a scan has named one.
func (a *ask) movers() map[string]string {
	codes := make(map[string]string, len(a.looks))
	for _, l := range a.looks {
		codes[l.number.Number] = mover(l.number)
	}
	return codes
}

// fetch asks. Every request that the adapter makes passes the gate.
func (h *Handler) fetch(ctx context.Context, unit *obs.Unit, s source, a *ask, asked []string, p *pass) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-settle)) // what was answered by then still counts
		defer cancel()
	}
	name := a.account.source
	err := queue.Safely(func() error {
		answers, err := fetch.From(ctx, s.fetcher, fetch.Counted(h.client, p.permit), a.creds, asked, a.movers())
		for _, answer := range answers {
			a.answers = append(a.answers, s.read(answer))
		}
		return err
	})
	h.obs.Count("Polls", len(asked), "source", name)
	a.pause = troubled
	if ctx.Err() != nil {
		a.pause = shortly
	}
	if err != nil && p.refused.IsZero() {
		h.obs.Count("PollFailures", len(asked), "source", name, "reason", fault.KindOf(err).String())
		unit.Note("source did not answer", err, "source", name)
	}
}

// heed does what the source asks of all workers: to be left alone for a while. Whatever was not answered waits as long.
func (h *Handler) heed(ctx context.Context, unit *obs.Unit, a *ask, asked []string, p *pass) error {
	if !p.refused.IsZero() { // the adapter took more calls than were foreseen
		a.pause = max(p.refused.Sub(h.gate.clock()), shortly)
		h.obs.Count("PollsDeferred", a.unanswered(asked), "source", a.account.source, "reason", string(p.why))
	}
	good := len(a.answers) > 0
	for _, r := range a.answers {
		if r.meaning == aboutParcels {
			continue
		}
		good = false
		unit.Note("answer tells nothing", fault.New(r.kind(), "%s answers %d to account %s", a.account.source, r.Status, a.account.name), "source", a.account.source)
		why := r.closes()
		if why == "" {
			continue
		}
		until, err := h.gate.close(ctx, a.account, why, r.RetryAfter)
		if err != nil {
			return err
		}
		a.pause = max(until.Sub(h.gate.clock()), shortly)
		h.obs.Count("AccountsClosed", 1, "source", a.account.source, "reason", string(why))
		if why == budget.Barred {
			h.obs.Count("AccountsBarred", 1) // of all sources: an alarm cannot search for them
		}
	}
	if good {
		return h.gate.ease(ctx, a.account)
	}
	return nil
}

// unanswered counts the numbers of which no answer speaks.
func (a *ask) unanswered(asked []string) int {
	n := len(asked)
	for _, r := range a.answers {
		n -= len(r.Numbers)
	}
	return max(n, 0)
}

// finish plans the next look at one number by what was answered about it, once that is queued.
func (h *Handler) finish(ctx context.Context, unit *obs.Unit, a *ask, l look) error {
	if wait, ok := a.later[l.number.Number]; ok {
		return h.later(ctx, l, cadence.Plan{Wait: wait})
	}
	facts, answered := l.number.Facts, false
	for _, r := range a.answers {
		if !slices.Contains(r.Numbers, l.number.Number) {
			continue
		}
		if r.meaning != aboutParcels {
			h.obs.Count("PollFailures", 1, "source", a.account.source, "reason", cmp.Or(http.StatusText(r.Status), "none"))
			continue
		}
		if r.err != nil {
			return r.err
		}
		answered = true
		facts, _ = shipment.Merge(facts, r.told(l.number.Number))
	}
	if !answered {
		return h.later(ctx, l, cadence.Plan{Wait: cadence.Spread(a.pause, l.number.Number)})
	}
	o := outlookOf(l.number, facts, h.rules, l.gap(), h.now())
	if !o.open {
		h.obs.Count("PollsEnded", 1)
		if o.settled && l.due.Kind != "" && l.due.At.After(h.now()) {
			return nil // ingest takes the entry away with the write of what was just told
		}
		return h.move(ctx, l, nil)
	}
	h.suspect(ctx, unit, o.asks)
	return h.later(ctx, l, o.plan)
}

// forward queues the answers for ingest, as many in one call as SQS takes; an answer for several numbers is one message. One that
// is too long for the queue is counted and given up: it would be as long the next time.
func (h *Handler) forward(ctx context.Context, a *ask) {
	var messages []queue.Message
	var sent []*received
	for _, r := range a.answers {
		if r.meaning != aboutParcels {
			continue
		}
		m, err := queue.Inbound{
			Source: a.account.source, Account: a.account.name, Kind: queue.Poll, Assurance: shipment.Polled, Received: h.now(),
			Numbers: r.Numbers, Status: r.Status, Body: r.Body,
		}.Message()
		switch {
		case err == nil:
			messages, sent = append(messages, m), append(sent, r)
		case fault.KindOf(err) == fault.TooLarge:
			h.obs.Count("AnswersTooLarge", 1, "source", a.account.source)
		default:
			r.err = err
		}
	}
	if len(messages) == 0 {
		return
	}
	for i, err := range h.inbound.SendAll(ctx, messages) {
		sent[i].err = err
	}
}
