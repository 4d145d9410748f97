package replay_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"doorstep/infra/doorstep/ops/replay"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// scan is a fact of a source about a minute.
func scan(source, local string, status shipment.Status, assurance shipment.Assurance) shipment.Fact {
	f := shipment.Fact{Kind: shipment.ScanFact, Source: source, Carrier: "ups", Assurance: assurance, Status: status, Text: "canary",
		At: shipment.Moment{Local: local, Offset: "-05:00", Zone: shipment.ZonePayload, Precision: shipment.Second}}
	return shipment.Identify(f, local, source, string(status))
}

// claimed is a number as the store would keep it.
func claimed(facts []shipment.Fact, epochs ...string) store.Number {
	n := store.Number{Number: "1Z1", Version: 1}
	n.Facts, _ = shipment.Merge(facts)
	for i, epoch := range epochs {
		n.Claims = append(n.Claims, store.ClaimState{Claim: shipment.Claim{Order: fmt.Sprintf("0%d", i), Shipment: "s1", Brand: "aster", Epoch: epoch, Revision: 1}})
	}
	return n.Refolded()
}

// Each line is a step: who, what it says, what it is in the end, the state afterwards, what changed.
func lines(c replay.Claim) (out []string) {
	for _, s := range c.Steps {
		out = append(out, strings.Join([]string{s.Source, s.Says, strings.TrimSpace(s.Role + " " + s.Won), s.Status, strings.Join(s.Changed, "+")}, " | "))
	}
	return out
}

func TestSteps(t *testing.T) {
	t.Parallel()
	estimate := shipment.Identify(shipment.Fact{Kind: shipment.EstimateFact, Source: "ups", Window: shipment.Window{Earliest: "2026-03-04", Latest: "2026-03-05", Precision: shipment.Day},
		At: shipment.Moment{Local: "2026-03-01T07:00:00", Precision: shipment.Second}}, "estimate")
	for name, c := range map[string]struct {
		facts []shipment.Fact
		want  []string
	}{
		"two roads, one scan": {
			[]shipment.Fact{scan("easypost", "2026-03-01T08:00:00", shipment.InTransit, shipment.Signed), scan("ups", "2026-03-01T08:00:00", shipment.InTransit, shipment.Polled), estimate,
				scan("ups", "2026-03-02T09:00:00", shipment.Delivered, shipment.Signed)},
			[]string{
				"ups | 2026-03-04 to 2026-03-05 | aside | pending/awaiting_carrier_data | estimate",
				"ups | in_transit | best | in_transit | status+tracking+milestone in_transit",
				"easypost | in_transit | witness ups | in_transit | ",
				"ups | delivered | best | delivered | status+milestone delivered",
			},
		},
		"an end that nobody proved": {
			[]shipment.Fact{scan("ups", "2026-03-02T09:00:00", shipment.Delivered, shipment.BySecret)},
			[]string{"ups | delivered | best | delivered | status+tracking+proof+milestone delivered"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := replay.Of(claimed(c.facts, "2026-03-01"))
			if got := lines(h.Claims[0]); !slices.Equal(got, c.want) {
				t.Errorf("\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			if !h.Equal || len(h.Claims[0].Differences) != 0 {
				t.Errorf("what was just folded differs: %v", h.Claims[0].Differences)
			}
		})
	}
}

func TestForeignConflictAndUnclaimed(t *testing.T) {
	t.Parallel()
	facts := []shipment.Fact{scan("ups", "2025-06-01T08:00:00", shipment.Delivered, shipment.Signed), scan("ups", "2026-03-02T09:00:00", shipment.InTransit, shipment.Signed)}
	h := replay.Of(claimed(facts, "2026-03-01"))
	if len(h.Foreign) != 1 || h.Foreign[0].Says != "delivered" || len(h.Claims[0].Steps) != 1 {
		t.Errorf("foreign %+v, steps %v", h.Foreign, lines(h.Claims[0]))
	}
	h = replay.Of(claimed([]shipment.Fact{scan("ups", "2026-03-02T09:00:00", shipment.Delivered, shipment.Signed), scan("easypost", "2026-03-02T09:30:00", shipment.Returned, shipment.Signed)}, "2026-03-01"))
	if !h.Claims[0].Conflict || h.Claims[0].Tracking != string(shipment.Conflict) {
		t.Errorf("two ends are no conflict: %+v", h.Claims[0])
	}
	h = replay.Of(claimed(facts))
	if len(h.Claims) != 1 || len(h.Claims[0].Steps) != 2 || h.Claims[0].Order != "" || !h.Equal {
		t.Errorf("unclaimed: %+v", h)
	}
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	facts := []shipment.Fact{scan("ups", "2026-03-01T08:00:00", shipment.InTransit, shipment.Signed), scan("ups", "2026-03-02T09:00:00", shipment.Delivered, shipment.Signed)}
	for name, c := range map[string]struct {
		spoil func(*store.ClaimState)
		want  string
	}{
		"a status":       {func(c *store.ClaimState) { c.Status = shipment.Exception }, "status: stored exception, folded delivered"},
		"a sub-status":   {func(c *store.ClaimState) { c.Sub = "signed" }, "status: stored delivered/signed, folded delivered"},
		"other facts":    {func(c *store.ClaimState) { c.Digest = "00" }, "the stored state was folded from other facts"},
		"one too few":    {func(c *store.ClaimState) { c.Milestones = c.Milestones[:1] }, "milestone delivered is not stored"},
		"one taken back": {func(c *store.ClaimState) { c.Milestones[1].Retracted = true }, "milestone delivered retracted is stored, and is none; milestone delivered is not stored"},
		"another scan":   {func(c *store.ClaimState) { c.Milestones[1].Scan = "00" }, "milestones lie at other scans"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := claimed(facts, "2026-03-01")
			c.spoil(&n.Claims[0])
			if h := replay.Of(n); h.Equal || strings.Join(h.Claims[0].Differences, "; ") != c.want {
				t.Errorf("equal %v, %v", h.Equal, h.Claims[0].Differences)
			}
		})
	}
}

// However facts come: the last step stands where the fold does, each fact is one step, and what the store would keep is found equal.
func TestTheLastStepIsTheFold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		facts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) shipment.Fact {
			return scan(rapid.SampledFrom([]string{"ups", "easypost"}).Draw(t, "source"), fmt.Sprintf("2026-03-%02dT08:00:00", rapid.IntRange(1, 20).Draw(t, "day")),
				rapid.SampledFrom([]shipment.Status{shipment.InTransit, shipment.OutForDelivery, shipment.Delivered, shipment.Exception, shipment.Returning}).Draw(t, "status"),
				rapid.SampledFrom([]shipment.Assurance{shipment.Signed, shipment.BySecret, shipment.Polled}).Draw(t, "assurance"))
		}), 0, 12).Draw(t, "facts")
		n := claimed(facts, rapid.SampledFrom([]string{"", "2026-03-01", "2026-03-10"}).Draw(t, "epoch"))
		h := replay.Of(n)
		c := h.Claims[0]
		if !h.Equal || len(c.Steps)+len(h.Foreign) != len(n.Facts) {
			t.Fatalf("equal %v, %d steps and %d foreign of %d facts", h.Equal, len(c.Steps), len(h.Foreign), len(n.Facts))
		}
		if k := len(c.Steps); k > 0 && (c.Steps[k-1].Status != c.Status || !strings.HasPrefix(c.Status, string(n.Claims[0].Status))) {
			t.Fatalf("the last step stands at %s, the fold at %s, stored is %s", c.Steps[k-1].Status, c.Status, n.Claims[0].Status)
		}
	})
}
