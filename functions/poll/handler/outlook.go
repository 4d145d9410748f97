package handler

import (
	"slices"
	"time"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// outlook is what the claims of a number want together.
type outlook struct {
	plan    cadence.Plan // the soonest that any of them asks for
	open    bool         // at least one asks for a look
	fresh   bool         // none that is open has a question: pushes have told
	urgent  bool
	settled bool // each has come to an end that needs no proof
	doubt   bool // an end has none
}

// outlookOf gives the outlook of a number from facts that may be newer than the number's.
func outlookOf(n store.Number, facts []shipment.Fact, now time.Time) outlook {
	o := outlook{fresh: true, settled: true}
	for _, k := range known(n, facts, now) {
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
	return o
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
		k := cadence.Known{
			Number: n.Number, Status: state.Status, Zone: zone(state), Expected: expected(state), Unconfirmed: state.Unconfirmed,
			Forbidden: state.Tracking == shipment.NotPermitted, Gone: state.Gone && state.Tracking == shipment.Tracked, Now: now,
		}
		if last, ok := state.LastScan(); ok && last.At.Dated() {
			k.Newest, k.Pushed = time.Unix(last.Instant, 0), pushed(last, perClaim[i])
		}
		if first := slices.IndexFunc(state.Scans, func(s shipment.Scan) bool { return s.Status.Physical() && s.At.Dated() }); first >= 0 {
			k.Begun = time.Unix(state.Scans[first].Instant, 0)
		}
		if epoch, err := time.Parse(time.DateOnly, c.Epoch); err == nil {
			k.Watched = epoch
		}
		all = append(all, k)
	}
	return all
}

// pushed reports whether any telling of a scan came by itself.
func pushed(s shipment.Scan, facts []shipment.Fact) bool {
	return slices.ContainsFunc(facts, func(f shipment.Fact) bool {
		return (f.ID == s.ID || slices.Contains(s.Variants, f.ID)) && (f.Assurance == shipment.Signed || f.Assurance == shipment.BySecret)
	})
}

// zone is what the clocks showed at the newest scan that says so. Aggregators print "Z" after local times as well, so that only
// carriers are believed to be at Greenwich.
func zone(state shipment.State) *time.Location {
	for _, s := range slices.Backward(state.Scans) {
		at, err := time.Parse("-07:00", s.At.Offset)
		if err != nil || s.At.Offset == "+00:00" && s.Source != s.Carrier {
			continue
		}
		_, seconds := at.Zone()
		return time.FixedZone("", seconds)
	}
	return nil
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
