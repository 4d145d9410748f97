package storetest

import (
	"slices"
	"testing"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/store"
)

// stop makes a suppression of one address that happened after some seconds.
func stop(e env, brand, scope, reason string, after int) store.Suppression {
	return store.Suppression{Hash: "00ff", Brand: brand, Scope: scope, Reason: reason, At: e.now().Add(time.Duration(after) * time.Second)}
}

func testSuppressions(t *testing.T, e env) {
	suppress := func(what string, p store.Suppression, fresh bool) {
		t.Helper()
		got, err := e.store.Suppress(e.ctx, p)
		if err != nil || got != fresh {
			t.Errorf("%s: new %v, %v, want %v", what, got, err, fresh)
		}
	}
	listed := func(what string, want ...store.Suppression) {
		t.Helper()
		got, err := e.store.Suppressions(e.ctx, "00ff")
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %+v, %v\nwant %+v", what, got, err, want)
		}
	}
	listed("before anything")
	extras := stop(e, "aster", store.StopOptional, store.StoppedByUnsubscribe, 1)
	suppress("first", extras, true)
	suppress("told twice", extras, false)
	suppress("told again later", stop(e, "aster", store.StopOptional, store.StoppedByUnsubscribe, 9), false)
	listed("extras", extras)

	all := stop(e, "aster", store.StopAll, store.StoppedByUnsubscribe, 2)
	suppress("everything", all, true)
	suppress("extras after everything", stop(e, "aster", store.StopOptional, store.StoppedByUnsubscribe, 3), false)
	listed("everything is never weakened", all)

	spam := stop(e, store.StopEverywhere, store.StopAll, store.StoppedByComplaint, 4)
	suppress("a complaint", spam, true)
	listed("both stand", spam, all)
	lifted, err := e.store.Unsuppress(e.ctx, store.Suppression{Hash: "00ff", Brand: "aster", Reason: store.StoppedByUnsubscribe}, "taken back")
	if err != nil || !lifted {
		t.Errorf("taken back: %v, %v", lifted, err)
	}
	listed("the complaint stays", spam)
	if other, err := e.store.Suppressions(e.ctx, "11ff"); err != nil || len(other) != 0 {
		t.Errorf("another address: %v, %v", other, err)
	}
}

func testLiftedSuppressions(t *testing.T, e env) {
	bounce := func(after int) store.Suppression {
		return stop(e, store.StopEverywhere, store.StopAll, store.StoppedByBounce, after)
	}
	lift := func(want bool) {
		t.Helper()
		if got, err := e.store.Unsuppress(e.ctx, bounce(0), "the mailbox works again"); err != nil || got != want {
			t.Errorf("lifted %v, %v, want %v", got, err, want)
		}
	}
	lift(false) // there is none
	if none, err := e.store.Suppressions(e.ctx, "00ff"); err != nil || len(none) != 0 {
		t.Errorf("lifting made one: %v, %v", none, err)
	}
	old := bounce(0)
	for _, p := range []store.Suppression{old, bounce(1)} {
		if _, err := e.store.Suppress(e.ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	e.pass(time.Minute)
	lift(true)
	lift(false)
	for what, c := range map[string]struct {
		at    time.Time
		fresh bool
	}{
		"the same event from a queue": {old.At, false},
		"the moment of lifting":       {e.now(), false},
	} {
		p := old
		p.At = c.at
		if got, err := e.store.Suppress(e.ctx, p); err != nil || got != c.fresh {
			t.Errorf("%s: new %v, %v", what, got, err)
		}
	}
	again := bounce(1)
	if fresh, err := e.store.Suppress(e.ctx, again); err != nil || !fresh {
		t.Errorf("a later bounce: new %v, %v", fresh, err)
	}
	if got, err := e.store.Suppressions(e.ctx, "00ff"); err != nil || !slices.Equal(got, []store.Suppression{again}) {
		t.Errorf("after it: %v, %v", got, err)
	}
}

func testSuppressionCost(t *testing.T, e env) {
	read := func(what string, units float64) {
		t.Helper()
		m := &store.Meter{}
		if _, err := e.store.Suppressions(store.WithMeter(e.ctx, m), "00ff"); err != nil || m.Calls != 1 {
			t.Errorf("%s: %v in %d calls", what, err, m.Calls)
		}
		want(t, what, m.Read, units)
	}
	read("reading that nothing stands", e.units(UnitsOfMisses, 1, 0))
	for n, p := range []store.Suppression{
		stop(e, store.StopEverywhere, store.StopAll, store.StoppedByBounce, 0), stop(e, store.StopEverywhere, store.StopAll, store.StoppedByBounce, 0),
		stop(e, "aster", store.StopOptional, store.StoppedByUnsubscribe, 0),
	} {
		m := &store.Meter{}
		if _, err := e.store.Suppress(store.WithMeter(e.ctx, m), p); err != nil || m.Calls != 1 {
			t.Errorf("suppress %d: %v in %d calls", n, err, m.Calls)
		}
		want(t, "a suppression", m.Write, 1)
	}
	read("reading two", 1)
}

func testSuppressionsRefuse(t *testing.T, e env) {
	good := stop(e, "aster", store.StopAll, store.StoppedByMerchant, 0)
	for what, change := range map[string]func(*store.Suppression){
		"no hash":      func(p *store.Suppression) { p.Hash = "" },
		"no brand":     func(p *store.Suppression) { p.Brand = "" },
		"brand with #": func(p *store.Suppression) { p.Brand = "a#b" },
		"no reason":    func(p *store.Suppression) { p.Reason = "" },
		"no scope":     func(p *store.Suppression) { p.Scope = "" },
		"other scope":  func(p *store.Suppression) { p.Scope = "some" },
		"no time":      func(p *store.Suppression) { p.At = time.Time{} },
	} {
		p := good
		change(&p)
		if _, err := e.store.Suppress(e.ctx, p); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want invalid", what, err)
		}
	}
	if _, err := e.store.Unsuppress(e.ctx, good, ""); fault.KindOf(err) != fault.Invalid {
		t.Errorf("lifted without a reason: %v", err)
	}
	if _, err := e.store.Suppressions(e.ctx, ""); fault.KindOf(err) != fault.Invalid {
		t.Errorf("read without a hash: %v", err)
	}
}
