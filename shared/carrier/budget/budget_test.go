package budget_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"doorstep/shared/carrier/budget"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// usps is the limit of a new app with USPS, the tightest that is common.
var usps = budget.Limit{Calls: 60, Per: time.Hour}

// Whatever the limit, however many workers come in whatever order, with clocks that differ and calls that are late: no span of Per
// holds more than Calls calls.
func TestNoSpanHoldsMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := budget.Limit{
			Calls: rapid.SampledFrom([]int{1, 2, 3, 5, 10, 40, 60, 250}).Draw(t, "calls"),
			Per:   rapid.SampledFrom([]time.Duration{time.Second, 5 * time.Second, time.Minute, time.Hour, 24 * time.Hour}).Draw(t, "per"),
		}
		skews := rapid.SliceOfN(rapid.Int64Range(-int64(l.Skew()), int64(l.Skew())), 1, 8).Draw(t, "clocks of the workers")
		var s budget.State
		var calls []time.Time // by true time
		clock := noon
		for range rapid.IntRange(1, 60).Draw(t, "visits") {
			clock = clock.Add(time.Duration(rapid.Int64Range(0, int64(l.Per)/10).Draw(t, "pause")))
			skew := time.Duration(rapid.SampledFrom(skews).Draw(t, "worker"))
			wish := budget.Wish{Urgent: rapid.IntRange(0, 12).Draw(t, "urgent"), Ordinary: rapid.IntRange(0, 12).Draw(t, "ordinary")}
			next, g := s.Take(l, clock.Add(skew), wish)
			if len(g.Slots)+len(g.Later) != wish.Urgent+wish.Ordinary {
				t.Fatalf("%d slots and %d for later of %+v", len(g.Slots), len(g.Later), wish)
			}
			s = next
			for _, slot := range g.Slots {
				late := time.Duration(rapid.Int64Range(0, int64(l.Hold())).Draw(t, "late"))
				calls = append(calls, slot.Add(late-skew))
			}
		}
		slices.SortFunc(calls, time.Time.Compare)
		for i := range calls {
			if j := i + l.Calls; j < len(calls) && calls[j].Sub(calls[i]) <= l.Per {
				t.Fatalf("%d calls within %v, limit %+v", l.Calls+1, calls[j].Sub(calls[i]), l)
			}
		}
	})
}

// The bound costs little: whoever always comes as soon as told gets nearly the whole limit where it is by the hour or the day, and
// a fair part where it is by the second, because there a late call weighs more.
func TestMostOfTheLimitIsUsed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		limit budget.Limit
		least float64
	}{{usps, 0.88}, {budget.Limit{Calls: 250, Per: 24 * time.Hour}, 0.88}, {budget.Limit{Calls: 200, Per: time.Minute}, 0.8}, {budget.Limit{Calls: 5, Per: time.Second}, 0.4}} {
		var s budget.State
		calls, now, end := 0, noon, noon.Add(20*c.limit.Per)
		for now.Before(end) {
			next, g := s.Take(c.limit, now, budget.Wish{Urgent: 1})
			s = next
			calls += len(g.Slots)
			switch {
			case len(g.Later) > 0:
				now = g.Later[0]
			case g.Slots[0].After(now):
				now = g.Slots[0]
			}
		}
		if used := float64(calls) / 20 / float64(c.limit.Calls); used < c.least || used > 1.01 {
			t.Errorf("%+v: %.0f %% used, want at least %.0f %%", c.limit, 100*used, 100*c.least)
		}
	}
}

func TestUrgentCallsFindRoomWhenOrdinaryOnesWait(t *testing.T) {
	t.Parallel()
	s, g := budget.State{}.Take(usps, noon, budget.Wish{Ordinary: 20})
	if len(g.Slots) != 3 || len(g.Later) != 17 || g.Why != budget.Spent {
		t.Fatalf("%d of 20 ordinary calls at once, %d later, because %q", len(g.Slots), len(g.Later), g.Why)
	}
	for i := 1; i < len(g.Later); i++ {
		if apart := g.Later[i].Sub(g.Later[i-1]); apart < time.Minute || apart > 70*time.Second {
			t.Errorf("turn %d is %v after the one before", i, apart)
		}
	}
	again, more := s.Take(usps, noon, budget.Wish{Ordinary: 1})
	if len(more.Later) != 1 || !more.Later[0].After(g.Later[16]) {
		t.Errorf("who comes next stands behind: %v", more.Later)
	}
	_, urgent := again.Take(usps, noon, budget.Wish{Urgent: 5})
	if len(urgent.Slots) != 3 || len(urgent.Later) != 2 || urgent.Later[0].Sub(noon) > 70*time.Second {
		t.Errorf("urgent: %d at once, then %v", len(urgent.Slots), urgent.Later)
	}
}

func TestALineNeverGrowsBeyondADay(t *testing.T) {
	t.Parallel()
	_, g := budget.State{}.Take(usps, noon, budget.Wish{Ordinary: 5000})
	if last := g.Later[len(g.Later)-1]; last.Sub(noon) != 24*time.Hour {
		t.Errorf("the last one waits %v", last.Sub(noon))
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	var s budget.State
	now := noon
	for i, want := range []time.Duration{2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 32 * time.Minute, time.Hour, time.Hour} {
		s = s.Close(budget.TooOften, 0, now)
		if got := s.Closed.Sub(now); got != want {
			t.Errorf("refusal %d closes for %v, want %v", i, got, want)
		}
		if same := s.Close(budget.TooOften, 0, now.Add(time.Second)); same != s {
			t.Errorf("refusal %d of another worker at the same time changes %+v to %+v", i, s, same)
		}
		unchanged, g := s.Take(usps, now, budget.Wish{Urgent: 1, Ordinary: 1})
		if unchanged != s || len(g.Slots) != 0 || !slices.Equal(g.Later, []time.Time{s.Closed, s.Closed}) || g.Why != budget.TooOften {
			t.Errorf("closed, and yet %+v", g)
		}
		now = s.Closed
	}
	for _, c := range []struct {
		name  string
		state budget.State
		why   budget.Reason
		given time.Duration
		want  time.Duration
	}{
		{"after a good answer it begins anew", s.Ease(), budget.TooOften, 0, 2 * time.Minute},
		{"a day later as well", budget.State{Closed: now.Add(-25 * time.Hour), Strikes: 5}, budget.TooOften, 0, 2 * time.Minute},
		{"bad credentials", budget.State{}, budget.Barred, 0, 15 * time.Minute},
		{"bad credentials for long", budget.State{Closed: now, Strikes: 60}, budget.Barred, 0, 6 * time.Hour},
		{"the source says how long", s, budget.TooOften, 3 * time.Hour, 3 * time.Hour},
		{"the source wants next to nothing", s, budget.TooOften, time.Second, time.Minute},
		{"a shorter wait does not open what is closed", budget.State{Closed: now.Add(time.Hour)}, budget.TooOften, time.Minute, time.Hour},
	} {
		if got := c.state.Close(c.why, c.given, now).Closed.Sub(now); got != c.want {
			t.Errorf("%s: closed for %v, want %v", c.name, got, c.want)
		}
	}
}
