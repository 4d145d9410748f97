package dynamo_test

import (
	"slices"
	"testing"
	"time"
)

// An eventually consistent read sees the state of some time ago; a consistent one, and the condition of a write, the present.
func TestReadsLag(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("pk", "A", "sk", "N", "x", "one")
	w.pass(10 * time.Second)
	w.put("pk", "A", "sk", "N", "x", "two")
	w.pass(10 * time.Second)
	w.delete("A")
	w.pass(10 * time.Second)
	for _, c := range []struct {
		lag  time.Duration
		want string
	}{{0, ""}, {9 * time.Second, ""}, {10 * time.Second, ""}, {11 * time.Second, "two"}, {20 * time.Second, "two"}, {21 * time.Second, "one"},
		{30 * time.Second, "one"}, {31 * time.Second, ""}, {time.Hour, ""}} {
		*w.lag = c.lag
		if got := w.get("A", false); got != c.want {
			t.Errorf("%v ago: %q, want %q", c.lag, got, c.want)
		}
		if got := w.get("A", true); got != "" {
			t.Errorf("consistent read with a lag of %v: %q, want nothing", c.lag, got)
		}
	}
}

// An index shows an entry where it stood some time ago, and nowhere else.
func TestIndexLags(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("pk", "A", "sk", "N", "dk", "poll#0", "dt", "5")
	w.put("pk", "B", "sk", "N", "dk", "poll#0", "dt", "6")
	w.pass(10 * time.Second)
	w.put("pk", "A", "sk", "N", "dk", "poll#0", "dt", "7") // moves
	w.put("pk", "B", "sk", "N")                            // leaves
	w.put("pk", "C", "sk", "N", "dk", "poll#0")            // has half a key
	for _, c := range []struct {
		lag  time.Duration
		want []string
	}{{0, []string{"A@7"}}, {time.Second, []string{"A@5", "B@6"}}, {10 * time.Second, []string{"A@5", "B@6"}}, {11 * time.Second, nil}} {
		*w.lag = c.lag
		if got := w.due(); !slices.Equal(got, c.want) {
			t.Errorf("%v ago: %v, want %v", c.lag, got, c.want)
		}
	}
}

// What no read can ask for any more is dropped, and a read that would be further behind sees the oldest that is left.
func TestForgets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, x := range []string{"1", "2", "3"} {
		w.put("pk", "A", "sk", "N", "x", x, "dk", "poll#0", "dt", x)
	}
	w.put("pk", "B", "sk", "N")
	w.delete("B")
	if rows, versions, entries := w.Held("main"); rows != 2 || versions != 5 || entries != 3 {
		t.Errorf("%d rows, %d versions, %d entries before, want 2, 5, 3", rows, versions, entries)
	}
	w.pass(2 * time.Minute)
	w.put("pk", "C", "sk", "N")
	if rows, versions, entries := w.Held("main"); rows != 2 || versions != 2 || entries != 1 {
		t.Errorf("%d rows, %d versions, %d entries after, want 2, 2, 1", rows, versions, entries)
	}
	*w.lag = time.Hour
	if got := w.get("A", false); got != "3" {
		t.Errorf("an hour behind: %q, want what stood a minute ago", got)
	}
}

// A clock that jumps back makes nothing older than it was.
func TestClockJumpsBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("pk", "A", "sk", "N", "x", "one")
	w.pass(10 * time.Second)
	w.put("pk", "A", "sk", "N", "x", "two")
	w.pass(-time.Hour)
	*w.lag = 5 * time.Second
	if got := w.get("A", false); got != "one" {
		t.Errorf("five seconds ago: %q, want one", got)
	}
	w.put("pk", "A", "sk", "N", "x", "three")
	*w.lag = 0
	if got := w.get("A", false); got != "three" {
		t.Errorf("after a jump: %q, want three", got)
	}
}

// The items that callers bring and get are theirs.
func TestCopies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("pk", "A", "sk", "N", "x", "one")
	clear(w.Items("main")[0])
	got := w.Items("main")[0]
	got["x"] = str("changed")
	if x := w.get("A", true); x != "one" {
		t.Errorf("x is %q, want one", x)
	}
}
