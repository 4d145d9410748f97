package storetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/survey"
)

func (e env) refers(t *testing.T, id, wantOrder string) {
	t.Helper()
	order, number, err := e.store.OrderByRef(e.ctx, "aster", "shopify", id)
	switch {
	case wantOrder == "" && fault.KindOf(err) != fault.NotFound:
		t.Errorf("ref %s leads to %q, %v, want not found", id, order, err)
	case wantOrder != "" && (err != nil || order != wantOrder || number != "#1001"):
		t.Errorf("ref %s leads to %q, number %q, %v, want %q", id, order, number, err, wantOrder)
	}
}

func testRefs(t *testing.T, e env) {
	o := store.Order{ID: "o1", Brand: "aster", Number: "#1001", Refs: []store.Ref{{System: "shopify", ID: "4507"}, {System: "shopify", ID: "gid://shopify/Order/4507#x"}}}
	e.refers(t, "4507", "")
	e.put(t, o, 0)
	e.put(t, o, 0) // the same again is no conflict
	e.refers(t, "4507", "o1")
	e.refers(t, "gid://shopify/Order/4507#x", "o1")
	if _, err := e.store.OrderPointer(e.ctx, "aster", "shopify/4507"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a ref answers as an order number: %v", err)
	}
	if _, _, err := e.store.OrderByRef(e.ctx, "birch", "shopify", "4507"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another brand's ref: %v, want not found", err)
	}

	thief := store.Order{ID: "o2", Brand: "aster", Number: "1002", Refs: o.Refs[:1]}
	err := e.store.PutOrder(e.ctx, thief, 0)
	var conflict *store.ConflictError
	if fault.KindOf(err) != fault.Conflict || errors.As(err, &conflict) || !strings.Contains(err.Error(), "#1001") {
		t.Errorf("a ref of another order: %v, want a conflict that names it and is not mended by trying again", err)
	}
	e.refers(t, "4507", "o1")
	if _, err := e.store.Order(e.ctx, "o2"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the second order was written: %v", err)
	}
	m := &store.Meter{}
	o.Refs, o.Body = nil, []byte("body 2")
	if err := e.store.PutOrder(store.WithMeter(e.ctx, m), o, 1); err != nil || m.Write != 1 {
		t.Errorf("order without new refs: %.1f write units, want 1, %v", m.Write, err)
	}
	e.refers(t, "4507", "o1")
	for name, bad := range map[string]store.Ref{"no system": {ID: "1"}, "no id": {System: "shopify"}, "system with /": {System: "a/b", ID: "1"}} {
		err := e.store.PutOrder(e.ctx, store.Order{ID: "o3", Brand: "aster", Number: "3", Refs: []store.Ref{bad}}, 0)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
}

func testRotation(t *testing.T, e env) {
	o := store.Order{ID: "o1", Brand: "aster", Number: "#1001", Lookup: [][]byte{{1}}}
	e.put(t, o, 0)
	o.Rotation = 2
	e.put(t, o, 1)
	e.points(t, "#1001", store.Pointer{OrderID: "o1", Lookup: o.Lookup, Rotation: 2})
	got, err := e.store.Order(e.ctx, "o1")
	if err != nil || got.Rotation != 2 {
		t.Errorf("order at rotation %d, %v, want 2", got.Rotation, err)
	}
	l := store.Link{Hash: "00ff", Order: "o1", Scope: "gift", N: 2, Expires: e.now().Add(time.Hour)}
	if err := e.store.PutLink(e.ctx, l); err != nil {
		t.Fatal(err)
	}
	if got, err := e.store.Link(e.ctx, "00ff"); err != nil || got != l {
		t.Errorf("link %+v, %v, want %+v", got, err, l)
	}
	for range 2 { // twice is once
		if err := e.store.DeleteLink(e.ctx, "00ff"); err != nil {
			t.Error(err)
		}
		if _, err := e.store.Link(e.ctx, "00ff"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("deleted link: %v, want not found", err)
		}
	}
	if err := e.store.DeleteLink(e.ctx, ""); fault.KindOf(err) != fault.Invalid {
		t.Errorf("link without hash: %v, want invalid", err)
	}
}

func testDeletePointer(t *testing.T, e env) {
	o := store.Order{ID: "o1", Brand: "aster", Number: "#1001", Lookup: [][]byte{{1}}, Refs: []store.Ref{{System: "shopify", ID: "4507"}}}
	e.put(t, o, 0)
	if err := e.store.DeletePointer(e.ctx, "aster", "#1001", "o2"); err != nil {
		t.Fatal(err)
	}
	e.points(t, "#1001", store.Pointer{OrderID: "o1", Lookup: o.Lookup})
	for range 2 {
		if err := e.store.DeletePointer(e.ctx, "aster", "#1001", "o1"); err != nil {
			t.Fatal(err)
		}
		if _, err := e.store.OrderPointer(e.ctx, "aster", "#1001"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("deleted pointer: %v, want not found", err)
		}
	}
	e.refers(t, "4507", "o1")
}

// Everything that lies beside an order comes by one query.
func testAboutOrder(t *testing.T, e env) {
	e.put(t, store.Order{ID: "o1", Brand: "aster", Number: "1001"}, 0)
	d := store.Decision{Order: "o1", Key: "s1/0/delivered/1/owner/email", Outcome: store.OutcomeSkip, Reason: "no consent", At: e.now()}
	if _, _, err := e.store.Decide(e.ctx, d); err != nil {
		t.Fatal(err)
	}
	vote, err := e.store.ChangeVote(e.ctx, "aster", "o1", "s1", func(o store.Opinion) (store.Opinion, error) {
		o.Vote.Vote = survey.Vote{Score: 2, First: e.now(), Changed: e.now(), Cell: survey.Cell{Week: "2026-W47", Carrier: "ups", Service: "-", Region: "DE"}}
		o.Vote.Comment = []byte("sealed")
		return o, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	report, err := e.store.ChangeCase(e.ctx, "aster", "o1", "", survey.Other, func(c store.Case) (store.Case, error) {
		c.Case = survey.Case{Open: true, Opened: e.now(), Changed: e.now(), Times: 1}
		return c, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := e.store.AboutOrder(e.ctx, "o1")
	for i := range got.Decisions {
		got.Decisions[i].Token = ""
	}
	want := store.About{Decisions: []store.Decision{d}, Votes: []store.Vote{vote.Vote}, Cases: []store.Case{report}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("about the order, %v:\n%s", err, diff)
	}
	if got, err := e.store.AboutOrder(e.ctx, "o2"); err != nil || len(got.Decisions)+len(got.Votes)+len(got.Cases) != 0 {
		t.Errorf("about an order that is not there: %+v, %v", got, err)
	}
}

func testDestroyedKeys(t *testing.T, e env) {
	for _, owner := range []string{"order/o1", "order/never-sealed"} {
		if owner == "order/o1" {
			if _, err := e.store.PutDataKey(e.ctx, owner, []byte("key")); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := e.store.DestroyDataKey(e.ctx, owner, time.Time{}); err != nil {
				t.Fatal(err)
			}
			if key, err := e.store.DataKey(e.ctx, owner); fault.KindOf(err) != fault.Gone || key != nil {
				t.Errorf("destroyed key of %s: %q, %v, want gone", owner, key, err)
			}
			if key, err := e.store.PutDataKey(e.ctx, owner, []byte("second")); fault.KindOf(err) != fault.Gone || key != nil {
				t.Errorf("a key in place of a destroyed one of %s: %q, %v, want gone", owner, key, err)
			}
		}
	}
	// A number lives again after a while: its tombstone ends, whether DynamoDB has deleted it or not.
	if err := e.store.DestroyDataKey(e.ctx, "T#1Z999", e.now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := e.store.PutDataKey(e.ctx, "T#1Z999", []byte("early")); fault.KindOf(err) != fault.Gone {
		t.Errorf("a key before the tombstone ends: %v, want gone", err)
	}
	e.pass(time.Hour)
	if _, err := e.store.DataKey(e.ctx, "T#1Z999"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("key after the tombstone ended: %v, want not found", err)
	}
	if key, err := e.store.PutDataKey(e.ctx, "T#1Z999", []byte("next life")); err != nil || string(key) != "next life" {
		t.Errorf("key of the next life: %q, %v", key, err)
	}
	if err := e.store.DestroyDataKey(e.ctx, "", time.Time{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no owner: %v, want invalid", err)
	}
}

func testClaimWithoutLook(t *testing.T, e env) {
	claim := shipment.Claim{Order: "o1", Shipment: "s1", Brand: "aster", Revision: 1}
	if _, err := e.store.Claim(e.ctx, "DSABCDEFGHIJKLMNOPAB", claim, store.Due{}); err != nil {
		t.Fatal(err)
	}
	n, err := e.store.Number(e.ctx, "DSABCDEFGHIJKLMNOPAB")
	if err != nil || n.Due != (store.Due{}) || len(n.Claims) != 1 {
		t.Errorf("number %+v, %v, want one claim and nothing due", n, err)
	}
}
