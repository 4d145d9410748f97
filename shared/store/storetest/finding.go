package storetest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/watch"
)

func (e env) silence(shipment string, occurrence int) store.Finding {
	return store.Finding{
		Brand: "aster", Order: "o1", Shipment: shipment, Number: "1ZSILENT", Made: e.now(),
		Due: store.Due{Kind: store.CheckDue, At: e.now().Add(12 * time.Hour), Lease: 12 * time.Hour},
		Found: watch.Finding{
			Kind: watch.Silent, Occurrence: occurrence, Since: start.AddDate(0, 0, -4), Due: start.AddDate(0, 0, -1), Severity: watch.Warning,
			Action: watch.Action{Code: "open_trace", Text: "Trace it."}, Disruption: "d1", Words: map[string]string{"en": "Ice.", "de": "Eis."},
		},
	}
}

// A finding is recorded once, stands on the team's list and in the due index while it is open, and on neither afterwards.
func testFindings(t *testing.T, e env) {
	want := e.silence("s1", 20775)
	got, first, err := e.store.RecordFinding(e.ctx, want)
	want.State = store.FindingOpen
	if diff := cmp.Diff(want, got); err != nil || !first || diff != "" {
		t.Fatalf("recorded, first %v, %v:\n%s", first, err, diff)
	}
	e.pass(time.Minute)
	again := e.silence("s1", 20775)
	again.Found.Severity = watch.Urgent
	if got, first, err := e.store.RecordFinding(e.ctx, again); err != nil || first || !cmp.Equal(got, want) {
		t.Errorf("a second time: first %v, %v\n%s", first, err, cmp.Diff(want, got))
	}
	if err := e.store.TellFinding(e.ctx, "o1", want.Name()); err != nil {
		t.Error(err)
	}
	want.Told = true
	whole := store.Finding{Brand: "aster", Order: "o1", Made: e.now(), Found: watch.Finding{Kind: watch.NoShipment, Occurrence: 20770}}
	if _, first, err := e.store.RecordFinding(e.ctx, whole); err != nil || !first {
		t.Errorf("of the whole order: %v, %v", first, err)
	}
	if one, err := e.store.Finding(e.ctx, "o1", want.Name()); err != nil || !cmp.Equal(one, want) {
		t.Errorf("read, %v:\n%s", err, cmp.Diff(want, one))
	}
	all, err := e.store.Findings(e.ctx, "o1")
	if err != nil || len(all) != 2 || all[0].Shipment != "" || !cmp.Equal(all[1], want) {
		t.Errorf("all: %+v, %v", all, err)
	}
	if about, err := e.store.AboutOrder(e.ctx, "o1"); err != nil || !cmp.Equal(about.Findings, all) {
		t.Errorf("beside the order, %v:\n%s", err, cmp.Diff(all, about.Findings))
	}
	page, err := e.store.Attention(e.ctx, "aster", time.Time{}, "", 9)
	list := []store.AttentionEntry{
		{Order: "o1", Shipment: "s1", Kind: watch.Silent, Finding: "s1#silent#20775", Since: start},
		{Order: "o1", Kind: watch.NoShipment, Finding: "-#no_shipment#20770", Since: start.Add(time.Minute)},
	}
	if diff := cmp.Diff(list, page.Entries); err != nil || diff != "" {
		t.Errorf("list, %v:\n%s", err, diff)
	}
	entry := store.DueEntry{Order: "o1", Finding: "s1#silent#20775", Due: want.Due}
	if diff := cmp.Diff([]store.DueEntry{entry}, e.due(t, store.CheckDue, want.Due.At.Add(time.Second))); diff != "" {
		t.Fatalf("due:\n%s", diff)
	}
	if ok, err := e.store.LeaseDue(e.ctx, entry, want.Due.At.Add(want.Due.Lease)); err != nil || !ok {
		t.Errorf("lease: %v, %v", ok, err)
	}
	if ok, err := e.store.MoveEntry(e.ctx, entry, nil); err != nil || ok {
		t.Errorf("moved from where it stood before the lease: %v, %v", ok, err)
	}
	if ended, err := e.store.EndFinding(e.ctx, "o1", want.Name(), store.FindingOver); err != nil || !ended {
		t.Errorf("end: %v, %v", ended, err)
	}
	if ended, err := e.store.EndFinding(e.ctx, "o1", want.Name(), store.FindingClosed); err != nil || ended {
		t.Errorf("what is over was closed: %v, %v", ended, err)
	}
	want.State, want.Ended, want.Due = store.FindingOver, e.now(), store.Due{}
	if one, err := e.store.Finding(e.ctx, "o1", want.Name()); err != nil || !cmp.Equal(one, want) {
		t.Errorf("afterwards, %v:\n%s", err, cmp.Diff(want, one))
	}
	if _, first, err := e.store.RecordFinding(e.ctx, again); err != nil || first {
		t.Errorf("what is over was found again: %v, %v", first, err)
	}
	if page, err := e.store.Attention(e.ctx, "aster", time.Time{}, "", 9); err != nil || len(page.Entries) != 1 {
		t.Errorf("list afterwards: %+v, %v", page.Entries, err)
	}
	if due := e.due(t, store.CheckDue, start.AddDate(1, 0, 0)); len(due) != 0 {
		t.Errorf("due afterwards: %+v", due)
	}
}

