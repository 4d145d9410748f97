package shipment

import "slices"

// Somebody who has learned the shared secret of a source that signs nothing can tell us of a delivery that never was. Such an end
// is believed until the carrier itself, asked by us, tells a history that has not ended (VerdictOpen); then it is denied: it stays
// among the scans, what it reached is a milestone that was taken back, and the parcel stands where it stood.

// doubtful is how far before a poll an end without a known zone must lie to be denied by it: its clock may be that of any place.
const doubtful = 14 * 3600 // seconds

// deny marks the ends that a poll has denied: of the same source, or of the carrier that the scan is about. An end told after the
// poll, or confirmed by any better telling, stands.
func deny(facts []Fact, scans []Scan) {
	for _, f := range facts {
		asked, dated := f.At.Unix()
		if f.Kind != VerdictFact || f.Code != VerdictOpen || f.Assurance != Polled || !dated {
			continue
		}
		for i := range scans {
			s := &scans[i]
			if s.Status.Terminal() && s.Assured == BySecret && s.told(f.Source) && s.Instant != undated && s.Instant+s.doubt() <= asked {
				s.Denied = true
			}
		}
	}
}

// told reports whether a source speaks with authority about a scan.
func (s *Scan) told(source string) bool {
	return source == s.Source || source == s.Carrier || slices.Contains(s.Witnesses, source)
}

func (s *Scan) doubt() int64 {
	if s.Exact {
		return 0
	}
	return doubtful
}

// takeDenied notes what a denied scan had reached as taken back, so that whoever has acted on it can reverse that. Nothing else
// sees the scan.
func (w *whole) takeDenied(s *Scan) {
	twin := *w
	twin.pieces, twin.journeys, twin.milestones = slices.Clone(w.pieces), slices.Clone(w.journeys), slices.Clone(w.milestones)
	twin.entries = slices.Clone(w.entries)
	believed := *s
	believed.Denied = false
	twin.take(&believed)
	s.Journey = believed.Journey
	for _, m := range twin.milestones[len(w.milestones):] {
		m.Retracted = true
		w.milestones = append(w.milestones, m)
		for len(w.journeys) <= m.Journey {
			w.journeys = append(w.journeys, Journey{Direction: [2]Direction{Outbound, Return}[len(w.journeys)%2]})
		}
	}
}
