package day

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// tally is what became of the shipments of one road.
type tally struct {
	shipments, scans, missing, polls int
	lags                             []time.Duration // from a scan to where a page shows it
	ends                             []time.Duration // the same of the last scan of each parcel
}

func (w *world) tally(of *road) tally {
	var t tally
	for _, p := range w.parcels {
		if p.road.name != of.name {
			continue
		}
		t.shipments++
		t.polls += p.polls
		for i, scan := range p.Life {
			t.scans++
			if p.visible[i].IsZero() {
				t.missing++
				continue
			}
			lag := max(0, p.visible[i].Sub(scan.At))
			t.lags = append(t.lags, lag)
			if i == len(p.Life)-1 {
				t.ends = append(t.ends, lag)
			}
		}
	}
	slices.Sort(t.lags)
	slices.Sort(t.ends)
	return t
}

// table is the Markdown of ../README.md: the roads, then the accounts.
func (w *world) table() string {
	var b strings.Builder
	fmt.Fprintln(&b, "| road | shipments | polls per shipment | scan to page, p50 | p99 | delivery to page, p50 | p99 |")
	fmt.Fprintln(&b, "|---|---|---|---|---|---|---|")
	for i := range roads {
		t := w.tally(&roads[i])
		fmt.Fprintf(&b, "| %s | %d | %.1f | %s | %s | %s | %s |\n", roads[i].name, t.shipments, t.pollsEach(),
			at(t.lags, 50), at(t.lags, 99), at(t.ends, 50), at(t.ends, 99))
	}
	fmt.Fprintln(&b, "\n| account | limit | calls | refused for rate |")
	fmt.Fprintln(&b, "|---|---|---|---|")
	for _, source := range slices.Sorted(maps.Keys(w.carriers.limits)) {
		fmt.Fprintf(&b, "| %s | %s | %d | %d |\n", source, w.carriers.limits[source], w.carriers.asked[source], w.carriers.refused[source])
	}
	fmt.Fprintf(&b, "\npushes lost on purpose: %d; messages that came back: polls %d, inbound %d\n", w.lost, w.polls.failed, w.inbound.failed)
	return b.String()
}

func (t tally) pollsEach() float64 { return float64(t.polls) / float64(max(1, t.shipments)) }

func at(sorted []time.Duration, percent int) string {
	if len(sorted) == 0 {
		return "never"
	}
	d := sorted[min(len(sorted)-1, len(sorted)*percent/100)]
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	default:
		return fmt.Sprintf("%.1f h", d.Hours())
	}
}

// judge holds what must be true on any machine, because the clock is not the machine's.
func (w *world) judge(t *testing.T) {
	for i := range roads {
		r := &roads[i]
		got := w.tally(r)
		if got.missing > 0 {
			t.Errorf("%s: %d of %d scans never reached a page", r.name, got.missing, got.scans)
		}
		if got.pollsEach() > r.most {
			t.Errorf("%s: %.1f polls per shipment, at most %.0f are planned", r.name, got.pollsEach(), r.most)
		}
	}
	for source, n := range w.carriers.refused {
		t.Errorf("%s refused %d calls: the budget lets too many through", source, n)
	}
	if w.polls.failed+w.inbound.failed > 0 {
		t.Errorf("%d messages came back", w.polls.failed+w.inbound.failed)
	}
}
