package handler

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/shipment"
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

// SES may take a message and answer too late. Should its news be taken back before it is tried again, whoever may have read it is told so.
func TestWhatMayHaveLeftIsTakenBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"it may have left", fmt.Errorf("post: %w", busyChat{}), "send news sent"},
		{"it did not leave", fault.New(fault.Unavailable, "nobody listens"), "skip never_told"},
	} {
		b := setup(1, nil)
		b.world.refuse = func(Outgoing) error { return c.err }
		delivered := milestone(shipment.Delivered, start)
		b.deliver(1, b.world.stand(1, shipment.Delivered, "", loaded(start), delivered))
		b.world.refuse = nil
		delivered.Retracted = true
		b.deliver(1, b.world.stand(1, shipment.InTransit, "", loaded(start), delivered))
		d := b.world.rows["s1/0/delivered-retracted/1/owner/email"]
		if got := strings.TrimSpace(d.Outcome + " " + d.Reason + " " + d.State); got != c.want {
			t.Errorf("%s: %s, want %s\n%s", c.name, got, c.want, b.world.decided())
		}
		b.world.now = start.Add(time.Minute)
		b.deliver(1, b.world.dueNews()...)
		if d := b.world.rows["s1/0/delivered/1/owner/email"]; d.Outcome != store.OutcomeSkip || d.Reason != "retracted" {
			t.Errorf("%s: the delivery itself %s %s", c.name, d.Outcome, d.Reason)
		}
	}
}
