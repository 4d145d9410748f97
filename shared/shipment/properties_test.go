package shipment_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/shared/shipment"
)

// The generators draw from small sets on purpose, so that sources meet in one minute, texts get corrected, offsets vanish and
// ids collide with other readings often enough to matter.
var (
	statuses = []shipment.Status{"", shipment.Unknown, shipment.Pending, shipment.InfoReceived, shipment.Accepted, shipment.InTransit,
		shipment.OutForDelivery, shipment.DeliveryAttempted, shipment.AvailableForPickup, shipment.Exception, shipment.Returning,
		shipment.Delivered, shipment.Returned, shipment.Cancelled, shipment.Expired, shipment.Destroyed}
	subs = map[shipment.Status][]string{
		shipment.Exception: {"customs_documents", "customs_duties", "held_for_payment", "damaged", "lost", "other"},
		shipment.InTransit: {"arrived", "delayed", "customs_processing"}, shipment.AvailableForPickup: {"locker", "pickup_reminder", "pickup_expiring"},
	}
	sources    = []string{"ups", "usps", "easypost", "aftership", "shippo"}
	offsets    = []string{"", "", "+00:00", "+00:00", "-06:00", "-05:00", "+02:00"}
	assurances = []shipment.Assurance{"", shipment.BySecret, shipment.Signed, shipment.Polled}
)

func moments() *rapid.Generator[shipment.Moment] {
	return rapid.Custom(func(t *rapid.T) shipment.Moment {
		day := fmt.Sprintf("2026-03-%02d", rapid.IntRange(1, 9).Draw(t, "day"))
		switch rapid.IntRange(0, 9).Draw(t, "shape") {
		case 0:
			return shipment.Moment{Zone: shipment.NoZone}
		case 1:
			return shipment.Moment{Local: day, Precision: shipment.Day, Zone: shipment.NoZone}
		}
		m := shipment.Moment{Local: fmt.Sprintf("%sT%02d:%02d:00", day, rapid.IntRange(7, 16).Draw(t, "hour"), rapid.IntRange(0, 2).Draw(t, "minute")*20),
			Offset: rapid.SampledFrom(offsets).Draw(t, "offset"), Zone: shipment.ZonePayload, Precision: shipment.Second}
		if m.Offset == "" {
			m.Zone = shipment.NoZone
		}
		return m
	})
}

func facts() *rapid.Generator[shipment.Fact] {
	return rapid.Custom(func(t *rapid.T) shipment.Fact {
		f := shipment.Fact{
			Kind: shipment.ScanFact, Source: rapid.SampledFrom(sources).Draw(t, "source"), Carrier: rapid.SampledFrom(sources[:2]).Draw(t, "carrier"),
			Assurance: rapid.SampledFrom(assurances).Draw(t, "assurance"), At: moments().Draw(t, "at"),
		}
		switch rapid.IntRange(0, 12).Draw(t, "kind") {
		case 0, 1:
			f.Kind = shipment.EstimateFact
			day := fmt.Sprintf("2026-03-%02d", rapid.IntRange(4, 8).Draw(t, "expected"))
			f.Window = shipment.Window{Earliest: day, Latest: day, Precision: shipment.Day}
		case 2:
			f.Kind, f.Code = shipment.VerdictFact, rapid.SampledFrom([]string{shipment.VerdictNotFound, shipment.VerdictNotPermitted, shipment.VerdictExpired, shipment.VerdictOpen}).Draw(t, "verdict")
		case 3:
			f.Kind, f.Count = shipment.PiecesFact, rapid.IntRange(1, 3).Draw(t, "count")
		default:
			f.Status = rapid.SampledFrom(statuses).Draw(t, "status")
			f.Sub = rapid.SampledFrom(append(subs[f.Status], "")).Draw(t, "sub")
			f.Piece = rapid.SampledFrom([]string{"", "", "", "P1", "P2"}).Draw(t, "piece")
			f.Code = rapid.SampledFrom([]string{"", "AR", "DP"}).Draw(t, "code")
			f.Generic = rapid.Bool().Draw(t, "generic")
			f.Text = rapid.SampledFrom([]string{"", "Arrived", "Arrived at facility"}).Draw(t, "text")
			f.Place.City = rapid.SampledFrom([]string{"", "ADRIAN", "Adrian"}).Draw(t, "city")
		}
		f = shipment.Identify(f, f.At.Local, f.At.Offset, f.Code, f.Text, f.Place.City, f.Window.Latest, fmt.Sprint(f.Count))
		if f.Kind == shipment.ScanFact && rapid.IntRange(0, 5).Draw(t, "reread") == 0 { // another version of our tables read the same raw fact
			f.Status = shipment.Unknown
		}
		return f
	})
}

