package shipment_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/shared/shipment"
)

// expects is an estimate that a source tells at a time.
func expects(source, at, day string) shipment.Fact {
	return shipment.Identify(shipment.Fact{
		Kind: shipment.EstimateFact, Source: source, Carrier: "ups", At: moment(at), Window: shipment.Window{Earliest: day, Latest: day, Precision: shipment.Day},
	}, at, day)
}

func TestDelays(t *testing.T) {
	t.Parallel()
	const mon, tue, wed = "2026-03-02T10:00:00-06:00", "2026-03-03T10:00:00-06:00", "2026-03-04T10:00:00-06:00"
	delivered := scan(tue, shipment.Delivered, "")
	for _, c := range []struct {
		name    string
		facts   []shipment.Fact
		promise string
		want    []string
	}{
		{"one estimate", []shipment.Fact{expects("ups", mon, "2026-03-05")}, "", nil},
		{"a day later", []shipment.Fact{expects("ups", mon, "2026-03-05"), expects("ups", tue, "2026-03-06")}, "", []string{"2026-03-06"}},
		{"a day sooner", []shipment.Fact{expects("ups", mon, "2026-03-05"), expects("ups", tue, "2026-03-04")}, "", nil},
		{"later, and back", []shipment.Fact{expects("ups", mon, "2026-03-05"), expects("ups", tue, "2026-03-07"), expects("ups", wed, "2026-03-06")}, "", []string{"2026-03-07"}},
		{"the first one is later than the promise", []shipment.Fact{expects("ups", mon, "2026-03-05")}, "2026-03-04", []string{"2026-03-05"}},
		{"later, within the promise", []shipment.Fact{expects("ups", mon, "2026-03-05"), expects("ups", tue, "2026-03-06")}, "2026-03-06", nil},
		{"no clear order: told at one time, first of all", []shipment.Fact{expects("ups", mon, "2026-03-05"), expects("ups", mon, "2026-03-06")}, "", nil},
		{"no clear order: told at one time, later", []shipment.Fact{expects("ups", mon, "2026-03-05"), expects("ups", tue, "2026-03-06"), expects("ups", tue, "2026-03-07")}, "", []string{"2026-03-07"}},
		{"undated, then dated", []shipment.Fact{expects("ups", "", "2026-03-05"), expects("ups", mon, "2026-03-06")}, "", []string{"2026-03-06"}},
		{"an aggregator beside the carrier", []shipment.Fact{expects("ups", mon, "2026-03-05"), expects("shippo", tue, "2026-03-06")}, "", nil},
		{"two aggregators that never agreed", []shipment.Fact{expects("easypost", mon, "2026-03-05"), expects("shippo", tue, "2026-03-06")}, "", nil},
		{"two aggregators, one date", []shipment.Fact{
			expects("easypost", mon, "2026-03-05"), expects("shippo", mon, "2026-03-05"), expects("easypost", tue, "2026-03-06"), expects("shippo", wed, "2026-03-06"),
		}, "", []string{"2026-03-06"}},
		{"told with the delivery", []shipment.Fact{delivered, expects("ups", mon, "2026-03-02"), expects("ups", tue, "2026-03-03")}, "", nil},
		{"told before the delivery", []shipment.Fact{delivered, expects("ups", mon, "2026-03-02"), expects("ups", "2026-03-03T08:00:00-06:00", "2026-03-03")}, "", []string{"2026-03-03"}},
		{"on the way back", []shipment.Fact{scan(mon, shipment.Returning, ""), expects("ups", mon, "2026-03-05"), expects("ups", tue, "2026-03-06")}, "", nil},
		{"a window that is no date", []shipment.Fact{expects("ups", mon, "2026-03-05"), expects("ups", tue, "soon")}, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, m := range shipment.Delays(shipment.Fold(c.facts), c.promise) {
				got = append(got, m.Day())
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("days (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOnlyALaterEstimateHasADay(t *testing.T) {
	t.Parallel()
	st := shipment.Fold([]shipment.Fact{scan("2026-03-02T10:00:00-06:00", shipment.InTransit, "delayed")})
	if len(st.Milestones) != 2 || st.Milestones[1].Sub != "delayed" || st.Milestones[1].Day() != "" {
		t.Errorf("milestones %+v", st.Milestones)
	}
}

// Whatever was told in whatever order: a day is news once, later than the promise and later than what was expected before.
func TestDelaysAreAFunctionOfTheSet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(facts(), 0, 25).Draw(t, "facts")
		promise := rapid.SampledFrom([]string{"", "2026-03-05", "2026-03-07"}).Draw(t, "promise")
		st := shipment.Fold(in)
		got := shipment.Delays(st, promise)
		if diff := unlike(got, shipment.Delays(shipment.Fold(rearranged(t, in)), promise)); diff != "" {
			t.Fatalf("another arrangement of the same facts:\n%s", diff)
		}
		told := map[string]bool{}
		for _, m := range got {
			if told[m.Day()] || m.Day() <= promise || m.Direction != shipment.Outbound {
				t.Fatalf("promise %q: %+v", promise, got)
			}
			told[m.Day()] = true
			if !slices.ContainsFunc(st.Estimates, func(e shipment.Estimate) bool { return e.Window.Latest == m.Day() && e.Told == m.At }) {
				t.Fatalf("nobody told of %s at %+v", m.Day(), m.At)
			}
		}
	})
}
