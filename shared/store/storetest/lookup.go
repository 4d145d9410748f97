package storetest

import (
	"testing"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/store"
)

func testMisses(t *testing.T, e env) {
	count := func(name string, n int) int {
		t.Helper()
		sum, err := e.store.CountMisses(e.ctx, name, 15*time.Minute, n)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	for i, c := range []struct {
		name    string
		n, want int
	}{{"a", 0, 0}, {"a", 1, 1}, {"a", 1, 2}, {"b", 1, 1}, {"a", 0, 2}, {"a", 3, 5}} {
		if got := count(c.name, c.n); got != c.want {
			t.Errorf("step %d: %s missed %d times, want %d", i, c.name, got, c.want)
		}
	}
	e.pass(15 * time.Minute)
	if got := count("a", 1); got != 1 {
		t.Errorf("the next window begins with %d", got)
	}
	for n := range 2 {
		m := &store.Meter{}
		if _, err := e.store.CountMisses(store.WithMeter(e.ctx, m), "a", time.Minute, n); err != nil || m.Calls != 1 {
			t.Errorf("counting %d: %v in %d calls", n, err, m.Calls)
		}
		want(t, "a count", m.Write, 1)
		want(t, "a count, read", m.Read, 0)
	}
	for name, err := range map[string]error{
		"no name": func() error { _, err := e.store.CountMisses(e.ctx, "", time.Minute, 1); return err }(),
		"no time": func() error { _, err := e.store.CountMisses(e.ctx, "a", 0, 1); return err }(),
		"back":    func() error { _, err := e.store.CountMisses(e.ctx, "a", time.Minute, -1); return err }(),
	} {
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
}

func testPointers(t *testing.T, e env) {
	o := store.Order{ID: "o1", Brand: "aster", Number: "#1001", Body: []byte("{}"), Lookup: [][]byte{{1}, {2}}}
	if err := e.store.PutOrder(e.ctx, o, 0); err != nil {
		t.Fatal(err)
	}
	read := func(forms ...string) (map[string]store.Pointer, *store.Meter) {
		t.Helper()
		m := &store.Meter{}
		found, err := e.store.OrderPointers(store.WithMeter(e.ctx, m), "aster", forms)
		if err != nil {
			t.Fatal(err)
		}
		return found, m
	}
	hit, hitCost := read("1001", "#1001", "1001")
	if p := hit["#1001"]; len(hit) != 1 || p.OrderID != "o1" || len(p.Lookup) != 2 {
		t.Errorf("found %+v", hit)
	}
	miss, missCost := read("1002", "#1002")
	if len(miss) != 0 || missCost.Calls != 1 || hitCost.Calls != 1 {
		t.Errorf("a miss finds %v in %d calls, a hit takes %d", miss, missCost.Calls, hitCost.Calls)
	}
	want(t, "a hit", hitCost.Read, e.units(UnitsOfMisses, 1, 0.5)) // one of two forms of the number
	want(t, "a miss", missCost.Read, e.units(UnitsOfMisses, 1, 0))
	if _, err := e.store.OrderPointers(e.ctx, "as#ter", []string{"1"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a brand that is none: %v, want invalid", err)
	}
	if _, err := e.store.OrderPointers(e.ctx, "aster", make([]string, 1)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an empty number: %v, want invalid", err)
	}
}
