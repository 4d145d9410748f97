package storetest

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// move moves a due entry that must be there.
func (e env) move(t *testing.T, number string, from store.Due, to *store.Due) {
	t.Helper()
	ok, err := e.store.MoveDue(e.ctx, number, from, to)
	if err != nil || !ok {
		t.Fatalf("MoveDue(%s): %v, %v", number, ok, err)
	}
}

// due lists all shards.
func (e env) due(t *testing.T, kind string, before time.Time) []store.DueEntry {
	t.Helper()
	var all []store.DueEntry
	for shard := range store.Shards {
		entries, err := e.store.DueBefore(e.ctx, kind, shard, before, 100)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, entries...)
	}
	slices.SortFunc(all, func(a, b store.DueEntry) int { return a.Due.At.Compare(b.Due.At) })
	return all
}

func testDue(t *testing.T, e env) {
	facts := tellers[0].story(1, 3)
	first, second := store.Due{Kind: "poll", At: e.now().Add(time.Hour)}, store.Due{Kind: "poll", At: e.now().Add(2 * time.Hour)}
	e.add(t, "1ZA", store.Addition{Claims: []shipment.Claim{claimOf(1)}, Due: &first})
	e.add(t, "1ZB", store.Addition{Claims: []shipment.Claim{claimOf(2)}, Due: &second})
	e.add(t, "1ZB", store.Addition{Facts: facts[:1], Due: &first}) // a scan never moves it
	e.add(t, "1ZC", store.Addition{Claims: []shipment.Claim{claimOf(3)}, Due: &store.Due{Kind: "check", At: e.now()}})

	want := []store.DueEntry{{Number: "1ZA", Due: first}}
	if got := e.due(t, "poll", second.At); !slices.Equal(got, want) {
		t.Errorf("due before %v: %+v, want %+v", second.At, got, want)
	}
	want = append(want, store.DueEntry{Number: "1ZB", Due: second})
	if got := e.due(t, "poll", second.At.Add(time.Second)); !slices.Equal(got, want) {
		t.Errorf("due after both: %+v, want %+v", got, want)
	}

	third := store.Due{Kind: "check", At: e.now().Add(3 * time.Hour)}
	e.move(t, "1ZA", first, &third)
	e.move(t, "1ZA", first, &third) // a repeated move finds itself done
	for name, from := range map[string]store.Due{"moved away": first, "other time": {Kind: "check", At: e.now()}, "none": {}} {
		ok, err := e.store.MoveDue(e.ctx, "1ZA", from, nil)
		if err != nil || ok {
			t.Errorf("move from an entry that is not there (%s): %v, %v", name, ok, err)
		}
	}
	ok, err := e.store.MoveDue(e.ctx, "1ZNOBODY", store.Due{}, &third)
	if err != nil || ok {
		t.Errorf("move of an unknown number: %v, %v", ok, err)
	}
	e.move(t, "1ZA", third, nil)
	e.move(t, "1ZA", third, nil)
	if n := e.read(t, "1ZA"); n.Due != (store.Due{}) || n.Version != 1 {
		t.Errorf("due %+v at version %d, want none at 1", n.Due, n.Version)
	}
	e.add(t, "1ZA", store.Addition{Facts: facts, Due: &first}) // what comes to life again is due again
	if n := e.read(t, "1ZA"); n.Due != first {
		t.Errorf("due %+v, want %+v", n.Due, first)
	}
}

// A worker that writes facts from an older view must not overwrite an entry that another worker set meanwhile.
func testDueRace(t *testing.T, e env) {
	e.add(t, "1ZRACE", store.Addition{Claims: []shipment.Claim{claimOf(1)}})
	s := e.over(&stale{Client: e.client})
	_, err := s.Number(e.ctx, "1ZRACE")
	if err != nil {
		t.Fatal(err)
	}
	set := store.Due{Kind: "check", At: e.now().Add(time.Hour)}
	e.move(t, "1ZRACE", store.Due{}, &set)
	_, err = s.Add(e.ctx, "1ZRACE", store.Addition{Facts: tellers[0].story(1, 1), Due: &store.Due{Kind: "poll", At: e.now()}})
	if err != nil {
		t.Fatal(err)
	}
	if n := e.read(t, "1ZRACE"); n.Due != set {
		t.Errorf("due %+v, want %+v", n.Due, set)
	}
}

func testLease(t *testing.T, e env) {
	at := store.Due{Kind: "poll", At: e.now()}
	e.add(t, "1ZLEASE", store.Addition{Claims: []shipment.Claim{claimOf(1)}, Due: &at})
	entry := e.due(t, "poll", e.now().Add(time.Second))[0]
	until := e.now().Add(5 * time.Minute)
	var winners atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			ok, err := e.store.LeaseDue(e.ctx, entry, until)
			if err != nil {
				t.Error(err)
			}
			if ok {
				winners.Add(1)
			}
		})
	}
	wg.Wait()
	if winners.Load() != 1 {
		t.Errorf("%d workers hold the lease, want 1", winners.Load())
	}
	if due := e.due(t, "poll", until); len(due) != 0 {
		t.Errorf("due during the lease: %+v", due)
	}
	again := e.due(t, "poll", until.Add(time.Second)) // the worker died
	if len(again) != 1 || again[0].Due.At != until {
		t.Errorf("due after the lease: %+v", again)
	}
}

