package watch

import (
	"slices"
	"time"
)

// Suspicion is what somebody who knows the number alone, and neither order nor service, can say.
type Suspicion struct {
	Kinds []string  // what may be wrong by now and was not asked about since the look before
	Next  time.Time // when the next look is worth it; zero: never
}

// Suspect judges a parcel by the thresholds of all classes, because its service is not known. gap is about how long ago the look
// before was. A kind is named in the first look after each of its deadlines, and once a day from then on: whoever is asked may know
// of a patience that is longer, or of a disruption.
func (r Rules) Suspect(p Parcel, gap time.Duration, now time.Time) Suspicion {
	var s Suspicion
	for _, class := range classes() {
		for _, f := range r.parcel(p, class, now) {
			if f.Due.After(now) {
				if s.Next.IsZero() || f.Due.Before(s.Next) {
					s.Next = f.Due
				}
				continue
			}
			if late := now.Sub(f.Due); late <= history && late%(24*time.Hour) < gap && !slices.Contains(s.Kinds, f.Kind) {
				s.Kinds = append(s.Kinds, f.Kind)
			}
		}
	}
	return s
}

// Again is how often somebody looks at what no carrier is asked about, and at what was found, whether it is over.
const Again = 12 * time.Hour

// FirstOrder is when an order without shipments is looked at first; false: never, because it would be history.
func FirstOrder(placed, now time.Time) (time.Time, bool) {
	if placed.IsZero() || now.Sub(placed) > history {
		return time.Time{}, false
	}
	first := placed.Add(unshipped)
	if soon := now.Add(time.Hour); first.Before(soon) {
		first = soon
	}
	return first, true
}

// unshipped is the least patience with an order that limits.csv knows; TestFirstOrder holds it.
const unshipped = 3 * 24 * time.Hour
