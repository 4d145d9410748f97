package shipment

import (
	"cmp"
	"slices"
	"time"
)

// Delays gives the milestones of later estimates: Status in_transit, Sub "delayed", without a scan. Fold cannot give them, because
// what counts as late depends on the promise of a claim (Claim.Promise; empty: none), and one number may have several claims. Like
// Fold it is a function of the set of facts.
//
// A shopper wants to hear of a slip once for each new date, and not of every wobble. So an estimate counts when its last day is later
// than the promise, or where nothing was promised than what was expected first, and later than every day that was told before it. A
// window that goes back and forth gives nothing new. What the carrier itself expects counts; aggregators are heard where it says
// nothing, each compared with its own words.
//
// Occurrence is the day itself, counted from 1970: one date is one occurrence, whatever else becomes known, and a later date is the
// higher one. Day gives it back. Carriers date an estimate by the newest scan at best, so of several that were told at one time
// nobody knows which came first: only the latest of them counts, and none of the first ones.
func Delays(st State, promise string) []Milestone {
	promised, isPromised := dayNumber(promise)
	var out []Milestone
	for _, voice := range voices(st.Estimates) {
		known, isKnown := promised, isPromised
		for i := 0; i < len(voice); {
			last, next := latest(voice, i)
			if isKnown && last.day > known && st.open(last.Told) {
				out = append(out, st.delay(last))
			}
			if !isKnown || last.day > known {
				known, isKnown = last.day, true
			}
			i = next
		}
	}
	slices.SortFunc(out, func(a, b Milestone) int {
		return cmp.Or(cmp.Compare(a.Journey, b.Journey), cmp.Compare(a.Occurrence, b.Occurrence), cmp.Compare(a.At.nominal(), b.At.nominal()))
	})
	return slices.CompactFunc(out, func(a, b Milestone) bool { return a.Journey == b.Journey && a.Occurrence == b.Occurrence })
}

// Day gives the last day of the estimate that a milestone of Delays is about, "2006-01-02"; empty for every other milestone.
func (m Milestone) Day() string {
	if m.Scan != "" || m.Status != InTransit || m.Sub != "delayed" {
		return ""
	}
	return time.Unix(int64(m.Occurrence)*86400, 0).UTC().Format(time.DateOnly)
}

// expectation is an estimate with its last day.
type expectation struct {
	Estimate
	day int64
}

// voices gives the estimates that count, by who told them, each by when it was told first.
func voices(all []Estimate) [][]expectation {
	own := slices.ContainsFunc(all, func(e Estimate) bool { return e.Own })
	var out [][]expectation
	for _, e := range all {
		day, ok := dayNumber(cmp.Or(e.Window.Latest, e.Window.Earliest))
		if !ok || day < 1 || own && !e.Own {
			continue
		}
		at := slices.IndexFunc(out, func(v []expectation) bool { return v[0].Source == e.Source })
		if at < 0 {
			at, out = len(out), append(out, nil)
		}
		out[at] = append(out[at], expectation{e, day})
	}
	for _, v := range out {
		slices.SortStableFunc(v, func(a, b expectation) int {
			return cmp.Or(cmp.Compare(a.Told.nominal(), b.Told.nominal()), cmp.Compare(a.day, b.day))
		})
	}
	return out
}

// latest gives the latest day of the estimates that were told at the same time as the i-th, and where the next ones begin.
func latest(voice []expectation, i int) (last expectation, next int) {
	at := voice[i].Told.nominal()
	for next = i; next < len(voice) && voice[next].Told.nominal() == at; next++ {
		last = voice[next]
	}
	return last, next
}

// open reports whether the parcel was still on its way out at a moment: senders replace the estimate by the day of the delivery.
func (st State) open(at Moment) bool {
	journey, direction := st.journeyAt(at)
	return direction == Outbound && !slices.ContainsFunc(st.Milestones, func(m Milestone) bool {
		return m.Journey == journey && m.Status.Terminal() && !m.Retracted && m.At.nominal() <= at.nominal()
	})
}

// journeyAt gives the journey of the newest scan at a moment.
func (st State) journeyAt(at Moment) (int, Direction) {
	journey := 0
	for _, s := range st.Scans {
		if !s.Denied && s.At.nominal() <= at.nominal() {
			journey = s.Journey
		}
	}
	if journey >= len(st.Journeys) {
		return 0, Outbound
	}
	return journey, st.Journeys[journey].Direction
}

func (st State) delay(e expectation) Milestone {
	journey, direction := st.journeyAt(e.Told)
	return Milestone{Journey: journey, Direction: direction, Status: InTransit, Sub: "delayed", Occurrence: int(e.day), At: e.Told}
}
