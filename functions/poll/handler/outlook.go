package handler

import (
	"slices"
	"time"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

// outlook is what the claims of a number want together.
type outlook struct {
	plan    cadence.Plan // the soonest that any of them asks for
	open    bool         // at least one asks for a look
	fresh   bool         // none that is open has a question: pushes have told
	urgent  bool
	settled bool          // each has come to an end that needs no proof
	doubt   bool          // an end has none
	asks    []queue.Check // what watch should look at
	watched time.Duration // until the next deadline of watch; 0: there is none
}

// outlookOf gives the outlook of a number from facts that may be newer than the number's. gap is about how long ago the look before
// was.
func outlookOf(n store.Number, facts []shipment.Fact, rules watch.Rules, gap time.Duration, now time.Time) outlook {
	o := outlook{fresh: true, settled: true}
	all := parcelsOf(n, facts)
	for _, c := range all {
		k := c.known(n.Number, now)
		o.settled = o.settled && k.Status.Terminal() && !k.Unconfirmed
		o.doubt = o.doubt || k.Unconfirmed
		p, open := cadence.Next(k)
		if !open {
			continue
		}
		o.fresh = o.fresh && cadence.Fresh(k)
		o.urgent = o.urgent || cadence.Urgent(k)
		if !o.open || p.Wait < o.plan.Wait {
			o.plan, o.open = p, true
		}
	}
	o.fresh = o.fresh && o.open
	if o.open {
		o.suspect(n, all, rules, gap, now)
	}
	return o
}

// suspect lists what may be wrong, and has the next look come no later than the next deadline of watch: then somebody hears of it
// when it is due, and not when the carrier is asked next.
func (o *outlook) suspect(n store.Number, all []parcel, rules watch.Rules, gap time.Duration, now time.Time) {
	for _, c := range all {
		s := rules.Suspect(watch.Parcel{State: c.state, Carrier: mover(n), Epoch: c.claim.Epoch, Promise: c.claim.Promise}, gap, now)
		for _, kind := range s.Kinds {
			o.asks = append(o.asks, queue.Check{Order: c.claim.Order, Shipment: c.claim.Shipment, Number: n.Number, Reason: kind})
		}
		if wait := max(s.Next.Sub(now), shortly); !s.Next.IsZero() && (o.watched == 0 || wait < o.watched) {
			o.watched = wait
		}
	}
	o.plan.Wait = o.within(o.plan.Wait)
}

// within shortens a wait to the next deadline of watch.
func (o outlook) within(wait time.Duration) time.Duration {
	if o.watched > 0 {
		return min(wait, o.watched)
	}
	return wait
}

// parcel is a claim that holds, with its facts.
type parcel struct {
	claim shipment.Claim
	facts []shipment.Fact
	state shipment.State
}

// parcelsOf folds the facts of each claim that holds.
func parcelsOf(n store.Number, facts []shipment.Fact) []parcel {
	claims := make([]shipment.Claim, len(n.Claims))
	for i, c := range n.Claims {
		claims[i] = c.Claim
	}
	perClaim, _ := shipment.Select(facts, claims)
	var all []parcel
	for i, c := range claims {
		if !c.Released && !c.Erased {
			all = append(all, parcel{c, perClaim[i], shipment.Fold(perClaim[i])})
		}
	}
	return all
}

// known gives what cadence wants to know.
func (c parcel) known(number string, now time.Time) cadence.Known {
	state := c.state
	k := cadence.Known{
		Number: number, Status: state.Status, Zone: watch.Zone(state), Expected: expected(state), Unconfirmed: state.Unconfirmed,
		Forbidden: state.Tracking == shipment.NotPermitted, Gone: state.Gone && state.Tracking == shipment.Tracked, Now: now,
	}
	if last, ok := state.LastScan(); ok && last.At.Dated() {
		k.Newest, k.Pushed = time.Unix(last.Instant, 0), pushed(last, c.facts)
	}
	if first := slices.IndexFunc(state.Scans, func(s shipment.Scan) bool { return s.Status.Physical() && s.At.Dated() }); first >= 0 {
		k.Begun = time.Unix(state.Scans[first].Instant, 0)
	}
	if epoch, err := time.Parse(time.DateOnly, c.claim.Epoch); err == nil {
		k.Watched = epoch
	}
	return k
}

// pushed reports whether any telling of a scan came by itself.
func pushed(s shipment.Scan, facts []shipment.Fact) bool {
	return slices.ContainsFunc(facts, func(f shipment.Fact) bool {
		return (f.ID == s.ID || slices.Contains(s.Variants, f.ID)) && (f.Assurance == shipment.Signed || f.Assurance == shipment.BySecret)
	})
}

// expected reads the estimate in force.
func expected(state shipment.State) cadence.Window {
	e, ok := state.Estimate()
	if !ok {
		return cadence.Window{}
	}
	from, fromErr := wall(e.Window.Earliest)
	to, toErr := wall(e.Window.Latest)
	switch {
	case fromErr != nil && toErr != nil:
		return cadence.Window{}
	case fromErr != nil:
		from = to
	case toErr != nil:
		to = from
	}
	return cadence.Window{From: from, To: to, Exact: e.Window.Precision != shipment.Day && fromErr == nil && toErr == nil}
}

// wall reads a local day or clock time.
func wall(text string) (time.Time, error) {
	if len(text) == len(time.DateOnly) {
		return time.Parse(time.DateOnly, text)
	}
	return time.Parse("2006-01-02T15:04:05", text)
}