// Eight workers find the same at once: one of them records it.
func testFindingsAtOnce(t *testing.T, e env) {
	var firsts, ends atomic.Int64
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			if _, first, err := e.store.RecordFinding(e.ctx, e.silence("s1", 20775)); err != nil {
				t.Error(err)
			} else if first {
				firsts.Add(1)
			}
		})
	}
	workers.Wait()
	for range 8 {
		workers.Go(func() {
			if ended, err := e.store.EndFinding(e.ctx, "o1", "s1#silent#20775", store.FindingClosed); err != nil {
				t.Error(err)
			} else if ended {
				ends.Add(1)
			}
		})
	}
	workers.Wait()
	if firsts.Load() != 1 || ends.Load() != 1 {
		t.Errorf("%d recorded it, %d ended it", firsts.Load(), ends.Load())
	}
	m := &store.Meter{}
	if _, _, err := e.store.RecordFinding(store.WithMeter(e.ctx, m), e.silence("s2", 20775)); err != nil {
		t.Fatal(err)
	}
	want(t, "a finding", m.Write, 3) // itself and two indexes
}

func testFindingKeys(t *testing.T, e env) {
	odd := e.silence("s1", 20775)
	odd.Brand = "a#b"
	for name, call := range map[string]func() error{
		"brand with #": func() error { _, _, err := e.store.RecordFinding(e.ctx, odd); return err },
		"shipment with #": func() error {
			_, _, err := e.store.RecordFinding(e.ctx, e.silence("s#1", 20775))
			return err
		},
		"no occurrence": func() error { _, _, err := e.store.RecordFinding(e.ctx, e.silence("s1", 0)); return err },
		"no name":       func() error { _, err := e.store.Finding(e.ctx, "o1", "s1"); return err },
		"no order":      func() error { _, err := e.store.Findings(e.ctx, ""); return err },
		"no end":        func() error { _, err := e.store.EndFinding(e.ctx, "o1", "s1#silent#1", "lost"); return err },
		"disruption with #": func() error {
			return e.store.PutDisruption(e.ctx, watch.Disruption{ID: "a#b", Carrier: "ups", From: "2026-12-01", Until: "2026-12-01"})
		},
		"bad disruption": func() error { return e.store.PutDisruption(e.ctx, watch.Disruption{ID: "a"}) },
	} {
		if err := call(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	if _, err := e.store.Finding(e.ctx, "o1", "s1#silent#1"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("no such finding: %v", err)
	}
	if ended, err := e.store.EndFinding(e.ctx, "o1", "s1#silent#1", store.FindingOver); err != nil || ended {
		t.Errorf("ended what is not there: %v, %v", ended, err)
	}
}

func testDisruptions(t *testing.T, e env) {
	ice := watch.Disruption{ID: "d1", Carrier: "ups", Country: "US", Region: "TX", From: "2026-11-04", Until: "2026-11-06",
		Texts: map[string]string{"en": "Ice."}, Pause: []string{watch.Silent}}
	strike := watch.Disruption{ID: "d0", Country: "FR", From: "2026-11-03", Until: "2026-11-03"}
	for _, d := range []watch.Disruption{ice, strike, ice} {
		if err := e.store.PutDisruption(e.ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	all, err := e.store.Disruptions(e.ctx)
	if diff := cmp.Diff([]watch.Disruption{strike, ice}, all); err != nil || diff != "" {
		t.Errorf("%v:\n%s", err, diff)
	}
	e.pass(63 * 24 * time.Hour)
	if all, err := e.store.Disruptions(e.ctx); err != nil || len(all) != 1 || all[0].ID != "d1" {
		t.Errorf("two months later: %+v, %v", all, err)
	}
	for range 2 {
		if err := e.store.DeleteDisruption(e.ctx, "d1"); err != nil {
			t.Error(err)
		}
	}
	if all, err := e.store.Disruptions(e.ctx); err != nil || len(all) != 0 {
		t.Errorf("deleted: %+v, %v", all, err)
	}
}

// An order stands in the due index while whoever writes it says so; moving the entry is no new version of the order, and no news.
func testDueOrder(t *testing.T, e env) {
	due := store.Due{Kind: store.CheckDue, At: e.now().Add(72 * time.Hour), Lease: 12 * time.Hour}
	o := store.Order{ID: "o1", Brand: "aster", Number: "1001", Body: []byte("x"), Pending: true, Due: due}
	if err := e.store.PutOrder(e.ctx, o, 0); err != nil {
		t.Fatal(err)
	}
	entry := store.DueEntry{Order: "o1", Due: due}
	if diff := cmp.Diff([]store.DueEntry{entry}, e.due(t, store.CheckDue, due.At.Add(time.Second))); diff != "" {
		t.Fatalf("due:\n%s", diff)
	}
	later := store.Due{Kind: store.CheckDue, At: due.At.Add(time.Hour), Lease: due.Lease}
	if ok, err := e.store.MoveEntry(e.ctx, entry, &later); err != nil || !ok {
		t.Errorf("move: %v, %v", ok, err)
	}
	read, err := e.store.Order(e.ctx, "o1")
	if err != nil || read.Due != later || read.Version != 1 || read.Pending {
		t.Errorf("read %+v, %v", read, err)
	}
	read.Body = []byte("y")
	if err := e.store.PutOrder(e.ctx, read, 1); err != nil {
		t.Fatal(err)
	}
	read.Version, read.Due = 2, store.Due{}
	if got, err := e.store.Order(e.ctx, "o1"); err != nil || got.Due != later {
		t.Errorf("written with what was read: %+v, %v", got.Due, err)
	}
	if err := e.store.PutOrder(e.ctx, read, 2); err != nil {
		t.Fatal(err)
	}
	if due := e.due(t, store.CheckDue, start.AddDate(1, 0, 0)); len(due) != 0 {
		t.Errorf("due although the order says no more: %+v", due)
	}
	e.add(t, "1ZOWN", store.Addition{Claims: []shipment.Claim{claimOf(1)}, Due: &due})
	if got := e.due(t, store.CheckDue, due.At.Add(time.Second)); len(got) != 1 || got[0].Number != "1ZOWN" {
		t.Errorf("a number: %+v", got)
	}
}
