package shipment_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"doorstep/shared/shipment"
)

// wordless gives a state without the words of its scans.
func wordless(s shipment.State) shipment.State {
	s.Scans = slices.Clone(s.Scans)
	for i := range s.Scans {
		s.Scans[i].Text, s.Scans[i].Place.Text = "", ""
	}
	return s
}

// Striking takes words and nothing else: every claim folds to the same state, digest included.
func TestStrikeLeavesTheState(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		told := rapid.SliceOfN(facts(), 0, 20).Draw(t, "facts")
		for i := range told {
			told[i].Place.Text = rapid.SampledFrom([]string{"", "Adrian, MI"}).Draw(t, "place")
		}
		stored, _ := shipment.Merge(told)
		all := shipment.MergeClaims(rapid.SliceOfN(claims(), 0, 4).Draw(t, "claims"))
		before, _ := shipment.Select(stored, all)
		out, struck := shipment.Strike(stored, all)
		after, _ := shipment.Select(out, all)
		for i, c := range all {
			want, got := shipment.Fold(before[i]), shipment.Fold(after[i])
			if diff := unlike(wordless(want), wordless(got)); diff != "" {
				t.Fatalf("the claim of %s folds to another state:\n%s", c.Order, diff)
			}
			if !c.Erased && unlike(want, got) != "" {
				t.Fatalf("the order %s, which is not erased, lost words", c.Order)
			}
			for _, f := range after[i] { // the oldest epoch may be of a number that lives again
				if c.Erased && c.Epoch != "2025-11-01" && strings.Trim(f.Text+f.Place.Text, "-") != "" && !slices.ContainsFunc(all, func(o shipment.Claim) bool { return !o.Erased && !o.Released }) {
					t.Fatalf("the erased order %s still shows %q", c.Order, f.Text)
				}
			}
		}
		for _, f := range out {
			if struck(f.ID) && strings.Trim(f.Text+f.Place.Text, "-") != "" {
				t.Fatalf("%s counts as struck and says %q", f.ID, f.Text)
			}
		}
		if again, _ := shipment.Strike(out, all); unlike(out, again) != "" {
			t.Fatal("striking twice is not striking once")
		}
		merged, _ := shipment.Merge(out, told) // the carrier tells it again
		if again, _ := shipment.Strike(merged, all); unlike(out, again) != "" {
			t.Fatal("words that come again are not struck to the same")
		}
	})
}

func TestStrike(t *testing.T) {
	t.Parallel()
	words := func(local string) shipment.Fact {
		return shipment.Identify(shipment.Fact{Kind: shipment.ScanFact, Source: "ups", Status: shipment.InTransit, Text: "Left with Canary",
			At: shipment.Moment{Local: local, Zone: shipment.NoZone, Precision: shipment.Second}}, local)
	}
	own, before, next, undated := words("2026-11-21T10:00:00"), words("2026-01-05T10:00:00"), words("2027-04-20T10:00:00"), words("")
	all, _ := shipment.Merge([]shipment.Fact{own, before, next, undated})
	erased := shipment.Claim{Order: "o1", Shipment: "s", Epoch: "2026-11-20", Erased: true}
	released, ageless, other, reuse := erased, erased, erased, erased
	released.Released = true
	ageless.Epoch = ""
	other.Order, other.Erased = "o2", false
	reuse.Order, reuse.Erased, reuse.Epoch = "o2", false, "2027-04-19"
	for name, c := range map[string]struct {
		claims []shipment.Claim
		struck []shipment.Fact
	}{
		"nobody":                         {nil, nil},
		"not erased":                     {[]shipment.Claim{other}, nil},
		"erased":                         {[]shipment.Claim{erased}, []shipment.Fact{own, before, undated}},
		"a number that was corrected":    {[]shipment.Claim{released}, []shipment.Fact{own, before, undated}},
		"nobody knows since when":        {[]shipment.Claim{ageless}, []shipment.Fact{own, before, next, undated}},
		"another order in the box":       {[]shipment.Claim{erased, other}, []shipment.Fact{before}},
		"the number lives again":         {[]shipment.Claim{erased, reuse}, []shipment.Fact{own, before, undated}},
		"the next life has no order yet": {[]shipment.Claim{erased}, []shipment.Fact{own, before, undated}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, struck := shipment.Strike(all, c.claims)
			for _, f := range out {
				want := slices.ContainsFunc(c.struck, func(s shipment.Fact) bool { return s.ID == f.ID })
				if struck(f.ID) != want || (f.Text == strings.Repeat("-", 16)) != want {
					t.Errorf("of %q: %q, struck %v, want %v", f.At.Local, f.Text, struck(f.ID), want)
				}
			}
		})
	}
	if all[1].Text != "Left with Canary" {
		t.Error("the facts that were given changed")
	}
}
