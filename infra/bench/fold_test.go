package main

import "testing"

// TestFoldBudget cannot run beside others: it counts every allocation of the process.
func TestFoldBudget(t *testing.T) {
	all, err := readings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		n := r.allocations()
		t.Logf("%s: %.0f allocations for a decode and fold of %d scans in %d bytes", r.source, n, r.scans, len(r.body))
		if n > limitFoldAllocs {
			t.Errorf("%s: %.0f allocations, budget %d", r.source, n, limitFoldAllocs)
		}
	}
}
