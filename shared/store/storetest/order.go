package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/fault"
	"doorstep/shared/store"
)

func testOrder(t *testing.T, e env) {
	_, err := e.store.Order(e.ctx, "o1")
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("unknown order: %v, want not found", err)
	}
	behind := e.over(&stale{Client: e.client})
	if _, err := behind.Order(e.ctx, "o1"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("unknown order, read with others behind: %v, want not found", err)
	}
	o := store.Order{ID: "o1", Brand: "aster", Number: "#1001", Body: []byte("body"), Sealed: []byte("sealed"), Lookup: [][]byte{{1}, {2}}, Pending: true}
	e.put(t, o, 0)
	if got, err := behind.LatestOrder(e.ctx, "o1"); err != nil || got.Version != 1 {
		t.Errorf("the latest order is at version %d, %v", got.Version, err)
	}
	if _, news := e.raw(t, "O#o1", "O")["news"]; !news {
		t.Error("an order whose claims are pending has no news for the stream")
	}
	o.Version, o.Body, o.Pending = 2, []byte("body 2"), false
	e.put(t, o, 1)
	got, err := e.store.Order(e.ctx, "o1")
	if diff := cmp.Diff(o, got); err != nil || diff != "" {
		t.Errorf("order, %v:\n%s", err, diff)
	}
	if _, news := e.raw(t, "O#o1", "O")["news"]; news {
		t.Error("an order whose claims are complete has news for the stream")
	}
	_, err = e.store.OrderPointer(e.ctx, "aster", "1002")
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("unknown order number: %v, want not found", err)
	}
	e.points(t, "#1001", store.Pointer{OrderID: "o1", Lookup: o.Lookup})

	m := &store.Meter{}
	o.Body = []byte("body 3")
	err = e.store.PutOrder(store.WithMeter(e.ctx, m), o, 2)
	if err != nil || m.Write != 1 {
		t.Errorf("order with an unchanged pointer: %.1f write units, want 1, %v", m.Write, err)
	}
	o.Lookup = nil
	e.put(t, o, 3)
	e.points(t, "#1001", store.Pointer{OrderID: "o1"})
}

func (e env) put(t *testing.T, o store.Order, expect int64) {
	t.Helper()
	err := e.store.PutOrder(e.ctx, o, expect)
	if err != nil {
		t.Fatalf("PutOrder(%s, %d): %v", o.ID, expect, err)
	}
}

func (e env) points(t *testing.T, number string, want store.Pointer) {
	t.Helper()
	got, err := e.store.OrderPointer(e.ctx, "aster", number)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("pointer of %s, %v:\n%s", number, err, diff)
	}
}

func testOrderConflicts(t *testing.T, e env) {
	o := store.Order{ID: "o1", Brand: "aster", Number: "1001", Body: []byte("one"), Sealed: []byte("name and street")}
	e.put(t, o, 0)
	two := o
	two.Body = []byte("two")
	for name, expect := range map[string]int64{"as new": 0, "over a version to come": 5} {
		err := e.store.PutOrder(e.ctx, two, expect)
		var conflict *store.ConflictError
		if fault.KindOf(err) != fault.Conflict || !errors.As(err, &conflict) || string(conflict.Current.Body) != "one" || conflict.Current.Version != 1 {
			t.Errorf("%s: %v, want a conflict with the present order", name, err)
		}
		if strings.Contains(fmt.Sprint(err), "street") {
			t.Errorf("%s: the error prints the order: %v", name, err)
		}
	}
	e.put(t, o, 0) // the same again is no conflict

	thief := store.Order{ID: "o2", Brand: "aster", Number: "1001", Body: []byte("thief")}
	err := e.store.PutOrder(e.ctx, thief, 0)
	var conflict *store.ConflictError
	if !errors.As(err, &conflict) || conflict.Current.ID != "o1" || string(conflict.Current.Body) != "one" {
		t.Errorf("second order of one number: %v, want a conflict with the first", err)
	}
	_, err = e.store.Order(e.ctx, "o2")
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("the second order was written: %v", err)
	}
	for name, bad := range map[string]store.Order{
		"no id": {Brand: "aster", Number: "1"}, "no brand": {ID: "o", Number: "1"}, "no number": {ID: "o", Brand: "aster"}, "brand with #": {ID: "o", Brand: "a#b", Number: "1"},
	} {
		if err := e.store.PutOrder(e.ctx, bad, 0); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
}

// Writers that read, change and write one order lose no change.
func testOrderWriters(t *testing.T, e env) {
	e.put(t, store.Order{ID: "o1", Brand: "aster", Number: "1001"}, 0)
	var wg sync.WaitGroup
	for w := range 6 {
		wg.Go(func() {
			o, err := e.store.Order(e.ctx, "o1")
			for range 50 {
				if err != nil {
					t.Error(err)
					return
				}
				o.Body = append(o.Body, byte('a'+w))
				var conflict *store.ConflictError
				err = e.store.PutOrder(e.ctx, o, o.Version)
				if err == nil {
					return
				}
				if errors.As(err, &conflict) {
					o, err = conflict.Current, nil
				}
			}
			t.Error("50 conflicts")
		})
	}
	wg.Wait()
	o, err := e.store.Order(e.ctx, "o1")
	if err != nil || len(o.Body) != 6 || o.Version != 7 {
		t.Errorf("%d changes at version %d, want 6 at 7, %v", len(o.Body), o.Version, err)
	}
	for w := range 6 {
		if !strings.ContainsRune(string(o.Body), rune('a'+w)) {
			t.Errorf("change %c is lost: %s", 'a'+w, o.Body)
		}
	}
}
