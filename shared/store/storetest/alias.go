package storetest

import (
	"testing"
	"time"

	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// testAliasClaim: an order may name the last-mile number of a parcel after everything about it was told under the first one.
func testAliasClaim(t *testing.T, e env) {
	facts := tellers[0].story(1, 8)
	e.add(t, "1ZFIRST", store.Addition{Facts: facts, Aliases: []string{"9400LAST"}})
	e.add(t, "9400LAST", store.Addition{Main: "1ZFIRST"})
	first := store.Due{Kind: "poll", At: e.now().Add(time.Hour)}
	for range 2 { // a repeated claim finds it all there
		status, err := e.store.Claim(e.ctx, "9400LAST", claimOf(1), first)
		if want := shipment.Fold(facts).Status; err != nil || status != want {
			t.Errorf("status %q, %v, want %q", status, err, want)
		}
	}
	n := e.read(t, "9400LAST")
	if len(n.Facts) != len(facts) || n.Due != first || n.Version != 3 {
		t.Errorf("%d facts, want %d; due %v; version %d", len(n.Facts), len(facts), n.Due, n.Version)
	}
	status, err := e.store.Claim(e.ctx, "9400LONE", claimOf(2), first)
	if err != nil || status != shipment.Pending {
		t.Errorf("a number that nobody told of: %q, %v", status, err)
	}
}
