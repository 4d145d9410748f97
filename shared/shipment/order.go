package shipment

import (
	"cmp"
	"slices"
	"sort"
)

// order sorts scans by time, oldest first. A scan without zone is placed by the offset that the parcel showed at the nearest
// wall-clock time, so that a carrier that stops writing offsets (testdata/cases/c07) does not throw the parcel's story into
// disorder; a day without clock time stands where its status makes sense within that day. Ties go by progress, then by id.
func order(scans []Scan) {
	known := make([]knownOffset, 0, len(scans))
	for _, s := range scans {
		if s.Exact {
			if off, ok := s.At.offset(); ok && !printedUTC(s.Fact) {
				known = append(known, knownOffset{wall: s.Instant + off, offset: off})
			}
		}
	}
	slices.SortFunc(known, func(a, b knownOffset) int {
		return cmp.Or(cmp.Compare(a.wall, b.wall), cmp.Compare(a.offset, b.offset))
	})
	for i := range scans {
		s := &scans[i]
		if s.Exact || s.Instant == undated {
			continue
		}
		s.Instant += withinDay(s.Fact)
		s.Instant -= nearestOffset(known, s.Instant)
	}
	slices.SortStableFunc(scans, func(a, b Scan) int {
		return cmp.Or(cmp.Compare(a.Instant, b.Instant), cmp.Compare(rank[a.Status], rank[b.Status]), cmp.Compare(a.ID, b.ID))
	})
}

// knownOffset is what the parcel's wall clock showed at some time.
type knownOffset struct{ wall, offset int64 }

// nearestOffset gives the offset known nearest to a wall-clock time, 0 when none is.
func nearestOffset(known []knownOffset, wall int64) int64 {
	if len(known) == 0 {
		return 0
	}
	i := sort.Search(len(known), func(i int) bool { return known[i].wall >= wall })
	if i == len(known) || i > 0 && wall-known[i-1].wall <= known[i].wall-wall {
		i--
	}
	return known[i].offset
}

// withinDay places a date-only scan inside its day: announcements at its start, ends at its end, the rest at noon.
func withinDay(f Fact) int64 {
	if f.At.Precision != Day && clock(f.At) != "" {
		return 0
	}
	switch {
	case f.Status.Terminal():
		return 24*3600 - 1
	case !f.Status.Physical():
		return 0
	default:
		return 12 * 3600
	}
}

// misdated is how far before its own label a delivery may be dated and still be taken for misdated: far less than the time after
// which a number is used again.
const misdated = 30 * 24 * 3600 // seconds

// story gives the scans in the order in which they must have happened. That is their order in time, but for one thing: nothing
// is delivered before it is announced. Where the very first scan is a delivery whose own source announces and moves the parcel
// only later, and never ends it again, the source has dated it wrongly, and it comes last.
func story(scans []Scan) []int {
	order := make([]int, len(scans))
	for i := range order {
		order[i] = i
	}
	if len(scans) == 0 || scans[0].Status != Delivered || !scans[0].At.Dated() {
		return order
	}
	first, announced, moved := scans[0], false, false
	for _, s := range scans[1:] {
		switch {
		case s.Source != first.Source:
		case s.Status.Terminal():
			return order
		case !announced:
			if s.Status.Physical() || s.Instant-first.Instant > misdated {
				return order
			}
			announced = s.Status == InfoReceived || s.Status == Pending
		default:
			moved = moved || s.Status.Physical()
		}
	}
	if announced && moved {
		return append(order[1:], 0)
	}
	return order
}
