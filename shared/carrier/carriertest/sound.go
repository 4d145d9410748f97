package carriertest

import (
	"reflect"
	"regexp"
	"slices"
	"testing"

	"doorstep/shared/carrier"
	"doorstep/shared/fault"
	"doorstep/shared/shipment"
)

var (
	factID    = regexp.MustCompile(`^[0-9a-f]{24}$`)
	dayForm   = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	clockForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`)
	zoneForm  = regexp.MustCompile(`^[+-]\d\d:\d\d$`)
)

// facts checks every fact of every fixture, that decoding is a pure function, and that two adapters agree.
func facts(t *testing.T, s Suite, fixtures []fixture) {
	a, b := s.New(), s.New()
	for _, c := range fixtures {
		first, err := a.Decode(c.kind, c.body)
		if err != nil {
			malformed(t, err)
			continue
		}
		sound(t, a, first)
		for _, other := range []carrier.Adapter{a, b} {
			again, err := other.Decode(c.kind, c.body)
			if err != nil || !reflect.DeepEqual(first, again) {
				t.Errorf("%s: decoding twice gives two things (%v)", c.name, err)
			}
		}
	}
}

// malformed checks that a body which cannot be read says so, and nothing worse.
func malformed(t testing.TB, err error) {
	t.Helper()
	if fault.KindOf(err) != fault.Malformed {
		t.Errorf("a body that cannot be read must give fault.Malformed, got %v: %v", fault.KindOf(err), err)
	}
}

// sound checks what the rest of the system relies on.
func sound(t testing.TB, a carrier.Adapter, u carrier.Update) {
	t.Helper()
	if u.Source != a.Source() {
		t.Errorf("update of source %q from adapter %q", u.Source, a.Source())
	}
	seen := map[[2]string]bool{}
	for _, p := range u.Parcels {
		if key := [2]string{p.Number, p.Carrier}; p.Number != "" && seen[key] {
			t.Errorf("number %q is told twice", p.Number)
		} else {
			seen[key] = true
		}
		if p.Number != shipment.NormalizeNumber(p.Number) {
			t.Errorf("number %q is not normalised", p.Number)
		}
		for _, f := range p.Facts {
			soundFact(t, a, f)
		}
	}
	for _, p := range u.Problems {
		if !slices.Contains([]string{carrier.NotFound, carrier.Unauthorized, carrier.RateLimited, carrier.Invalid, carrier.Upstream}, p.Kind) {
			t.Errorf("problem of kind %q: %+v", p.Kind, p)
		}
	}
}

func soundFact(t testing.TB, a carrier.Adapter, f shipment.Fact) {
	t.Helper()
	if !factID.MatchString(f.ID) {
		t.Errorf("fact without id: %+v", f)
	}
	if f.Source != a.Source() || f.Assurance != "" {
		t.Errorf("fact of source %q, assurance %q", f.Source, f.Assurance)
	}
	soundMoment(t, f.At)
	switch f.Kind {
	case shipment.ScanFact:
		if f.Status != "" && !f.Status.Valid() {
			t.Errorf("status %q", f.Status)
		}
		if f.Sub != "" && !slices.Contains(shipment.SubStatuses[f.Status], f.Sub) {
			t.Errorf("%q is no sub-status of %q", f.Sub, f.Status)
		}
	case shipment.EstimateFact:
		form := clockForm
		if f.Window.Precision == shipment.Day {
			form = dayForm
		}
		if !form.MatchString(f.Window.Earliest) || !form.MatchString(f.Window.Latest) || f.Window.Earliest > f.Window.Latest {
			t.Errorf("window %+v", f.Window)
		}
	case shipment.VerdictFact:
		if !slices.Contains([]string{shipment.VerdictNotFound, shipment.VerdictNotPermitted, shipment.VerdictExpired}, f.Code) {
			t.Errorf("verdict %q", f.Code)
		}
	case shipment.PiecesFact:
		if f.Count < 1 {
			t.Errorf("%d pieces", f.Count)
		}
	default:
		t.Errorf("fact of kind %q", f.Kind)
	}
}

// soundMoment: a wall time with its offset and where that comes from, or an explicit "unknown".
func soundMoment(t testing.TB, m shipment.Moment) {
	t.Helper()
	switch {
	case m.Local == "":
		if m.Offset != "" || m.Precision != "" {
			t.Errorf("a moment without time: %+v", m)
		}
		return
	case m.Precision == shipment.Day:
		if !dayForm.MatchString(m.Local) || m.Offset != "" {
			t.Errorf("a day: %+v", m)
		}
	case m.Precision == shipment.Second || m.Precision == shipment.Minute:
		if !clockForm.MatchString(m.Local) {
			t.Errorf("a clock: %+v", m)
		}
	default:
		t.Errorf("a precision: %+v", m)
	}
	if m.Offset == "" && m.Zone != shipment.NoZone {
		t.Errorf("no offset, and yet a source for it: %+v", m)
	}
	if m.Offset != "" && (!zoneForm.MatchString(m.Offset) || m.Zone == shipment.NoZone || m.Zone == "") {
		t.Errorf("an offset without source: %+v", m)
	}
}

// ids gives the ids of the scans, sorted, each once.
func ids(u carrier.Update) []string {
	var out []string
	for _, p := range u.Parcels {
		for _, f := range p.Facts {
			if f.Kind == shipment.ScanFact {
				out = append(out, f.ID)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