func testDuePages(t *testing.T, e env) {
	shards := map[int]int{}
	for i := range 40 {
		number := claimOf(i).Order
		e.add(t, number, store.Addition{Claims: []shipment.Claim{claimOf(i)}, Due: &store.Due{Kind: "poll", At: e.now().Add(time.Duration(i) * time.Second)}})
	}
	for shard := range store.Shards {
		all, err := e.store.DueBefore(e.ctx, "poll", shard, e.now().Add(time.Hour), 100)
		if err != nil {
			t.Fatal(err)
		}
		shards[shard] = len(all)
		some, err := e.store.DueBefore(e.ctx, "poll", shard, e.now().Add(time.Hour), 3)
		if err != nil || !slices.Equal(some, all[:min(3, len(all))]) {
			t.Errorf("first 3 of shard %d: %+v, %v, want the longest due first", shard, some, err)
		}
	}
	sum := 0
	for shard, n := range shards {
		sum += n
		if n == 0 {
			t.Errorf("shard %d of %d is empty: %v", shard, store.Shards, shards)
		}
	}
	if sum != 40 {
		t.Errorf("%d entries in all shards, want 40", sum)
	}
}

// What has come to its end is due no more, without a write of its own; one without proof still is, and so is a check.
func testSettle(t *testing.T, e env) {
	end := func(how shipment.Assurance) shipment.Fact {
		f := tellers[0].scan(line{"011", "DELIVERED", shipment.Delivered, ""}, stops[0], start.AddDate(0, 0, 9))
		f.Assurance = how
		return f
	}
	poll, check := store.Due{Kind: "poll", At: e.now().Add(time.Hour)}, store.Due{Kind: "check", At: e.now().Add(time.Hour)}
	for _, c := range []struct {
		name   string
		due    store.Due
		add    store.Addition
		want   store.Due
		writes float64
	}{
		{"1ZEND", poll, store.Addition{Facts: []shipment.Fact{end(shipment.Signed)}, Settle: true}, store.Due{}, 2},
		{"1ZNOTASKED", poll, store.Addition{Facts: []shipment.Fact{end(shipment.Signed)}}, poll, 1},
		{"1ZNOPROOF", poll, store.Addition{Facts: []shipment.Fact{end(shipment.BySecret)}, Settle: true}, poll, 1},
		{"1ZMOVING", poll, store.Addition{Facts: tellers[0].story(1, 1), Settle: true}, poll, 1},
		{"1ZCHECK", check, store.Addition{Facts: []shipment.Fact{end(shipment.Signed)}, Settle: true}, check, 1},
	} {
		e.add(t, c.name, store.Addition{Claims: []shipment.Claim{claimOf(1)}, Due: &c.due})
		m, saved := e.metered(t, c.name, c.add)
		if n := e.read(t, c.name); n.Due != c.want || saved.Number.Due != c.want {
			t.Errorf("%s: due %+v, told %+v, want %+v", c.name, n.Due, saved.Number.Due, c.want)
		}
		want(t, c.name, m.Write, c.writes)
	}
	e.add(t, "1ZTWO", store.Addition{Claims: []shipment.Claim{claimOf(1)}, Due: &poll})
	e.add(t, "1ZTWO", store.Addition{Claims: []shipment.Claim{{Order: "o2", Shipment: "s", Brand: "aster", Epoch: "2030-01-01"}}})
	if e.add(t, "1ZTWO", store.Addition{Facts: []shipment.Fact{end(shipment.Signed)}, Settle: true}); e.read(t, "1ZTWO").Due != poll {
		t.Error("another parcel of the number is on its way and nobody will look at it")
	}
}

// An entry carries how long it is claimed for, and is found at its time all the same.
func testLeaseLength(t *testing.T, e env) {
	at := store.Due{Kind: "poll", At: e.now().Add(time.Hour), Lease: 12 * time.Hour}
	e.add(t, "1ZLONG", store.Addition{Claims: []shipment.Claim{claimOf(1)}, Due: &at})
	if got := e.due(t, "poll", at.At); len(got) != 0 {
		t.Errorf("due before its time: %+v", got)
	}
	found := e.due(t, "poll", at.At.Add(time.Second))
	if want := []store.DueEntry{{Number: "1ZLONG", Due: at}}; !slices.Equal(found, want) {
		t.Fatalf("due %+v, want %+v", found, want)
	}
	until := at.At.Add(at.Lease)
	if ok, err := e.store.LeaseDue(e.ctx, found[0], until); err != nil || !ok {
		t.Fatalf("lease: %v, %v", ok, err)
	}
	leased := store.Due{Kind: "poll", At: until, Lease: at.Lease}
	if n := e.read(t, "1ZLONG"); n.Due != leased {
		t.Errorf("leased %+v, want %+v", n.Due, leased)
	}
	for name, odd := range map[string]time.Duration{"1ZODD": time.Second - 1, "1ZNEGATIVE": -time.Hour, "1ZHALVES": 90*time.Second + 1} {
		e.add(t, name, store.Addition{Claims: []shipment.Claim{claimOf(2)}, Due: &store.Due{Kind: "poll", At: e.now(), Lease: odd}})
	}
	for _, entry := range e.due(t, "poll", e.now().Add(time.Minute)) {
		if ok, err := e.store.LeaseDue(e.ctx, entry, e.now().Add(24*time.Hour)); err != nil || !ok {
			t.Errorf("%s cannot be claimed: %v, %v", entry.Number, ok, err)
		}
	}
	plain := store.Due{Kind: "poll", At: until}
	if ok, err := e.store.MoveDue(e.ctx, "1ZLONG", plain, nil); err != nil || ok {
		t.Errorf("moved from an entry of another lease: %v, %v", ok, err)
	}
	e.move(t, "1ZLONG", leased, &plain)
	e.move(t, "1ZLONG", leased, &plain)
}
