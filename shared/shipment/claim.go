package shipment

import (
	"cmp"
	"math"
	"slices"
)

// Claim says "this number, from Epoch on, is shipment Shipment of order Order". Two orders in one box are two claims; a
// number that a carrier reuses is two claims with different epochs.
type Claim struct {
	Order    string // order id
	Shipment string // shipment id, unique within the order
	Brand    string
	Carrier  string // Doorstep code given by the merchant or proposed by detection, or empty
	Epoch    string // local date "2006-01-02": shipped, else placed; empty: unknown, then nothing older is cut off
	Revision int64  // of the order that wrote the claim; the higher one wins for the same order and shipment
	Promise  string // last day of the delivery that the merchant promises now, "2006-01-02"; empty: none
	Released bool   // the merchant took the claim back; it keeps its place so that a late duplicate does not revive it
	Erased   bool   // the order was erased: see Strike. Nothing takes that back
}

// MergeClaims gives the union of sets of claims in a fixed order: one per order and shipment, the highest revision of each, erased when
// any of them is. Like Merge it does not depend on order, duplication or batches.
func MergeClaims(sets ...[]Claim) []Claim {
	var all []Claim
	for _, set := range sets {
		all = append(all, set...)
	}
	slices.SortFunc(all, func(a, b Claim) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Shipment, b.Shipment), cmp.Compare(b.Revision, a.Revision),
			cmp.Compare(b.Promise, a.Promise), cmp.Compare(b.Epoch, a.Epoch), cmp.Compare(b.Carrier, a.Carrier), cmp.Compare(b.Brand, a.Brand), cmp.Compare(b2i(b.Released), b2i(a.Released)))
	})
	same := func(a, b Claim) bool { return a.Order == b.Order && a.Shipment == b.Shipment }
	for i := len(all) - 1; i > 0; i-- { // backwards, so that it reaches the first of each
		all[i-1].Erased = all[i-1].Erased || all[i].Erased && same(all[i-1], all[i])
	}
	return slices.CompactFunc(all, same)
}

const (
	// claimLead is how long before the epoch of a claim a scan may lie and still belong to it: labels are printed and parcels
	// handed over before the shop marks the order as shipped.
	claimLead = 2
	// lifeGap separates two lives of one number when no scan says that the first one ended. EasyPost treats a number as new
	// after three months (https://www.easypost.com/how-do-you-bill-for-your-trackers); the shortest reuse known, of USPS, is
	// about 120 days.
	lifeGap = 60
)

// Select gives each claim the facts that are about its parcel: those from two days before its epoch until the next life of
// the number begins. A carrier uses a number again after months, so claims whose epochs lie far apart, or with an ended
// journey between them, are different parcels; claims whose epochs lie close together share one box and all of its facts. A
// claim without epoch is cut off from nothing. Foreign are the facts that no claim may show: the life that a recycled number
// had before. A fact without date belongs to a parcel only where the number has had one life.
//
// A released claim keeps its place in time and gets no facts. The facts must be a set that Merge gave.
func Select(facts []Fact, claims []Claim) (perClaim [][]Fact, foreign []Fact) {
	perClaim = make([][]Fact, len(claims))
	lives := livesOf(facts, claims)
	shown := make([]bool, len(facts))
	for i, c := range claims {
		if c.Released {
			continue
		}
		own := lives.window(c.Epoch)
		for j, f := range facts {
			if own.holds(f) {
				perClaim[i] = append(perClaim[i], f)
				shown[j] = true
			}
		}
	}
	for j, f := range facts {
		if !shown[j] {
			foreign = append(foreign, f)
		}
	}
	return perClaim, foreign
}

// lives are the first days of the lives of a number, ascending.
type lives []int64

// livesOf finds where the lives of a number begin.
func livesOf(facts []Fact, claims []Claim) lives {
	var epochs []int64
	for _, c := range claims {
		if day, ok := dayNumber(c.Epoch); ok {
			epochs = append(epochs, day)
		}
	}
	slices.Sort(epochs)
	var starts lives
	for i, day := range epochs {
		if i == 0 {
			starts = append(starts, day)
			continue
		}
		previous := epochs[i-1]
		if day-previous > lifeGap || endedBetween(facts, previous-claimLead, day-claimLead) {
			starts = append(starts, day)
		}
	}
	return starts
}

// endedBetween reports whether a scan of the days [from, before) says that a parcel arrived somewhere for good.
func endedBetween(facts []Fact, from, before int64) bool {
	return slices.ContainsFunc(facts, func(f Fact) bool {
		day, ok := dayNumber(f.At.Date())
		return ok && day >= from && day < before && f.Kind == ScanFact && f.Status.Terminal()
	})
}

// window is the span of days [from, before) of one life; only says that the number has no other.
type window struct {
	from, before int64
	only         bool
}

func (l lives) window(epoch string) window {
	day, ok := dayNumber(epoch)
	if !ok {
		return window{from: math.MinInt64, before: math.MaxInt64, only: len(l) <= 1}
	}
	w := window{from: math.MinInt64, before: math.MaxInt64, only: len(l) == 1}
	for _, start := range l {
		if start <= day {
			w.from = start - claimLead
			continue
		}
		w.before = start - claimLead
		break
	}
	return w
}

func (w window) holds(f Fact) bool {
	day, ok := dayNumber(f.At.Date())
	if !ok {
		return w.only
	}
	return day >= w.from && day < w.before
}
