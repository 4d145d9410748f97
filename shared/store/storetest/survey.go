package storetest

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/fault"
	"doorstep/shared/store"
	"doorstep/shared/survey"
)

// milwaukee is where the votes of this file are counted.
func milwaukee() survey.Cell {
	return survey.Cell{Week: "2026-W47", Carrier: "ups", Service: "Ground", Region: "US-WI"}
}

// cast votes as a function does.
func (e env) cast(db *store.Store, b survey.Ballot, comment []byte) (store.Opinion, error) {
	return db.ChangeVote(e.ctx, "aster", "o1", "s1", func(seen store.Opinion) (store.Opinion, error) {
		next := seen
		var err error
		next.Vote.Vote, err = b.Cast(seen.Vote.Vote, survey.Rules{Cell: milwaukee()}, e.now())
		next.Case.Case = seen.Case.Case.Voted(seen.Vote.Vote, next.Vote.Vote)
		if comment != nil {
			next.Vote.Comment = comment
		}
		return next, err
	})
}

func (e env) sums(t *testing.T, want ...store.CellSums) {
	t.Helper()
	got, err := e.store.SurveySums(e.ctx, "aster", "2026-W47")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("sums, %v:\n%s", err, diff)
	}
}

func counted(scores, tracking [survey.Best]int64, low int64) store.CellSums {
	return store.CellSums{Cell: milwaukee(), Sums: survey.Sums{Scores: scores, Tracking: tracking, Low: low}}
}

// A vote, its sums and its case change together.
func testVotes(t *testing.T, e env) {
	e.sums(t)
	first, err := e.cast(e.store, survey.Ballot{Score: 2}, nil)
	if err != nil || first.Vote.Version != 1 || first.Case.Version != 1 {
		t.Fatalf("first vote: %+v, %v", first, err)
	}
	e.sums(t, counted([survey.Best]int64{1: 1}, [survey.Best]int64{}, 1))
	opened := e.now().Format(time.RFC3339)
	if open := e.open(t, "aster"); !slices.Equal(open, []string{"O#o1 " + opened}) {
		t.Errorf("attention after a low score: %v", open)
	}
	e.pass(time.Hour)
	said, err := e.cast(e.store, survey.Ballot{Reason: "late", Tracking: 4}, []byte("sealed"))
	if err != nil || said.Vote.Version != 2 || said.Case.Version != 1 {
		t.Errorf("more about it: %+v, %v", said, err)
	}
	if _, err := e.cast(e.store, survey.Ballot{Score: 5}, nil); err != nil {
		t.Fatal(err)
	}
	e.sums(t, counted([survey.Best]int64{4: 1}, [survey.Best]int64{3: 1}, 0))
	if open := e.open(t, "aster"); len(open) != 0 {
		t.Errorf("attention after the score was raised: %v", open)
	}
	votes, err := e.store.Votes(e.ctx, "o1")
	want := map[string]store.Vote{"s1": {Order: "o1", Shipment: "s1", Version: 3, Comment: []byte("sealed"), Vote: survey.Vote{
		Score: 5, Tracking: 4, First: start, Changed: e.now(), Cell: milwaukee(),
	}}}
	if diff := cmp.Diff(want, votes); err != nil || diff != "" {
		t.Errorf("votes, %v:\n%s", err, diff)
	}
	e.pass(survey.Window)
	if _, err := e.cast(e.store, survey.Ballot{Score: 1}, nil); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a day later: %v, want the refusal of the change", err)
	}
	e.sums(t, counted([survey.Best]int64{4: 1}, [survey.Best]int64{3: 1}, 0))
}

// Twenty taps at once, and taps whose answers were lost, count once.
func testVotesAtOnce(t *testing.T, e env) {
	var taps sync.WaitGroup
	for range 20 {
		taps.Go(func() {
			if _, err := e.cast(e.store, survey.Ballot{Score: 1}, nil); err != nil {
				t.Error(err)
			}
		})
	}
	taps.Wait()
	e.sums(t, counted([survey.Best]int64{0: 1}, [survey.Best]int64{}, 1))
	if _, err := e.cast(e.over(repeating{e.client}), survey.Ballot{Score: 4, Tracking: 1}, nil); err != nil {
		t.Errorf("with lost answers: %v", err)
	}
	e.sums(t, counted([survey.Best]int64{3: 1}, [survey.Best]int64{0: 1}, 0))
	if open := e.open(t, "aster"); len(open) != 0 {
		t.Errorf("attention: %v", open)
	}
}

// What a vote costs, in request units; a transaction takes two for each. A tap that says the same again only reads.
func testVoteCost(t *testing.T, e env) {
	for _, c := range []struct {
		name   string
		ballot survey.Ballot
		write  float64
	}{
		{"a good score", survey.Ballot{Score: 5}, e.units(UnitsOfTransactions, 4, 2)},
		{"the same again", survey.Ballot{Score: 5}, 0},
		{"the tracking", survey.Ballot{Tracking: 3}, e.units(UnitsOfTransactions, 4, 2)},
	} {
		m := &store.Meter{}
		metered := e
		metered.ctx = store.WithMeter(e.ctx, m)
		if _, err := metered.cast(e.store, c.ballot, nil); err != nil {
			t.Fatal(err)
		}
		want(t, c.name, m.Write, c.write)
		want(t, c.name+", read", m.Read, 2)
	}
}

