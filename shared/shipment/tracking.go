package shipment

import "slices"

// trackingOf says how far tracking works, from what senders said about their own knowledge.
func trackingOf(facts []Fact, st State) Tracking {
	seen := slices.ContainsFunc(st.Scans, func(s Scan) bool { return s.Status.Physical() })
	switch {
	case forbidden(facts, st):
		return NotPermitted
	case contradicted(st.Scans):
		return Conflict
	case seen:
		return Tracked
	default:
		return Announced
	}
}

// forbidden reports whether a sender refused to tell us, on or after the day of the newest scan. An older refusal has been
// overtaken: somebody did tell.
func forbidden(facts []Fact, st State) bool {
	return !st.Status.Terminal() && judged(facts, st, VerdictNotPermitted)
}

// judged reports whether a sender gave a verdict on or after the day of the newest scan.
func judged(facts []Fact, st State, verdict string) bool {
	newest := ""
	if s, ok := st.LastScan(); ok {
		newest = s.At.Date()
	}
	return slices.ContainsFunc(facts, func(f Fact) bool {
		return f.Kind == VerdictFact && f.Code == verdict && f.At.Date() >= newest
	})
}

// gone reports whether a sender stopped looking after the newest scan that we know.
func gone(facts []Fact, st State) bool {
	n := len(st.Scans)
	return n > 0 && st.Scans[n-1].Status == Expired || judged(facts, st, VerdictExpired)
}

// ending is how a source says that it ended.
type ending struct {
	source  string
	outcome string
}

// contradicted reports whether two sources say for good that the parcel ended in different ways, neither of them having told
// the other's ending. A source that reports both endings tells a story (delivered, then returned) and contradicts nobody.
func contradicted(scans []Scan) bool {
	var told []ending
	last := map[string]string{}
	var sources []string
	for _, s := range scans {
		if s.Denied {
			continue
		}
		outcome := outcomeOf(s)
		for _, source := range append([]string{s.Source}, s.Witnesses...) {
			if outcome != "" {
				told = append(told, ending{source, outcome})
			}
			if !s.Status.Physical() {
				continue
			}
			if _, ok := last[source]; !ok {
				sources = append(sources, source)
			}
			last[source] = outcome
		}
	}
	slices.Sort(sources)
	for i, a := range sources {
		for _, b := range sources[i+1:] {
			if last[a] != "" && last[b] != "" && last[a] != last[b] &&
				!slices.Contains(told, ending{a, last[b]}) && !slices.Contains(told, ending{b, last[a]}) {
				return true
			}
		}
	}
	return false
}

// outcomeOf names the end that a scan claims. A delivery on the way back is a return, whatever its source calls it.
func outcomeOf(s Scan) string {
	switch {
	case s.Status == Exception && s.Sub == "lost", s.Status == Destroyed:
		return "lost"
	case s.Status == Returned:
		return "returned"
	case s.Status == Delivered:
		return "delivered"
	default:
		return ""
	}
}
