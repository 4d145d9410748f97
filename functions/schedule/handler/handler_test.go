package handler

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"doorstep/shared/carrier/cadence"
	"doorstep/shared/fault"
	"doorstep/shared/obs"
	"doorstep/shared/queue"
	"doorstep/shared/store"
)

var now = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// index is a due index: due times by number; the first character of a number is its shard.
type index struct {
	mu     sync.Mutex
	due    map[string]time.Time
	frozen []store.DueEntry // when not nil, what every question is answered with: an index that lags
	taken  map[string]bool  // entries that another run claims first
	err    error
	odd    string        // an entry that can never be claimed
	slow   time.Duration // each lease takes this long
	lease  time.Duration // what entries say themselves
}

func (x *index) DueBefore(_ context.Context, _ string, shard int, before time.Time, limit int) ([]store.DueEntry, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.frozen != nil {
		if shard != 0 {
			return nil, nil
		}
		return x.frozen[:min(limit, len(x.frozen))], nil
	}
	var out []store.DueEntry
	for number, at := range x.due {
		if int(number[0]-'0') == shard && at.Before(before) {
			out = append(out, store.DueEntry{Number: number, Due: store.Due{Kind: "poll", At: at, Lease: x.lease}})
		}
	}
	slices.SortFunc(out, func(a, b store.DueEntry) int {
		if c := a.Due.At.Compare(b.Due.At); c != 0 {
			return c
		}
		return strings.Compare(a.Number, b.Number)
	})
	return out[:min(limit, len(out))], nil
}

func (x *index) LeaseDue(_ context.Context, e store.DueEntry, until time.Time) (bool, error) {
	if x.slow > 0 {
		time.Sleep(x.slow)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.err != nil {
		return false, x.err
	}
	if x.odd != "" && e.Number == x.odd {
		return false, fault.New(fault.Invalid, "this names nothing")
	}
	if x.taken[e.Number] || !x.due[e.Number].Equal(e.Due.At) {
		return false, nil
	}
	x.due[e.Number] = until
	return true, nil
}

// outbox is a queue that refuses the numbers it is told to.
type outbox struct {
	mu     sync.Mutex
	sent   []queue.PollRequest
	refuse map[string]bool
}

func (o *outbox) SendAll(_ context.Context, messages []queue.Message) []error {
	o.mu.Lock()
	defer o.mu.Unlock()
	errs := make([]error, len(messages))
	for i, m := range messages {
		n, err := queue.ReadNote[queue.PollRequest](queue.Record{Body: m.Body})
		switch {
		case err != nil:
			errs[i] = err
		case o.refuse[n.Number]:
			errs[i] = fault.New(fault.Unavailable, "no answer")
		default:
			o.sent = append(o.sent, n)
		}
	}
	return errs
}

func (o *outbox) numbers() []string {
	var all []string
	for _, n := range o.sent {
		all = append(all, n.Number)
	}
	slices.Sort(all)
	return all
}

func setup() (*Handler, *index, *outbox, *strings.Builder) {
	x := &index{due: map[string]time.Time{}, taken: map[string]bool{}}
	o, log := &outbox{refuse: map[string]bool{}}, &strings.Builder{}
	clock := func() time.Time { return now }
	return New(x, Queues{Polls: o}, obs.New(io.Writer(log), "schedule", slog.LevelInfo, clock), clock), x, o, log
}

func TestWhatIsDueIsQueuedOnce(t *testing.T) {
	t.Parallel()
	h, x, o, log := setup()
	x.due = map[string]time.Time{"0A": now.Add(-time.Hour), "1B": now.Add(-time.Second), "3C": now.Add(time.Second), "2D": now.Add(-time.Minute)}
	x.taken["2D"] = true
	for range 2 {
		if err := h.Handle(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if got := fmt.Sprint(o.numbers()); got != "[0A 1B]" {
		t.Errorf("queued %s", got)
	}
	want := queue.PollRequest{Number: "0A", Reason: "due", Due: now.Add(cadence.Lease("0A")).Truncate(time.Second).Format(time.RFC3339)}
	if !slices.Contains(o.sent, want) || !x.due["0A"].Equal(now.Add(cadence.Lease("0A")).Truncate(time.Second)) {
		t.Errorf("queued %+v, due again %v", o.sent, x.due["0A"])
	}
	for _, part := range []string{`"queued":2`, `"lost":1`, `"DueLag":[3600000]`} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("%s is missing in %s", part, log)
		}
	}
}

// An entry knows when it should come next if nothing changes.
func TestAnEntryIsClaimedForAsLongAsItSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		says, want time.Duration
	}{{"nothing", 0, cadence.Lease("0A")}, {"half a day", 12 * time.Hour, 12 * time.Hour}, {"nonsense", 900 * time.Hour, 7 * 24 * time.Hour}, {"worse", -1, cadence.Lease("0A")}} {
		h, x, o, _ := setup()
		x.due["0A"] = now.Add(-time.Minute)
		x.lease = c.says
		if err := h.Handle(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		until := now.Add(c.want).Truncate(time.Second)
		if !x.due["0A"].Equal(until) || len(o.sent) != 1 || o.sent[0].Due != until.Format(time.RFC3339) {
			t.Errorf("%s: due again %v, queued %+v, want %v", c.name, x.due["0A"], o.sent, until)
		}
	}
}

