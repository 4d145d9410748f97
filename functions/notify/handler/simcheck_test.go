package handler

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/shared/message"
	"doorstep/shared/shipment"
	"doorstep/shared/store"
)

// check finds what must not be.
func (s *sim) check() []string {
	problems := s.problems
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	times := map[string]int{}
	for _, l := range s.world.left {
		times[l.key]++
		for _, id := range append([]string{l.shipment}, l.with...) {
			if l.what == "out_for_delivery" && s.deliveredLongBefore(id, l.at) {
				say("%s left at %v, and %s was delivered", l.key, l.at, id)
			}
		}
	}
	doubles := 0
	for key, n := range times {
		doubles += n - 1
		if r := s.world.rows[key]; r.Outcome != store.OutcomeSend || r.State != store.StateSent {
			if r.State != store.StateClaimed && r.State != store.StateReleased { // else a crash hid that it left
				say("%s left, and its record says %s %s %s", key, r.Outcome, r.Reason, r.State)
			}
		} else if r.Attempts < n {
			say("%s left %d times in %d attempts", key, n, r.Attempts)
		}
	}
	if doubles > s.crashes {
		say("%d doubles for %d crashes", doubles, s.crashes)
	}
	if s.crashes == 0 && doubles > 0 {
		say("doubles without a crash")
	}
	for key, r := range s.world.rows {
		if r.Outcome == store.OutcomeDefer || r.Outcome == store.OutcomeSend && r.State == store.StateClaimed {
			say("%s still waits: %+v", key, r.Decision)
		}
		if r.Reason == message.ReasonMerged && r.Outcome == store.OutcomeSkip && !s.carried(key) {
			say("%s is merged into nothing", key)
		}
	}
	for _, m := range s.messages {
		say("never acknowledged: %+v", m.news)
	}
	for i := range s.world.numbers {
		id := s.world.numbers[i].Claims[0].Shipment
		for _, who := range []string{"owner/email", "owner/sms", "anna/email"} {
			if !s.toldOfDelivery(id, who) {
				say("%s: %s never heard of the delivery", id, who)
			}
		}
	}
	return problems
}

// deliveredLongBefore reports whether a parcel was really delivered at a time and had been for longer than a process runs.
func (s *sim) deliveredLongBefore(id string, at time.Time) bool {
	status, since := shipment.Status(""), time.Time{}
	for _, r := range s.true_[id] {
		if !r.at.After(at) {
			status, since = r.status, r.at
		}
	}
	return status == shipment.Delivered && at.Sub(since) > 30*time.Second
}

// carried reports whether a message about another parcel took a decision's news along.
func (s *sim) carried(key string) bool {
	name, _ := message.ParseKey(key)
	return slices.ContainsFunc(s.world.left, func(l left) bool { return l.what == name.What && slices.Contains(l.with, name.Shipment) })
}

// toldOfDelivery reports whether somebody was told of one of a parcel's deliveries.
func (s *sim) toldOfDelivery(id, who string) bool {
	return slices.ContainsFunc(s.world.left, func(l left) bool {
		return l.what == "delivered" && strings.HasSuffix(l.key, "/"+who) && (l.shipment == id || slices.Contains(l.with, id))
	})
}

func TestWhateverGoesWrong(t *testing.T) {
	t.Parallel()
	runs := uint64(60)
	if testing.Short() {
		runs = 15
	}
	crashes, doubles, left, merged := 0, 0, 0, 0
	for seed := range runs {
		s := newSim(seed, "")
		s.run()
		if problems := s.check(); len(problems) > 0 {
			t.Fatalf("seed %d, %d crashes:\n%s\n%s", seed, s.crashes, strings.Join(problems, "\n"), s.world.decided())
		}
		keys := map[string]bool{}
		for _, l := range s.world.left {
			keys[l.key] = true
			merged += len(l.with)
		}
		crashes, doubles, left = crashes+s.crashes, doubles+len(s.world.left)-len(keys), left+len(keys)
	}
	t.Logf("%d runs: %d messages, %d merged into others, %d crashes, %d doubles", runs, left, merged, crashes, doubles)
	if crashes == 0 || doubles == 0 || merged == 0 {
		t.Error("too little went wrong to prove anything")
	}
}

// The checks find what they are there for: notify without its record, and without its lease. Nothing else goes wrong then, so every
// double is theirs.
func TestTheSimulationBites(t *testing.T) {
	t.Parallel()
	for _, mutant := range []string{"", "record", "lease"} {
		found := false
		for seed := uint64(0); seed < 20 && !found; seed++ {
			s := newSim(seed, mutant)
			s.calm = true
			s.run()
			found = strings.Contains(strings.Join(s.check(), "\n"), "doubles")
		}
		if found != (mutant != "") {
			t.Errorf("without its %q: found %v", mutant, found)
		}
	}
}