func testCases(t *testing.T, e env) {
	report := survey.Report{Kind: survey.NotReceived}
	file := func(order, shipment string, comment []byte) store.Case {
		t.Helper()
		c, err := e.store.ChangeCase(e.ctx, "aster", order, shipment, report.Kind, func(seen store.Case) (store.Case, error) {
			next := seen
			var err error
			next.Case, err = report.File(seen.Case, nil, e.now())
			if comment != nil {
				next.Comment = comment
			}
			return next, err
		})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if _, err := e.store.Case(e.ctx, "o1", "s1", report.Kind); fault.KindOf(err) != fault.NotFound {
		t.Errorf("before any report: %v, want not found", err)
	}
	first := file("o1", "s1", []byte("sealed"))
	if again := file("o1", "s1", nil); !cmp.Equal(first, again) {
		t.Errorf("a second tap changed the case:\n%s", cmp.Diff(first, again))
	}
	e.pass(2 * time.Minute)
	file("o1", "", nil)
	if later := file("o1", "s1", nil); later.Version != 2 || later.Case.Times != 2 || !later.Case.Opened.Equal(first.Case.Opened) || string(later.Comment) != "sealed" {
		t.Errorf("told again: %+v", later)
	}
	e.pass(2 * time.Minute)
	file("o2", "s9", nil)
	e.add(t, "1ZTROUBLE", trouble())

	page, err := e.store.Attention(e.ctx, "aster", time.Time{}, "", 2)
	if err != nil || len(page.Entries) != 2 || page.Next == "" {
		t.Fatalf("first part: %+v, %v", page, err)
	}
	rest, err := e.store.Attention(e.ctx, "aster", time.Time{}, page.Next, 9)
	got := append(page.Entries, rest.Entries...)
	want := []store.AttentionEntry{
		{Order: "o1", Shipment: "s1", Kind: report.Kind, Since: start}, {Order: "o1", Kind: report.Kind, Since: start.Add(2 * time.Minute)},
		{Order: "o2", Shipment: "s9", Kind: report.Kind, Since: start.Add(4 * time.Minute)}, {Number: "1ZTROUBLE", Since: start.AddDate(0, 0, 3)},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" || rest.Next != "" {
		t.Errorf("list, next %q, %v:\n%s", rest.Next, err, diff)
	}
	since, err := e.store.Attention(e.ctx, "aster", start.Add(time.Minute), "", 9)
	if diff := cmp.Diff(want[1:], since.Entries); err != nil || diff != "" {
		t.Errorf("list since a minute later, %v:\n%s", err, diff)
	}
	if _, err := e.store.ChangeCase(e.ctx, "aster", "o1", "s1", report.Kind, func(seen store.Case) (store.Case, error) {
		seen.Case = seen.Case.Close(survey.ByMerchant, e.now())
		return seen, nil
	}); err != nil {
		t.Fatal(err)
	}
	all, err := e.store.Cases(e.ctx, "o1")
	if err != nil || len(all) != 2 || all[0].Shipment != "" || all[1].Case.Open || all[1].Case.Closed != survey.ByMerchant || string(all[1].Comment) != "sealed" {
		t.Errorf("cases %+v, %v", all, err)
	}
	if open := e.open(t, "aster"); len(open) != 3 {
		t.Errorf("attention after one was closed: %v", open)
	}
	for name, cursor := range map[string]string{"no base64": "%", "no list": "e30", "empty parts": "WyIiLCIiLCIiXQ"} {
		if _, err := e.store.Attention(e.ctx, "aster", time.Time{}, cursor, 9); fault.KindOf(err) != fault.Invalid {
			t.Errorf("cursor with %s: %v, want invalid", name, err)
		}
	}
}

func testSurveyKeys(t *testing.T, e env) {
	for name, call := range map[string]func() error{
		"brand with #": func() error { _, err := e.store.SurveySums(e.ctx, "a#b", "2026-W47"); return err },
		"no order":     func() error { _, err := e.store.Votes(e.ctx, ""); return err },
		"shipment with #": func() error {
			_, err := e.store.Case(e.ctx, "o1", "s#1", survey.Damaged)
			return err
		},
		"cell with #": func() error {
			_, err := e.store.ChangeVote(e.ctx, "aster", "o1", "s1", func(o store.Opinion) (store.Opinion, error) {
				o.Vote.Vote = survey.Vote{Score: 3, Cell: survey.Cell{Week: "2026-W47", Carrier: "a#b", Service: "x", Region: "y"}}
				return o, nil
			})
			return err
		},
	} {
		if err := call(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
}
