package shipment

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Fold gives the state that a set of facts describes. It is a pure function of the set: order, duplication and batches of the
// facts do not matter, and it sees neither the clock nor the time of arrival. The rules stand beside the code that applies
// them: which facts are one scan (scansOf), how scans are ordered (order), what a scan does to a piece (piece.take), how
// pieces make a shipment (whole).
func Fold(facts []Fact) State {
	facts, _ = Merge(facts)
	scanFacts := make([]Fact, 0, len(facts))
	for _, f := range facts {
		if f.Kind == ScanFact {
			scanFacts = append(scanFacts, f)
		}
	}
	st := State{Digest: digest(facts), Status: Pending, Sub: "awaiting_carrier_data", Scans: scansOf(scanFacts)}
	deny(facts, st.Scans)
	w := newWhole(facts, st.Scans)
	for _, i := range story(st.Scans) {
		w.take(&st.Scans[i])
	}
	w.describe(&st)
	st.Estimates = estimatesOf(facts)
	st.Unmapped = unmapped(st.Scans)
	st.Gone = gone(facts, st)
	st.Tracking = trackingOf(facts, st)
	return st
}

// digest names a set of facts: equal sets, equal digests. It covers how our tables read the facts as well, since that changes
// the state.
func digest(facts []Fact) string {
	h := sha256.New()
	buf := make([]byte, 0, 64)
	for _, f := range facts {
		buf = append(buf[:0], f.ID...)
		buf = append(append(buf, 0), f.Status...)
		buf = append(append(buf, 0), f.Sub...)
		buf = append(append(buf, 0), f.At.Offset...)
		buf = append(append(buf, 0), f.Assurance...)
		h.Write(append(buf, '\n')) //nolint:errcheck // a hash never fails
	}
	return hex.EncodeToString(h.Sum(make([]byte, 0, sha256.Size)))[:32]
}

// unmapped lists the codes that no table knows, so that they can be counted and mended.
func unmapped(scans []Scan) []string {
	var out []string
	for _, s := range scans {
		if s.Status == Unknown && s.Sub == "unmapped_code" {
			out = append(out, s.Source+" "+s.Code)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// estimatesOf gathers what senders expected, ordered by when each window was last told: the last one is in force. An estimate
// that is delivered late or again does not come back, since it is dated by its payload.
func estimatesOf(facts []Fact) []Estimate {
	var out []Estimate
	for _, f := range facts {
		if f.Kind != EstimateFact {
			continue
		}
		i := slices.IndexFunc(out, func(e Estimate) bool { return e.Source == f.Source && e.Window == f.Window })
		if i < 0 {
			out = append(out, Estimate{Window: f.Window, Source: f.Source, Told: f.At, Last: f.At, Own: f.own()})
			continue
		}
		out[i].Last, out[i].Own = f.At, f.own() // facts come oldest first: the last telling decides
	}
	slices.SortStableFunc(out, func(a, b Estimate) int {
		return cmp.Or(
			cmp.Compare(a.Last.nominal(), b.Last.nominal()),
			cmp.Compare(b2i(a.Own), b2i(b.Own)),
			cmp.Compare(a.Window.Latest, b.Window.Latest), cmp.Compare(a.Window.Earliest, b.Window.Earliest), cmp.Compare(a.Source, b.Source),
		)
	})
	return out
}

// Estimate gives the window in force: the one that was told last; the carrier's own where two were told at once.
func (st State) Estimate() (Estimate, bool) {
	if len(st.Estimates) == 0 {
		return Estimate{}, false
	}
	return st.Estimates[len(st.Estimates)-1], true
}

// FirstEstimate gives the window that was told first.
func (st State) FirstEstimate() (Estimate, bool) {
	if len(st.Estimates) == 0 {
		return Estimate{}, false
	}
	return slices.MinFunc(st.Estimates, func(a, b Estimate) int {
		return cmp.Or(cmp.Compare(a.Told.nominal(), b.Told.nominal()), cmp.Compare(a.Window.Latest, b.Window.Latest), cmp.Compare(a.Source, b.Source))
	}), true
}

// LastScan gives the newest scan that says where the parcel stands; that a sender stopped looking says nothing of the kind.
func (st State) LastScan() (Scan, bool) {
	for _, s := range slices.Backward(st.Scans) {
		if s.Status != "" && s.Status != Expired && !s.Denied {
			return s, true
		}
	}
	return Scan{}, false
}
