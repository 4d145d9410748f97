package handler

import (
	"fmt"
	"testing"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/store"
)

// busyChat is an error of somebody who says how long they want to be left alone.
type busyChat struct{ after time.Duration }

func (busyChat) Error() string               { return "the chat takes no more for now" }
func (b busyChat) RetryAfter() time.Duration { return b.after }
func (b busyChat) Unsure() bool              { return b.after == 0 }

// Who asks to be left alone is, unless we wait longer anyway.
func TestWhoAsksToWaitIsLeftAlone(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		err  error
		want time.Duration
	}{
		{"says nothing", fault.New(fault.Unavailable, "down"), waits[0]},
		{"asks for longer", fmt.Errorf("post: %w", busyChat{30 * time.Minute}), 30 * time.Minute},
		{"asks for less", busyChat{time.Second}, waits[0]},
	} {
		d := postponed(store.Decision{At: at, Attempts: 1}, at, c.err)
		if got := d.NotBefore.Sub(at); got != c.want {
			t.Errorf("%s: tried again after %s, want %s", c.name, got, c.want)
		}
	}
	if maybeSent(busyChat{time.Second}) || !maybeSent(fmt.Errorf("post: %w", busyChat{})) || maybeSent(fault.New(fault.Unavailable, "down")) {
		t.Error("what may have left is not told from what did not")
	}
}
