package shipment

import (
	"cmp"
	"slices"
	"strconv"
)

// join makes one slot of what several sources told of one happening. A happening is known by a key: its piece, the class of
// its status and the minute of its instant, or of its wall clock where the zone is unknown. The k-th fact of a source under a
// key pairs with the k-th of another, so several scans of one source in one minute stay several. Four passes, each by key:
//
//  1. facts with an instant, by instant;
//  2. facts without a zone, by wall clock, beside a slot of pass 1 that shows the same wall clock, else among themselves;
//  3. facts that print a clock time as UTC, by that clock: aggregators write "Z" after local times as well
//     (../carrier/easypost/README.md), so the printed clock is a key of its own;
//  4. an aggregator's fact of a vaguer class beside the carrier's own scan of the same minute.
func join(slots []slot) []slot {
	var exact, local []slot
	for _, s := range slots {
		if s.tellings[0].At.Exact() {
			exact = append(exact, s)
			continue
		}
		local = append(local, s)
	}
	joined := byKey(exact, func(f Fact) string {
		unix, _ := f.At.Unix()
		return classKey(f) + strconv.FormatInt(floorDiv(unix, 60), 10)
	})
	joined = attach(joined, byKey(local, func(f Fact) string { return classKey(f) + clock(f.At) }), func(own, other Fact) bool {
		return class(own.Status) == class(other.Status) && clock(own.At) != "" && clock(own.At) == clock(other.At)
	})
	joined = gather(joined, func(own, other Fact) bool {
		return printedUTC(own) && !printedUTC(other) && class(own.Status) == class(other.Status) && clock(own.At) == clock(other.At)
	})
	return gather(joined, func(own, other Fact) bool {
		return !own.own() && other.own() && vaguer(own.Status, other.Status) && sameMinute(own.At, other.At)
	})
}

// byKey merges slots of equal keys: the k-th of each source with the k-th of the others.
func byKey(slots []slot, key func(Fact) string) []slot {
	type nth struct {
		source, key string
	}
	counts := make(map[nth]int, len(slots))
	at := make(map[string]int, len(slots))
	out := slots[:0:0]
	for _, s := range slots {
		first := s.tellings[0]
		k := key(first)
		n := nth{first.Source, k}
		counts[n]++
		k += "|" + strconv.Itoa(counts[n])
		i, ok := at[k]
		if !ok || clock(first.At) == "" {
			at[k] = len(out)
			out = append(out, s)
			continue
		}
		out[i].absorb(s)
	}
	return out
}

// attach adds each slot of extra to the first slot of base that matches it and lacks its sources, or to the end.
func attach(base, extra []slot, matches func(own, other Fact) bool) []slot {
	out := slices.Clone(base)
	for _, s := range extra {
		if best := s.place(out, matches); best >= 0 {
			out[best].absorb(s)
			continue
		}
		out = append(out, s)
	}
	return out
}

// gather lets slots in which no carrier speaks for itself join others that match them. A slot moves with all that has joined
// it, and what has moved is no place to join any more.
func gather(slots []slot, matches func(own, other Fact) bool) []slot {
	out := slices.Clone(slots)
	for i := range out {
		s := out[i]
		if slices.ContainsFunc(s.tellings, Fact.own) {
			continue
		}
		out[i] = slot{}
		best := s.place(out, matches)
		if best < 0 {
			out[i] = s
			continue
		}
		out[best].absorb(s)
	}
	return slices.DeleteFunc(out, func(s slot) bool { return len(s.tellings) == 0 })
}

// place finds the earliest of slots that s may join, -1 when there is none.
func (s slot) place(slots []slot, matches func(own, other Fact) bool) int {
	best := -1
	for i := range slots {
		if s.fits(slots[i], matches) && (best < 0 || earlier(slots[i], slots[best])) {
			best = i
		}
	}
	return best
}

// fits reports whether all tellings of s may join t: none of their sources is there yet, and some pair of them matches.
func (s slot) fits(t slot, matches func(own, other Fact) bool) bool {
	found := false
	for _, a := range s.tellings {
		for _, b := range t.tellings {
			if a.Source == b.Source || a.Piece != b.Piece {
				return false
			}
			found = found || matches(a, b)
		}
	}
	return found
}

// earlier orders slots by their oldest telling, so that a choice among them does not depend on where they stand.
func earlier(a, b slot) bool {
	return cmp.Or(cmp.Compare(a.tellings[0].At.nominal(), b.tellings[0].At.nominal()), cmp.Compare(a.tellings[0].ID, b.tellings[0].ID)) < 0
}

func (s *slot) absorb(t slot) {
	s.tellings = append(slices.Clone(s.tellings), t.tellings...)
	s.replaced = append(slices.Clone(s.replaced), t.replaced...)
	s.assured = better(s.assured, t.assured)
}

func classKey(f Fact) string { return f.Piece + "|" + class(f.Status) + "|" }

// clock gives the wall-clock minute, "2006-01-02T15:04", or nothing when there is no clock time.
func clock(m Moment) string {
	if !m.Dated() || m.Precision == Day || len(m.Local) < 16 {
		return ""
	}
	return m.Local[:16]
}

func sameMinute(a, b Moment) bool {
	x, okX := a.Unix()
	y, okY := b.Unix()
	if okX && okY {
		return floorDiv(x, 60) == floorDiv(y, 60)
	}
	return clock(a) != "" && clock(a) == clock(b)
}

// printedUTC reports whether the payload wrote the time as UTC, which for some senders means no more than "we print a Z".
func printedUTC(f Fact) bool {
	return f.At.Offset == "+00:00" && f.At.Zone == ZonePayload && !f.own()
}

// class gathers the statuses that different sources use for the same happening: EasyPost knows no "accepted".
func class(s Status) string {
	switch s {
	case Pending, InfoReceived:
		return "announced"
	case Accepted, InTransit:
		return "moving"
	case Delivered, Returned:
		return "arrived"
	default:
		return string(s)
	}
}

// vaguer reports whether an aggregator's status may be its word for the carrier's status of the same minute.
func vaguer(aggregator, carrier Status) bool {
	switch aggregator {
	case Unknown, "", Pending, InfoReceived, Accepted, InTransit, Exception, Returning:
		return carrier != aggregator
	default:
		return carrier == Unknown || carrier == ""
	}
}
