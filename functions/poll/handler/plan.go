package handler

import (
	"context"
	"slices"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/cadence"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// unaskable is when a number that nobody can be asked about is looked at again: credentials may have come.
const unaskable = 24 * time.Hour

// plan settles a request that needs no question, or puts it to those of the account to ask (then asked is true).
func (h *Handler) plan(ctx context.Context, unit *obs.Unit, i int, request queue.PollRequest, asks map[account]*ask) (asked bool, err error) {
	n, err := h.numbers.Number(ctx, request.Number)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return false, nil // it has expired meanwhile
		}
		return false, err
	}
	l := look{index: i, number: n}
	if l.due, err = entry(request, n); err != nil {
		return false, err
	}
	now := h.now()
	// A plan lies ahead; a read too old to show the lease shows a time that has passed.
	if l.due.Kind != "" && n.Due.Kind == "" || n.Due != l.due && n.Due.At.After(now) {
		h.obs.Count("PollsTreatedBefore", 1)
		return false, nil
	}
	o := outlookOf(n, n.Facts, h.rules, l.gap(), now)
	switch {
	case request.Reason == queue.Confirm && !o.doubt:
		h.obs.Count("PollsTreatedBefore", 1)
		return false, nil
	case !claimed(n), !o.open && (o.settled || askedBefore(n)):
		h.obs.Count("PollsEnded", 1)
		return false, h.move(ctx, l, nil)
	case o.fresh:
		h.obs.Count("PollsSpared", 1)
		h.suspect(ctx, unit, o.asks)
		return false, h.later(ctx, l, o.plan)
	}
	to, creds, err := h.choose(ctx, n, request.Carrier)
	if err != nil {
		return false, err
	}
	if creds == nil {
		return false, h.unaskable(ctx, unit, l, o)
	}
	l.urgent = o.urgent
	if asks[to] == nil {
		s, _ := h.source(to.source)
		asks[to] = &ask{account: to, creds: creds, limit: h.accounts.limitOf(unit, to, s.adapter.Profile(), creds)}
	}
	asks[to].looks = append(asks[to].looks, l)
	return true, nil
}

// unaskable settles a number that nobody can be asked about. An end that nobody proved is believed then; pages show that it is
// unconfirmed.
func (h *Handler) unaskable(ctx context.Context, unit *obs.Unit, l look, o outlook) error {
	h.obs.Count("PollsUnaskable", 1)
	if !o.open || o.doubt {
		return h.move(ctx, l, nil)
	}
	h.suspect(ctx, unit, o.asks)
	return h.later(ctx, l, cadence.Plan{Wait: o.within(unaskable), Every: unaskable})
}

// askedBefore reports whether a source has ever answered a question about the number. Until one has, a look is worth it however
// old the news: an order may be registered long after its parcel arrived.
func askedBefore(n store.Number) bool {
	return slices.ContainsFunc(n.Facts, func(f shipment.Fact) bool { return f.Assurance == shipment.Polled })
}

// claimed reports whether an order still wants to know about the number.
func claimed(n store.Number) bool {
	return slices.ContainsFunc(n.Claims, func(c store.ClaimState) bool { return !c.Released && !c.Erased })
}

// entry gives the due entry that the request was queued under: the lease that it names, which a read may be too old to show,
// else what the number shows.
func entry(request queue.PollRequest, n store.Number) (store.Due, error) {
	if request.Due == "" {
		return n.Due, nil
	}
	at, err := time.Parse(time.RFC3339, request.Due)
	if err != nil {
		return store.Due{}, fault.New(fault.Malformed, "poll request: due is no RFC 3339 time")
	}
	return store.Due{Kind: "poll", At: at.UTC(), Lease: n.Due.Lease}, nil // a claim leaves the length of its leases as it was
}

// choose gives the first account that can be asked and for which we hold credentials, or no credentials. hint is who the request
// says carries the parcel.
func (h *Handler) choose(ctx context.Context, n store.Number, hint string) (account, carrier.Credentials, error) {
	for _, candidate := range append([]string{hint}, h.candidates(n)...) {
		s, ok := h.source(candidate)
		if !ok || s.fetcher == nil {
			continue
		}
		names, err := h.accounts.with(ctx, candidate, n)
		if err != nil {
			return account{}, nil, err
		}
		for _, name := range names {
			of := account{candidate, name}
			creds, err := h.accounts.credentials(ctx, of)
			if err != nil || creds != nil {
				return of, creds, err
			}
		}
	}
	return account{}, nil, nil
}

// later makes a plan true. Where the lease ends about then, the entry stays as it is.
func (h *Handler) later(ctx context.Context, l look, p cadence.Plan) error {
	at := h.now().Add(p.Wait)
	if l.due.Kind != "" && cadence.Near(p.Wait, at, l.due.At) {
		h.obs.Count("PlansKept", 1)
		return nil
	}
	every := p.Every.Truncate(time.Second)
	if every == 0 {
		every = l.due.Lease // a look that was put off stays on its rhythm
	}
	return h.move(ctx, l, &store.Due{Kind: "poll", At: at, Lease: every})
}

// move replaces the due entry. Somebody else having moved it is fine: then that plan holds.
func (h *Handler) move(ctx context.Context, l look, to *store.Due) error {
	if l.due.Kind == "" && to == nil {
		return nil
	}
	_, err := h.numbers.MoveDue(ctx, l.number.Number, l.due, to)
	return err
}
