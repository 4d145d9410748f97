package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// The budgets that infra/bench prints, in request units.
const (
	budget8     = 1.2 // write units per scan, mean of the first 8 one-scan saves of a claimed number
	budget40    = 2.5 // the same of the first 40
	readPerScan = 0.5
)

// storiesPerTeller is over how many parcels of each source a mean is taken.
const storiesPerTeller = 6

func testScanCost(t *testing.T, e env) {
	for _, teller := range tellers {
		t.Run(teller.source, func(t *testing.T) {
			t.Parallel()
			mean8 := e.meanCost(t, teller, 8)
			mean40 := e.meanCost(t, teller, 40)
			t.Logf("%s: %.3f write units per scan over 8 scans, %.3f over 40", teller.source, mean8, mean40)
			if mean8 > budget8 || mean40 > budget40 {
				t.Errorf("%s: %.3f and %.3f write units per scan, budget %.1f over 8 scans and %.1f over 40", teller.source, mean8, mean40, budget8, budget40)
			}
		})
	}
}

// meanCost saves n scans one by one for each of several claimed numbers and gives the mean of the write units.
func (e env) meanCost(t *testing.T, teller teller, n int) float64 {
	t.Helper()
	var sum float64
	for seed := range uint64(storiesPerTeller) {
		number := fmt.Sprintf("1ZA2B3C4%s%02d%03d", strings.ToUpper(teller.source), n, seed)
		e.add(t, number, store.Addition{Claims: []shipment.Claim{claimOf(int(seed))}, Due: &store.Due{Kind: "poll", At: e.now().Add(time.Hour)}})
		for i, fact := range teller.story(seed, n) {
			meter, saved := e.metered(t, number, store.Addition{Facts: []shipment.Fact{fact}})
			if !saved.Changed {
				t.Fatalf("scan %d of story %d was not saved", i, seed)
			}
			if meter.Read > readPerScan {
				t.Errorf("scan %d of story %d took %.1f read units, budget %.1f", i, seed, meter.Read, readPerScan)
			}
			sum += meter.Write
		}
	}
	return sum / storiesPerTeller / float64(n)
}

func testDuplicateCost(t *testing.T, e env) {
	facts := tellers[0].story(1, 12)
	number := "1ZA2B3C40300000001"
	e.add(t, number, store.Addition{Facts: facts, Claims: []shipment.Claim{claimOf(1)}})
	for i, fact := range facts {
		meter, saved := e.metered(t, number, store.Addition{Facts: []shipment.Fact{fact}, Claims: []shipment.Claim{claimOf(1)}})
		if meter.Write != 0 || meter.Read > readPerScan || meter.Calls != 1 || saved.Changed || saved.Attempts != 0 {
			t.Errorf("duplicate %d: %.1f write units, %.1f read units, %d calls, changed %v, want 0, at most %.1f, 1, false",
				i, meter.Write, meter.Read, meter.Calls, saved.Changed, readPerScan)
		}
	}
}

func testIndexCost(t *testing.T, e env) {
	number := "1ZA2B3C40300000002"
	due := store.Due{Kind: "poll", At: e.now().Add(time.Hour)}
	scan, problem := tellers[0].story(2, 1), tellers[0].scan(line{"013", "The package is damaged.", shipment.Exception, "damaged"}, stops[0], start.AddDate(0, 0, 9))
	meter, _ := e.metered(t, number, store.Addition{Claims: []shipment.Claim{claimOf(1)}, Due: &due})
	want(t, "claim with a due entry: table and index", meter.Write, 2)
	meter, _ = e.metered(t, number, store.Addition{Facts: scan, Due: &due})
	want(t, "scan: the due entry stays", meter.Write, 1)
	meter, _ = e.metered(t, number, store.Addition{Facts: []shipment.Fact{problem}})
	want(t, "a problem opens: table and index", meter.Write, 2)

	moved := store.Due{Kind: "poll", At: e.now().Add(2 * time.Hour)}
	m := &store.Meter{}
	ok, err := e.store.MoveDue(store.WithMeter(e.ctx, m), number, due, &moved)
	if err != nil || !ok {
		t.Fatalf("MoveDue: %v, %v", ok, err)
	}
	want(t, "a due entry moves: table, index out, index in", m.Write, 3)
}

func want(t *testing.T, what string, got, want float64) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %.1f write units, want %.1f", what, got, want)
	}
}
