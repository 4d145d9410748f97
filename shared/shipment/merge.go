package shipment

import (
	"cmp"
	"slices"
)

// MaxFacts is how many facts of one number are kept. More than any parcel's honest life needs; it bounds the item against a
// sender that never stops. The oldest and the newest are kept, since they decide promise and status.
const MaxFacts = 400

// Merge gives the union of sets of facts in canonical order: each fact once, oldest first. Overflow says that facts were
// left out. Merge is commutative, associative and idempotent, so a number's facts do not depend on the order, the
// duplication or the batches in which they came; the tests hold it to that.
//
// Two things keep the set small without losing what a fold can see. Facts of one id differ at most in how our tables read
// them, and the better reading wins. A sender that repeats an estimate or a verdict in every message leaves two facts of it,
// the first and the last telling.
func Merge(sets ...[]Fact) (merged []Fact, overflow bool) {
	n := 0
	for _, set := range sets {
		n += len(set)
	}
	all := make([]Fact, 0, n)
	for _, set := range sets {
		all = append(all, set...)
	}
	slices.SortFunc(all, compareFacts)
	all = uniqueFacts(all)
	all = keepEnds(all)
	if len(all) <= MaxFacts {
		return all, false
	}
	kept := append(all[:MaxFacts/2:MaxFacts/2], all[len(all)-MaxFacts/2:]...)
	return kept, true
}

// compareFacts orders facts by nominal time, then by id. Facts of one id stand side by side, the best reading first.
func compareFacts(a, b Fact) int {
	if c := cmp.Compare(a.At.nominal(), b.At.nominal()); c != 0 {
		return c
	}
	if c := cmp.Compare(a.ID, b.ID); c != 0 {
		return c
	}
	return compareReadings(a, b)
}

// compareReadings orders different readings of one raw fact: one that knows the code comes first, one that knows the zone
// comes first; beyond that any fixed order will do.
func compareReadings(a, b Fact) int {
	if c := cmp.Compare(b2i(a.Status == Unknown), b2i(b.Status == Unknown)); c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(b.At.Offset, a.At.Offset), cmp.Compare(b.At.Zone, a.At.Zone), cmp.Compare(b.At.Precision, a.At.Precision),
		cmp.Compare(b.Status, a.Status), cmp.Compare(b.Sub, a.Sub), cmp.Compare(b.Carrier, a.Carrier), cmp.Compare(b.Text, a.Text),
		comparePlaces(b.Place, a.Place), cmp.Compare(b.Code, a.Code), cmp.Compare(b.At.Local, a.At.Local),
		cmp.Compare(b.Source, a.Source), cmp.Compare(b.Piece, a.Piece), cmp.Compare(b.Kind, a.Kind),
		cmp.Compare(b.Window.Earliest, a.Window.Earliest), cmp.Compare(b.Window.Latest, a.Window.Latest),
		cmp.Compare(b.Window.Precision, a.Window.Precision), cmp.Compare(b.Count, a.Count),
		cmp.Compare(b2i(b.Signed), b2i(a.Signed)), cmp.Compare(b2i(b.Generic), b2i(a.Generic)),
	)
}

func comparePlaces(a, b Place) int {
	return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.City, b.City), cmp.Compare(a.Region, b.Region),
		cmp.Compare(a.Postal, b.Postal), cmp.Compare(a.Country, b.Country))
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// uniqueFacts keeps the best reading of each id and the best assurance with which it came. Readings of one id that differ in
// their time do not stand side by side, so ids are looked up, not compared with the neighbour.
func uniqueFacts(sorted []Fact) []Fact {
	out := sorted[:0]
	seen := newIndex(len(sorted))
	moved := false
	for _, f := range sorted {
		at, ok := seen.find(out, f.ID)
		if !ok {
			seen.add(f.ID, len(out))
			out = append(out, f)
			continue
		}
		best := f
		if compareReadings(out[at], f) <= 0 {
			best = out[at]
		}
		if assuranceRank(f.Assurance) > assuranceRank(best.Assurance) {
			best.Assurance = f.Assurance
		}
		if assuranceRank(out[at].Assurance) > assuranceRank(best.Assurance) {
			best.Assurance = out[at].Assurance
		}
		moved = moved || best.At != out[at].At
		out[at] = best
	}
	clear(sorted[len(out):])
	if moved {
		slices.SortFunc(out, compareFacts)
	}
	return out
}

// index finds facts by id: by a look at each for the few of an ordinary parcel, by a map for more.
type index map[string]int

// few is up to how many facts a look at each is quicker than a map.
const few = 32

func newIndex(n int) index {
	if n <= few {
		return nil
	}
	return make(index, n)
}

func (x index) add(id string, at int) {
	if x != nil {
		x[id] = at
	}
}

func (x index) find(facts []Fact, id string) (at int, ok bool) {
	if x != nil {
		at, ok = x[id]
		return at, ok
	}
	for i := range facts {
		if facts[i].ID == id {
			return i, true
		}
	}
	return 0, false
}

func assuranceRank(a Assurance) int {
	switch a {
	case BySecret:
		return 1
	case Signed:
		return 2
	case Polled:
		return 3
	default:
		return 0
	}
}

func better(a, b Assurance) Assurance {
	if assuranceRank(b) > assuranceRank(a) {
		return b
	}
	return a
}

// repeated is what makes two estimates, verdicts or counts of one sender the same statement. It holds raw fields only: a better
// reading of one of the tellings must not change which of them are the ends.
type repeated struct {
	kind                  FactKind
	source, piece, code   string
	earliest, latest, how string
	count                 int
}

// keepEnds keeps of each repeated statement the first and the last telling; the ones between say nothing more. The facts must
// be in order.
func keepEnds(sorted []Fact) []Fact {
	if !slices.ContainsFunc(sorted, func(f Fact) bool { return f.Kind != ScanFact }) {
		return sorted
	}
	last := make(map[repeated]int, 4)
	for i, f := range sorted {
		if f.Kind != ScanFact {
			last[statement(f)] = i
		}
	}
	first := make(map[repeated]bool, len(last))
	out := sorted[:0]
	for i, f := range sorted {
		if f.Kind == ScanFact {
			out = append(out, f)
			continue
		}
		key := statement(f)
		if !first[key] || last[key] == i {
			out = append(out, f)
		}
		first[key] = true
	}
	return out
}

func statement(f Fact) repeated {
	return repeated{kind: f.Kind, source: f.Source, piece: f.Piece, code: f.Code, count: f.Count,
		earliest: f.Window.Earliest, latest: f.Window.Latest, how: string(f.Window.Precision)}
}
