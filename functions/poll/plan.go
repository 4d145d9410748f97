package main

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/cadence"
	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// unaskable is when a number that nobody can be asked about is looked at again: credentials may have come.
const unaskable = 24 * time.Hour

// account is the one whose credentials are used, until brands name their own.
const account = "default"

// plan settles a request that needs no question, or puts it to those of the source to ask (then asked is true).
func (h *handler) plan(ctx context.Context, i int, r queue.Record, asks map[string]*ask) (asked bool, err error) {
	request, err := queue.ReadNote[queue.PollRequest](r)
	if err != nil {
		return false, err
	}
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
	_, open := next(n, n.Facts, now)
	if !open && (askedBefore(n) || !claimed(n)) {
		h.obs.Count("PollsEnded", 1)
		return false, h.move(ctx, l, nil)
	}
	if rest, fresh := freshFor(n, now); fresh {
		h.obs.Count("PollsSpared", 1)
		return false, h.later(ctx, l, rest)
	}
	name, creds, err := h.choose(ctx, n, request.Carrier)
	if err != nil {
		return false, err
	}
	if name == "" {
		h.obs.Count("PollsUnaskable", 1)
		if !open {
			return false, h.move(ctx, l, nil)
		}
		return false, h.later(ctx, l, unaskable)
	}
	if asks[name] == nil {
		asks[name] = &ask{creds: creds}
	}
	asks[name].looks = append(asks[name].looks, l)
	return true, nil
}

// askedBefore reports whether a source has ever answered a question about the number. Until one has, a look is worth it however
// old the news: an order may be registered long after its parcel arrived.
func askedBefore(n store.Number) bool {
	return slices.ContainsFunc(n.Facts, func(f shipment.Fact) bool { return f.Assurance == shipment.Polled })
}

// claimed reports whether an order still wants to know about the number.
func claimed(n store.Number) bool {
	return slices.ContainsFunc(n.Claims, func(c store.ClaimState) bool { return !c.Released })
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
	return store.Due{Kind: "poll", At: at.UTC()}, nil
}

// choose gives the first source that can be asked and for which we hold credentials, or no name. hint is who the request
// says carries the parcel.
func (h *handler) choose(ctx context.Context, n store.Number, hint string) (name string, creds carrier.Credentials, err error) {
	for _, candidate := range append([]string{hint}, h.candidates(n)...) {
		s, ok := h.source(candidate)
		if !ok || s.fetcher == nil {
			continue
		}
		creds, err := h.credentials(ctx, candidate)
		if err != nil {
			return "", nil, err
		}
		if creds != nil {
			return candidate, creds, nil
		}
	}
	return "", nil, nil
}

// credentials reads the account's credentials with a source; nil when there are none, or when they are damaged, which is
// counted: one damaged parameter must not stop every poll of a batch.
func (h *handler) credentials(ctx context.Context, source string) (carrier.Credentials, error) {
	value, err := h.parameters.Value(ctx, h.prefix+"/sources/"+source+"/"+account+"/credentials")
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil, nil
		}
		return nil, err
	}
	var creds carrier.Credentials
	if json.Unmarshal([]byte(value), &creds) != nil || len(creds) == 0 { // the error could quote a secret
		h.obs.Count("BadCredentials", 1, "source", source)
		return nil, nil
	}
	return creds, nil
}

// later plans the next look after wait. Where schedule's lease ends about then, the entry stays as it is.
func (h *handler) later(ctx context.Context, l look, wait time.Duration) error {
	at := h.now().Add(wait)
	if l.due.Kind != "" && cadence.Near(at, l.due.At) {
		h.obs.Count("PlansKept", 1)
		return nil
	}
	return h.move(ctx, l, &store.Due{Kind: "poll", At: at})
}

// move replaces the due entry. Somebody else having moved it is fine: then that plan holds.
func (h *handler) move(ctx context.Context, l look, to *store.Due) error {
	if l.due.Kind == "" && to == nil {
		return nil
	}
	_, err := h.numbers.MoveDue(ctx, l.number.Number, l.due, to)
	return err
}

// next plans the next look at a number from facts that may be newer than the number's: the soonest that any of its claims
// asks for, and none when no claim asks for one.
func next(n store.Number, facts []shipment.Fact, now time.Time) (wait time.Duration, open bool) {
	for _, k := range known(n, facts, now) {
		if w, more := cadence.Next(k); more && (!open || w < wait) {
			wait, open = w, true
		}
	}
	return wait, open
}

// freshFor says that every claim has heard something so recently that a question would most likely bring nothing, and for how
// long that holds.
func freshFor(n store.Number, now time.Time) (rest time.Duration, fresh bool) {
	for _, k := range known(n, n.Facts, now) {
		if _, open := cadence.Next(k); !open {
			continue
		}
		r, ok := cadence.Fresh(k)
		if !ok {
			return 0, false
		}
		if !fresh || r < rest {
			rest, fresh = r, true
		}
	}
	return rest, fresh
}

// known gives what cadence wants to know of each claim that holds.
func known(n store.Number, facts []shipment.Fact, now time.Time) []cadence.Known {
	claims := make([]shipment.Claim, len(n.Claims))
	for i, c := range n.Claims {
		claims[i] = c.Claim
	}
	perClaim, _ := shipment.Select(facts, claims)
	var all []cadence.Known
	for i, c := range claims {
		if c.Released {
			continue
		}
		state := shipment.Fold(perClaim[i])
		k := cadence.Known{Number: n.Number, Status: state.Status, Forbidden: state.Tracking == shipment.NotPermitted, Now: now}
		if last, ok := state.LastScan(); ok && last.At.Dated() {
			k.Newest = time.Unix(last.Instant, 0)
		}
		if epoch, err := time.Parse(time.DateOnly, c.Epoch); err == nil {
			k.Watched = epoch
		}
		for _, f := range perClaim[i] {
			k.Confirmed = k.Confirmed || f.Assurance == shipment.Polled && f.Status.Terminal()
		}
		all = append(all, k)
	}
	return all
}
