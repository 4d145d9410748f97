package shipment

import (
	"cmp"
	"slices"
	"sort"
)

// order sorts scans by time, oldest first. A scan without zone is placed by the offset that the parcel showed at the nearest
// wall-clock time, so that a carrier that stops writing offsets (features.md C7) does not throw the parcel's story into
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
