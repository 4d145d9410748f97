package store

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

// Addition is what one caller learned about a number. Every part may be empty.
type Addition struct {
	Facts   []shipment.Fact
	Aliases []string          // other numbers of the same parcel, which point here
	Main    string            // this number is an alias of Main
	Proofs  map[string][]byte // by fact id: who signed, sealed; of two for one fact the stored one stays
	Claims  []shipment.Claim
	Due     *Due // used when this addition changes something and the number has no due entry
	// Settle takes the number's next look away when this addition changes something and every claim has come to an end that
	// needs no proof: in the same write it costs one unit, as a move of its own three or more.
	Settle bool
	// Accepted is when the push that tells this was accepted, in Unix milliseconds; 0: nobody pushed it. It is kept with the number
	// where this write is news.
	Accepted int64
}

// merge adds a to what is stored. Apart from version and expiry its result depends only on the set of everything ever added,
// not on the order: claim first or scan first gives the same number. changed is false when a brings nothing new.
func merge(old Number, a Addition, now time.Time) (next Number, changed bool, err error) {
	next = old
	facts, overflow := shipment.Merge(old.Facts, a.Facts)
	claims := shipment.MergeClaims(plainClaims(old.Claims), a.Claims)
	if len(claims) > maxClaims {
		return Number{}, false, fault.New(fault.TooLarge, "%s would have %d claims, more than %d", old.Number, len(claims), maxClaims)
	}
	facts, struck := shipment.Strike(facts, claims)
	next.Facts = facts
	next.Main = firstName(old.Main, a.Main)
	next.Aliases = slices.Compact(slices.Sorted(slices.Values(slices.Concat(old.Aliases, a.Aliases))))
	next.Proofs = mergeProofs(old.Proofs, a.Proofs, facts)
	maps.DeleteFunc(next.Proofs, func(id string, _ []byte) bool { return struck(id) })
	next.Overflow = old.Overflow || overflow || len(next.Aliases) > maxAliases || len(next.Proofs) > maxProofs
	next.Aliases = next.Aliases[:min(len(next.Aliases), maxAliases)]
	next.Proofs = newestProofs(next.Proofs, facts)

	newFacts := !slices.Equal(facts, old.Facts)
	changed = newFacts || !slices.Equal(claims, plainClaims(old.Claims)) || next.Main != old.Main || next.Overflow != old.Overflow ||
		!slices.Equal(next.Aliases, old.Aliases) || !maps.EqualFunc(next.Proofs, old.Proofs, slices.Equal)
	if !changed {
		return old, false, nil
	}
	next.Version = old.Version + 1
	next.Claims = make([]ClaimState, len(claims))
	for i, c := range claims {
		next.Claims[i].Claim = c
	}
	next.Expires = expiry(old, next, newFacts, now)
	if next.Due.Kind == "" && a.Due != nil {
		next.Due = Due{Kind: a.Due.Kind, At: wholeSecond(a.Due.At), Lease: a.Due.Lease.Truncate(time.Second)}
	}
	return next, true, nil
}

// expiry gives the end of an unclaimed number. Aliases are kept like claims, because pushes for them must find their main
// number as long as the parcel moves.
func expiry(old, next Number, newFacts bool, now time.Time) time.Time {
	switch {
	case len(next.Claims) > 0 || next.Main != "":
		return time.Time{}
	case newFacts || old.Expires.IsZero():
		return now.Add(UnclaimedLife).UTC().Truncate(time.Second)
	default:
		return old.Expires
	}
}

func plainClaims(states []ClaimState) []shipment.Claim {
	claims := make([]shipment.Claim, len(states))
	for i, s := range states {
		claims[i] = s.Claim
	}
	return claims
}

// firstName chooses between two main numbers without regard to which came first.
func firstName(a, b string) string {
	if a == "" || b == "" {
		return cmp.Or(a, b)
	}
	return min(a, b)
}

// mergeProofs adds the proofs of facts that are kept. A sealed text differs each time it is sealed, so the stored one stays.
func mergeProofs(old, added map[string][]byte, facts []shipment.Fact) map[string][]byte {
	if len(added) == 0 && len(old) == 0 {
		return old
	}
	all := maps.Clone(added)
	if all == nil {
		all = map[string][]byte{}
	}
	maps.Copy(all, old)
	kept := make(map[string][]byte, len(all))
	for _, f := range facts {
		if sealed, ok := all[f.ID]; ok {
			kept[f.ID] = sealed
		}
	}
	return kept
}

func newestProofs(proofs map[string][]byte, facts []shipment.Fact) map[string][]byte {
	if len(proofs) <= maxProofs {
		return proofs
	}
	kept := make(map[string][]byte, maxProofs)
	for _, f := range slices.Backward(facts) {
		if sealed, ok := proofs[f.ID]; ok && len(kept) < maxProofs {
			kept[f.ID] = sealed
		}
	}
	return kept
}

// look is the kind of due entry that asks a carrier.
const look = "poll"

// fold writes into each claim what its facts say, and finds the number's place in the index of open problems and whether anything
// is left to ask about.
func fold(n *Number) (open attention, settled bool) {
	settled = true
	perClaim, _ := shipment.Select(n.Facts, plainClaims(n.Claims))
	for i := range n.Claims {
		c := &n.Claims[i]
		state := shipment.Fold(perClaim[i])
		c.Status, c.Sub, c.Digest = state.Status, state.Sub, state.Digest
		c.Milestones = append(state.Milestones, shipment.Delays(state, c.Promise)...)
		if !c.Released && !c.Erased { // of those nobody looks after anything any more
			open = open.earlier(problem(c.Brand, state))
			settled = settled && state.Status.Terminal() && !state.Unconfirmed
		}
	}
	return open, settled && len(n.Claims) > 0
}

// news reports whether a write moved the milestones of a claim, which is what messages hang on. A released claim is nobody's
// news.
func news(old, next Number) bool {
	before := make(map[[2]string][]shipment.Milestone, len(old.Claims))
	for _, c := range old.Claims {
		before[[2]string{c.Order, c.Shipment}] = c.Milestones
	}
	return slices.ContainsFunc(next.Claims, func(c ClaimState) bool {
		return !c.Released && !slices.Equal(c.Milestones, before[[2]string{c.Order, c.Shipment}])
	})
}
