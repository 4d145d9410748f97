package main

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/infra/local/system"
)

// TestRunningBudgets measures request units and the page on the running system. The cost in dollars is only logged: it rests on
// assumed durations and batches, which `make bench` states and judges.
func TestRunningBudgets(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("runs the whole system for half a minute")
	}
	endpoint := dynoxidetest.Endpoint(t)
	root, err := system.Checkout()
	if err != nil {
		t.Fatal(err)
	}
	// The engine may outlive this run; the stage is part of every name.
	w, err := start(t.Context(), root, endpoint, map[string]string{"Stage": fmt.Sprintf("bench%08x", rand.Uint32())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.close(); err != nil {
			t.Errorf("stop the system: %v", err)
		}
	})
	u, err := w.live(t.Context())
	if err != nil {
		t.Fatalf("take a parcel through its life: %v", err)
	}
	moved, err := w.move(t.Context(), pushesPerLife, t.Logf)
	if err != nil {
		t.Fatalf("move parcels: %v", err)
	}
	if err := w.meter.Err(); err != nil {
		t.Error(err)
	}
	hold(t, unitLines(moved, pushesPerLife))
	hold(t, pageLines(moved.weight))
	hold(t, stepLines(u, moved))
	together, err := w.merged(t.Context())
	if err != nil {
		t.Fatalf("merge the news of two parcels: %v", err)
	}
	hold(t, messageLines(u.sent, together))
	fleet, err := w.polledFleet(t.Context())
	if err != nil {
		t.Fatalf("register the parcels that are polled: %v", err)
	}
	b, err := w.burst(t.Context(), plan{lasts: 2 * time.Second, pushes: 20, workers: 4}, 1, fleet)
	if err != nil {
		t.Fatalf("a burst of two seconds: %v", err)
	}
	if err := b.judge(); err != nil || b.told() == 0 || b.polls == 0 || len(b.asked["open a page"]) == 0 {
		t.Errorf("a burst: %d scans, %d polls, %v", b.told(), b.polls, err)
	}
	a := newAccount(u, w.Template.Functions())
	t.Logf("$%.7f per shipment with full batches, $%.7f with batches of one", total(a.bill(fullBatch)), total(a.bill(1)))
}

// hold fails the test for every count over its budget.
func hold(t *testing.T, lines []line) {
	t.Helper()
	for _, l := range lines {
		t.Log(l)
		if l.over() {
			t.Errorf("over budget:%s", l)
		}
	}
}
