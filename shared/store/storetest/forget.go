package storetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/shipment"
	"doorstep/shared/store"
	"doorstep/shared/survey"
)

// told is a box of two orders that a neighbour took, with who signed, after somebody had to look at it.
func told() (facts []shipment.Fact, proofs map[string][]byte) {
	attempt := tellers[0].scan(line{"DA1", "No answer at Ada Canary's", shipment.DeliveryAttempted, ""}, stops[0], start.AddDate(0, 0, 2))
	attempt.Place.Text = "CANARY LANE 7"
	facts = []shipment.Fact{tellers[0].scan(line{"OR", "Origin Scan", shipment.InTransit, ""}, stops[0], start), attempt}
	return facts, map[string][]byte{attempt.ID: []byte("sealed")}
}

// words joins what senders wrote.
func words(n store.Number) string {
	var all []string
	for _, f := range n.Facts {
		all = append(all, f.Text, f.Place.Text)
	}
	return strings.Join(all, "|")
}

// An erased claim takes the words and the signer, unless another order shows them; what they were about stays.
func testErasedClaims(t *testing.T, e env) {
	facts, proofs := told()
	one, two := claimOf(1), claimOf(2)
	two.Order = "order2"
	poll := store.Due{Kind: "poll", At: e.now().Add(time.Hour)}
	before := e.add(t, "1ZBOX", store.Addition{Facts: facts, Proofs: proofs, Claims: []shipment.Claim{one, two}, Due: &poll}).Number
	mark := func(c shipment.Claim) float64 {
		t.Helper()
		c.Erased, c.Promise = true, ""
		meter := &store.Meter{}
		if _, err := e.store.Claim(store.WithMeter(e.ctx, meter), "1ZBOX", c, store.Due{}); err != nil {
			t.Fatal(err)
		}
		return meter.Write
	}
	mark(one)
	if n := e.read(t, "1ZBOX"); words(n) != words(before) || len(n.Proofs) != 1 || n.Due.Kind != "poll" || len(e.open(t, "aster")) != 1 {
		t.Errorf("one of two orders in a box erased: %q, %d proofs, due %v, open %v", words(n), len(n.Proofs), n.Due, e.open(t, "aster"))
	}
	mark(two)
	after := e.read(t, "1ZBOX")
	if strings.Trim(words(after), "-|") != "" || len(after.Proofs) != 0 || after.Due != (store.Due{}) || len(e.open(t, "aster")) != 0 {
		t.Errorf("both erased: %q, %d proofs, due %v, open %v", words(after), len(after.Proofs), after.Due, e.open(t, "aster"))
	}
	for i, c := range after.Claims {
		want := before.Claims[i]
		want.Erased = true
		if diff := cmp.Diff(want, c); diff != "" {
			t.Errorf("claim %d is more than marked:\n%s", i, diff)
		}
	}
	if units := mark(two); units != 0 {
		t.Errorf("marking again costs %.1f write units", units)
	}
	two.Revision += 5 // a change that was under way
	e.add(t, "1ZBOX", store.Addition{Claims: []shipment.Claim{two}})
	if n := e.read(t, "1ZBOX"); !n.Claims[1].Erased || n.Claims[1].Revision != two.Revision {
		t.Errorf("a later claim took the mark away: %+v", n.Claims[1])
	}
	again, saved := e.metered(t, "1ZBOX", store.Addition{Facts: facts, Proofs: proofs})
	if again.Write != 0 || saved.Changed {
		t.Errorf("the carrier tells the same again: %.1f write units", again.Write)
	}
	late := tellers[0].scan(line{"011", "Left with B. Canary", shipment.Delivered, ""}, stops[0], start.AddDate(0, 0, 3))
	n := e.add(t, "1ZBOX", store.Addition{Facts: []shipment.Fact{late}, Proofs: map[string][]byte{late.ID: []byte("sealed")}}).Number
	if strings.Contains(words(n), "Canary") || len(n.Proofs) != 0 || n.Status("order2", two.Shipment) != shipment.Delivered {
		t.Errorf("after a late scan: %q, %d proofs, %s", words(n), len(n.Proofs), n.Status("order2", two.Shipment))
	}
}

// What a shopper wrote goes, with its places on lists; what is counted stays.
func testForgetAbout(t *testing.T, e env) {
	if _, err := e.cast(e.store, survey.Ballot{Score: 2}, []byte("sealed comment")); err != nil {
		t.Fatal(err)
	}
	_, err := e.store.ChangeCase(e.ctx, "aster", "o1", "s1", survey.Damaged, func(c store.Case) (store.Case, error) {
		c.Case = survey.Case{Kind: survey.Damaged, Open: true, Opened: e.now(), Changed: e.now(), Times: 1}
		c.Comment = []byte("sealed report")
		return c, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	closed, err := e.store.ChangeCase(e.ctx, "aster", "o1", "s2", survey.Other, func(c store.Case) (store.Case, error) {
		c.Case = survey.Case{Kind: survey.Other, Opened: e.now(), Changed: e.now(), Times: 1, Closed: survey.ByMerchant}
		return c, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := e.store.RecordFinding(e.ctx, e.silence("s1", 20775)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := e.store.Decide(e.ctx, store.Decision{Order: "o1", Key: "s1/0/delivered/1/owner/email", Outcome: store.OutcomeSkip, At: e.now()}); err != nil {
		t.Fatal(err)
	}
	if open := e.open(t, "aster"); len(open) != 3 {
		t.Fatalf("open before: %v", open)
	}
	before, err := e.store.AboutOrder(e.ctx, "o1")
	if err != nil {
		t.Fatal(err)
	}
	e.pass(time.Hour)
	for i, want := range []float64{8, 0} { // two cases and a finding leave the list, the finding also the due index; a vote
		meter := &store.Meter{}
		if err := e.store.ForgetAbout(store.WithMeter(e.ctx, meter), "o1"); err != nil {
			t.Fatal(err)
		}
		if meter.Write != want {
			t.Errorf("call %d takes %.1f write units, want %.1f", i+1, meter.Write, want)
		}
	}
	after, err := e.store.AboutOrder(e.ctx, "o1")
	if err != nil {
		t.Fatal(err)
	}
	if open, due := e.open(t, "aster"), e.due(t, store.CheckDue, e.now().Add(1000*time.Hour)); len(open) != 0 || len(due) != 0 {
		t.Errorf("still open %v, due %v", open, due)
	}
	e.sums(t, counted([survey.Best]int64{1: 1}, [survey.Best]int64{}, 1))
	if diff := cmp.Diff(before.Decisions, after.Decisions); diff != "" {
		t.Errorf("decisions:\n%s", diff)
	}
	if v := after.Votes[0]; len(v.Comment) != 0 || v.Vote != before.Votes[0].Vote || v.Version != before.Votes[0].Version+1 {
		t.Errorf("vote %+v", v)
	}
	if f := after.Findings[0]; f.State != store.FindingClosed || f.Due.Kind != "" {
		t.Errorf("finding %+v", f)
	}
	if !slices.ContainsFunc(after.Cases, func(c store.Case) bool { return cmp.Equal(c, closed) }) {
		t.Errorf("a closed case without comment was changed: %+v", after.Cases)
	}
	for _, c := range after.Cases {
		if c.Case.Open || len(c.Comment) != 0 || c.Shipment == "s1" && (c.Case.Closed != survey.ByErasure || !c.Case.Changed.Equal(e.now())) {
			t.Errorf("case %+v", c)
		}
	}
}