func claims() *rapid.Generator[shipment.Claim] {
	return rapid.Custom(func(t *rapid.T) shipment.Claim {
		return shipment.Claim{
			Order: rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "order"), Shipment: "1", Revision: int64(rapid.IntRange(1, 3).Draw(t, "revision")),
			Promise:  rapid.SampledFrom([]string{"", "2026-03-05", "2026-03-07"}).Draw(t, "promise"),
			Epoch:    rapid.SampledFrom([]string{"", "2025-11-01", "2026-03-01", "2026-03-05", "2026-03-08"}).Draw(t, "epoch"),
			Released: rapid.IntRange(0, 6).Draw(t, "released") == 0, Erased: rapid.IntRange(0, 6).Draw(t, "erased") == 0,
		}
	})
}

// unlike tells two values apart to the last byte, nil from empty included; it is quick while they are equal.
func unlike(a, b any) string {
	if reflect.DeepEqual(a, b) {
		return ""
	}
	return fmt.Sprintf("%s\n%#v\n%#v", cmp.Diff(a, b), a, b)
}

// rearranged gives the same set in another order, with repetitions and through stored batches.
func rearranged(t *rapid.T, in []shipment.Fact) []shipment.Fact {
	out := rapid.Permutation(slices.Concat(in, in[:rapid.IntRange(0, len(in)).Draw(t, "repeated")])).Draw(t, "order")
	cut := rapid.IntRange(0, len(out)).Draw(t, "cut")
	stored, _ := shipment.Merge(out[:cut])
	again, _ := shipment.Merge(out[cut:])
	merged, _ := shipment.Merge(again, stored)
	return rapid.Permutation(merged).Draw(t, "again")
}

func TestFoldIsAFunctionOfTheSet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(facts(), 0, 25).Draw(t, "facts")
		want := shipment.Fold(in)
		if diff := unlike(want, shipment.Fold(rearranged(t, in))); diff != "" {
			t.Fatalf("another arrangement of the same facts (-first +second):\n%s", diff)
		}
	})
}

func TestMergeIsAUnion(t *testing.T) {
	t.Parallel()
	set := rapid.SliceOfN(facts(), 0, 15)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := set.Draw(t, "a"), set.Draw(t, "b"), set.Draw(t, "c")
		ab, _ := shipment.Merge(a, b)
		ba, _ := shipment.Merge(b, a)
		bc, _ := shipment.Merge(b, c)
		left, _ := shipment.Merge(ab, c)
		right, _ := shipment.Merge(a, bc)
		twice, _ := shipment.Merge(left, left, ab)
		for name, pair := range map[string][2][]shipment.Fact{"commutes": {ab, ba}, "associates": {left, right}, "is idempotent": {left, twice}} {
			if diff := unlike(pair[0], pair[1]); diff != "" {
				t.Fatalf("Merge no longer %s:\n%s", name, diff)
			}
		}
	})
}

func TestMergeKeepsTheEndsOfAnEndlessStory(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(shipment.MaxFacts-3, shipment.MaxFacts+60).Draw(t, "facts")
		all := make([]shipment.Fact, n)
		start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		for i := range all {
			at := shipment.Moment{Local: start.Add(time.Duration(i) * time.Hour).Format("2006-01-02T15:04:05"), Precision: shipment.Second}
			all[i] = shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "ups", At: at, Status: shipment.InTransit}, at.Local)
		}
		want, overflow := shipment.Merge(all)
		if overflow != (n > shipment.MaxFacts) || len(want) != min(n, shipment.MaxFacts) || want[0].ID != all[0].ID || want[len(want)-1].ID != all[n-1].ID {
			t.Fatalf("%d facts gave %d, overflow %v", n, len(want), overflow)
		}
		cut := rapid.IntRange(0, n).Draw(t, "cut")
		mixed := rapid.Permutation(all).Draw(t, "order")
		stored, _ := shipment.Merge(mixed[:cut])
		for chunk := range slices.Chunk(mixed[cut:], 7) {
			stored, _ = shipment.Merge(stored, chunk)
		}
		if diff := unlike(want, stored); diff != "" {
			t.Fatalf("in batches:\n%s", diff)
		}
	})
}

func TestClaimsAndFactsMayComeInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(facts(), 0, 20).Draw(t, "facts")
		cs := rapid.SliceOfN(claims(), 0, 5).Draw(t, "claims")
		want := shipment.MergeClaims(cs)
		mixed := rapid.Permutation(cs).Draw(t, "order")
		got := shipment.MergeClaims(mixed[len(mixed)/2:], shipment.MergeClaims(mixed[:len(mixed)/2]), mixed)
		if diff := unlike(want, got); diff != "" {
			t.Fatalf("claims:\n%s", diff)
		}
		set, _ := shipment.Merge(in)
		own, foreign := shipment.Select(set, want)
		setAgain, _ := shipment.Merge(rearranged(t, in))
		again, foreignAgain := shipment.Select(setAgain, got)
		if unlike(shipment.Fold(foreign), shipment.Fold(foreignAgain)) != "" {
			t.Fatal("other facts became foreign")
		}
		for i := range own {
			if diff := unlike(shipment.Fold(own[i]), shipment.Fold(again[i])); diff != "" {
				t.Fatalf("claim %d:\n%s", i, diff)
			}
			if want[i].Released && len(own[i]) > 0 {
				t.Fatal("a released claim got facts")
			}
		}
	})
}

func TestStateKeepsItsPromises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(facts(), 0, 25).Draw(t, "facts")
		st := shipment.Fold(in)
		if !st.Status.Valid() || st.Delivered != (st.Status == shipment.Delivered || st.Status == shipment.Returned) {
			t.Fatalf("status %q, delivered %v", st.Status, st.Delivered)
		}
		known := map[string]bool{}
		for _, f := range in {
			known[f.ID] = true
		}
		told := map[string]bool{}
		for _, s := range st.Scans {
			if (s.At.UTC() != "") != (s.At.Offset != "" && s.At.Precision == shipment.Second) {
				t.Fatalf("a UTC time without zone: %+v", s.At)
			}
			for _, id := range append([]string{s.ID}, s.Variants...) {
				if told[id] || !known[id] {
					t.Fatalf("fact %s stands in two scans or was never told", id)
				}
				told[id] = true
			}
			if slices.Contains(s.Witnesses, s.Source) {
				t.Fatalf("%s is its own witness", s.Source)
			}
		}
		merged, _ := shipment.Merge(in)
		for _, f := range merged {
			if f.Kind == shipment.ScanFact && !told[f.ID] {
				t.Fatalf("scan %+v is lost", f)
			}
		}
		checkMilestones(t, st)
	})
}

// checkMilestones holds what messages rely on: one live milestone per journey and status, occurrences counted without gaps (a sub-status
// that its status told of has no milestone of its own and counts), sub-statuses only after their status, and nothing on its way once it
// has arrived.
func checkMilestones(t *rapid.T, st shipment.State) {
	type key struct {
		journey int
		status  shipment.Status
		sub     string
	}
	live, count := map[key]bool{}, map[key]int{}
	for _, m := range st.Milestones {
		k := key{m.Journey, m.Status, m.Sub}
		entry := key{m.Journey, m.Status, ""}
		switch {
		case m.Sub == "" && (live[entry] || m.Occurrence != count[entry]+1):
			t.Fatalf("milestones %+v", st.Milestones)
		case m.Sub == "":
			live[entry] = !m.Retracted
			if s, ok := scanOf(st, m.Scan); ok && s.Sub != "" {
				count[key{m.Journey, m.Status, s.Sub}]++ // perhaps told of already
			}
		case !live[entry] || m.Retracted || m.Occurrence < max(1, count[k]) || m.Occurrence > count[k]+1:
			t.Fatalf("milestones %+v", st.Milestones)
		}
		count[k] = m.Occurrence
		if arrived := (key{m.Journey, shipment.Delivered, ""}); m.Status == shipment.OutForDelivery && live[arrived] {
			t.Fatalf("out for delivery after delivered: %+v", st.Milestones)
		}
		if m.Direction != st.Journeys[m.Journey].Direction {
			t.Fatalf("milestone %+v in journey %+v", m, st.Journeys[m.Journey])
		}
	}
}

func scanOf(st shipment.State, id string) (shipment.Scan, bool) {
	for _, s := range st.Scans {
		if s.ID == id {
			return s, true
		}
	}
	return shipment.Scan{}, false
}

func TestAnOldEstimateRedeliveredChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(facts(), 1, 20).Draw(t, "facts")
		before, ok := shipment.Fold(in).Estimate()
		old := facts().Filter(func(f shipment.Fact) bool { return f.Kind == shipment.EstimateFact && f.At.Local < "2026-03-01" }).Draw(t, "undated estimate")
		old.At = shipment.Moment{Local: "2026-02-28T10:00:00", Offset: "+00:00", Zone: shipment.ZonePayload, Precision: shipment.Second}
		old = shipment.Identify(old, old.At.Local, old.Window.Latest)
		after, _ := shipment.Fold(append(slices.Clone(in), old)).Estimate()
		if ok && before.Last.Dated() && before.Window != after.Window {
			t.Fatalf("the window in force went from %+v back to %+v", before, after)
		}
	})
}