func TestWhatCannotBeQueuedIsDueInAMinute(t *testing.T) {
	t.Parallel()
	h, x, o, _ := setup()
	x.due = map[string]time.Time{"0A": now.Add(-time.Hour), "0B": now.Add(-time.Hour)}
	o.refuse["0B"] = true
	if err := h.Handle(context.Background(), nil); err == nil {
		t.Error("somebody must hear of it")
	}
	if fmt.Sprint(o.numbers()) != "[0A]" || !x.due["0B"].Equal(now.Add(again)) {
		t.Errorf("queued %v, 0B is due %v", o.numbers(), x.due["0B"])
	}
}

func TestOneRunIsBoundedAndFair(t *testing.T) {
	t.Parallel()
	h, x, o, _ := setup()
	for i := range 3 * share {
		x.due[fmt.Sprintf("0%05d", i)] = now.Add(-time.Duration(10000-i) * time.Second)
	}
	x.due["3Z"] = now.Add(-time.Second)
	if err := h.Handle(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	got := o.numbers()
	if len(got) != share+1 || got[len(got)-1] != "3Z" || got[0] != "000000" || got[share-1] != fmt.Sprintf("0%05d", share-1) {
		t.Errorf("%d queued, from %s to %s", len(got), got[0], got[len(got)-1])
	}
}

func TestALaggingIndexDoesNotLoop(t *testing.T) {
	t.Parallel()
	h, x, o, _ := setup()
	for i := range page {
		number := fmt.Sprintf("0%05d", i)
		x.due[number] = now.Add(-time.Hour)
		x.frozen = append(x.frozen, store.DueEntry{Number: number, Due: store.Due{Kind: "poll", At: now.Add(-time.Hour)}})
	}
	if err := h.Handle(context.Background(), nil); err != nil || len(o.sent) != page {
		t.Errorf("%d queued, %v", len(o.sent), err)
	}
}

func TestTrouble(t *testing.T) {
	t.Parallel()
	h, x, o, _ := setup()
	x.due["0A"] = now.Add(-time.Hour)
	x.err = fault.New(fault.Throttled, "too fast")
	if err := h.Handle(context.Background(), nil); fault.KindOf(err) != fault.Throttled || len(o.sent) != 0 {
		t.Errorf("got %v, %d queued", err, len(o.sent))
	}
}

// An entry that can never be claimed is always the longest due. It must not hold up what is due behind it.
func TestAnOddEntryHoldsUpNobody(t *testing.T) {
	t.Parallel()
	h, x, o, _ := setup()
	x.odd = "0A"
	x.due["0A"], x.due["0B"] = now.Add(-time.Hour), now.Add(-time.Minute)
	if err := h.Handle(context.Background(), nil); fault.KindOf(err) != fault.Invalid || len(o.sent) != 1 || o.sent[0].Number != "0B" {
		t.Errorf("got %v, %+v queued", err, o.sent)
	}
}

func TestARunEndsInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, x, o, _ := setup()
		for i := range 400 {
			x.due[fmt.Sprintf("0%05d", i)] = now.Add(-time.Hour)
		}
		x.slow = 200 * time.Millisecond
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Second)
		defer cancel()
		start := time.Now()
		if err := h.Handle(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took > 50*time.Second || len(o.sent) < 150 || len(o.sent) == 400 {
			t.Errorf("%d queued in %v", len(o.sent), took)
		}
	})
}

// Overlapping runs, lost entries and refusing queues: nothing is queued twice for one due time, and what is not queued is due
// again at the latest when a lease ends.
func TestNothingIsForgotten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, x, o, _ := setup()
		n := rapid.IntRange(0, 30).Draw(t, "entries")
		for i := range n {
			number := fmt.Sprintf("%d%03d", i%store.Shards, i)
			x.due[number] = now.Add(-time.Duration(rapid.IntRange(1, 100).Draw(t, "ago")) * time.Minute)
			o.refuse[number] = rapid.Bool().Draw(t, "refused")
		}
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() { _ = h.Handle(context.Background(), nil) })
		}
		wg.Wait()
		queued := o.numbers()
		if len(slices.Compact(slices.Clone(queued))) != len(queued) {
			t.Fatalf("queued twice: %v", queued)
		}
		for number, at := range x.due {
			if at.After(now.Add(cadence.Lease(number))) || !slices.Contains(queued, number) && at.After(now.Add(again)) {
				t.Fatalf("%s is not queued and due only at %v", number, at)
			}
		}
	})
}
