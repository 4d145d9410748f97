package shipment

import (
	"cmp"
	"slices"
	"strings"
)

// scansOf groups scan facts into scans: what several roads told of one happening is one scan. Grouping is by key, never by
// nearness in time, so it is a function of the set of facts. The facts must be in canonical order.
func scansOf(facts []Fact) []Scan {
	slots := supersede(facts)
	if severalSources(slots) {
		slots = join(slots)
	}
	scans := make([]Scan, len(slots))
	for i, s := range slots {
		scans[i] = s.scan()
	}
	order(scans)
	return scans
}

// slot gathers the facts of one happening: at most one telling per source, the best first, and the texts that those replaced.
type slot struct {
	tellings []Fact
	replaced []string
	assured  Assurance
}

func severalSources(slots []slot) bool {
	return slices.ContainsFunc(slots, func(s slot) bool { return s.tellings[0].Source != slots[0].tellings[0].Source })
}

// supersede lets a corrected text replace the scan it corrects, and lets the push and the poll of one source be one scan: two
// facts of one source with the same code, piece and clock time are one happening, since a parcel cannot be scanned twice by
// one code in one second. A generic code says too little for that; there the place must agree as well.
func supersede(facts []Fact) []slot {
	slots := make([]slot, 0, len(facts))
	for i := range facts {
		f := facts[i]
		at := -1
		for j := range slots { // by reference: facts are large, and nearly all pairs differ at once
			if sameScan(&slots[j].tellings[0], &facts[i]) {
				at = j
				break
			}
		}
		if at < 0 || !f.At.Dated() {
			slots = append(slots, slot{tellings: []Fact{f}, assured: f.Assurance})
			continue
		}
		s := &slots[at]
		s.assured = better(s.assured, f.Assurance)
		old := s.tellings[0]
		if fuller(f, old) {
			s.tellings[0], f = f, old
		}
		s.replaced = append(s.replaced, f.ID)
		s.tellings[0].Signed = s.tellings[0].Signed || f.Signed
		s.tellings[0].At = knownZone(s.tellings[0].At, f.At)
	}
	return slots
}

// knownZone gives the moment with the offset of its twin when only that one knows it.
func knownZone(m, twin Moment) Moment {
	if m.Offset == "" && twin.Offset != "" && m.Local == twin.Local {
		m.Offset, m.Zone = twin.Offset, twin.Zone
	}
	return m
}

func sameScan(a, b *Fact) bool {
	if a.At.Local != b.At.Local || a.Source != b.Source || a.Piece != b.Piece || a.Status != b.Status || a.Code != b.Code || a.At.Precision == Day {
		return false
	}
	if a.At.Offset != b.At.Offset && a.At.Offset != "" && b.At.Offset != "" {
		return false
	}
	if a.Code != "" && !a.Generic && !b.Generic {
		return true
	}
	return a.Sub == b.Sub && samePlace(a.Place, b.Place)
}

func samePlace(a, b Place) bool {
	return strings.EqualFold(a.City, b.City) && strings.EqualFold(a.Region, b.Region) && strings.EqualFold(a.Postal, b.Postal) && (a.City != "" || a.Postal != "")
}

// fuller orders the tellings of one happening by one source. Which of them is newer is not in the facts, so the one that says
// more stands for the scan: a place before none, then the longer text.
func fuller(a, b Fact) bool {
	return cmp.Or(
		cmp.Compare(placeFields(a.Place), placeFields(b.Place)),
		cmp.Compare(len(a.Text), len(b.Text)),
		cmp.Compare(assuranceRank(a.Assurance), assuranceRank(b.Assurance)),
		cmp.Compare(a.ID, b.ID),
	) > 0
}

func placeFields(p Place) int {
	n := 0
	for _, s := range [...]string{p.Text, p.City, p.Region, p.Postal, p.Country} {
		n += b2i(s != "")
	}
	return n
}

// scan turns a slot into the scan that people see: the best source's words, the others as witnesses.
func (s slot) scan() Scan {
	tellings := s.tellings
	slices.SortFunc(tellings, compareTellings)
	sc := Scan{Fact: tellings[0], Variants: slices.Clone(s.replaced), Assured: s.assured}
	sc.Instant, sc.Exact = instantOf(tellings)
	for _, t := range tellings[1:] {
		sc.Witnesses = append(sc.Witnesses, t.Source)
		sc.Variants = append(sc.Variants, t.ID)
		sc.Signed = sc.Signed || t.Signed
		if sc.Status == Unknown || sc.Status == "" {
			sc.Status, sc.Sub = t.Status, t.Sub
		}
	}
	slices.Sort(sc.Witnesses)
	slices.Sort(sc.Variants)
	return sc
}

// compareTellings puts the best source first: the carrier itself before those who repeat it, then what we asked for ourselves
// before what was signed before what merely came with a secret.
func compareTellings(a, b Fact) int {
	return cmp.Or(
		cmp.Compare(b2i(b.own()), b2i(a.own())),
		cmp.Compare(assuranceRank(b.Assurance), assuranceRank(a.Assurance)),
		cmp.Compare(a.Source, b.Source),
		cmp.Compare(a.ID, b.ID),
	)
}

// own reports whether the carrier speaks for itself.
func (f Fact) own() bool { return f.Source != "" && f.Source == f.Carrier }

// instantOf takes the first true instant among the tellings, the carrier's own first; else the wall clock, to be placed by order.
func instantOf(tellings []Fact) (int64, bool) {
	for _, t := range tellings {
		if unix, ok := t.At.Unix(); ok {
			return unix, true
		}
	}
	return tellings[0].At.wall(), false
}
