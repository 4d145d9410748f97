package handler

import (
	"strings"
	"testing"
	"time"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/store"
)

func TestWhatStopsAnAddress(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"bounce_permanent": "* bounce all", "bounce_forwarded": "* bounce all", "bounce_on_list": "* bounce all", "complaint_abuse": "* complaint all",
		"complaint_bare":   "* complaint all",
		"bounce_transient": "", "bounce_undetermined": "", "complaint_not_spam": "", "delivered": "", "rejected": "", "delayed": "", "opened": "", "advisor": "",
		"text_invalid": "", // a phone
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			for range 3 { // queues deliver again
				if again := s.deliver(t, fixture(t, name)); again != nil {
					t.Fatalf("%v come back", again)
				}
			}
			if got := s.stands(); got != want {
				t.Errorf("stands %q, want %q", got, want)
			}
			if got := s.log.String(); strings.Contains(strings.ToLower(got), "ada") || strings.Contains(got, "4915112345678") || strings.Contains(got, s.hash) {
				t.Errorf("the log tells who it was:\n%s", got)
			}
		})
	}
}

func TestAPhoneThatIsNone(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.deliver(t, fixture(t, "text_invalid"))
	hash := order.StopPhone("+49 151 12345678", s.keys.index)
	want := store.Suppression{Hash: hash, Brand: "*", Scope: store.StopAll, Reason: store.StoppedByBounce, At: time.Date(2026, 11, 20, 10, 0, 0, 123e6, time.UTC)}
	if len(s.table.asked) != 1 || s.table.asked[0] != want {
		t.Errorf("asked for %+v, want %+v", s.table.asked, want)
	}
}

// A time of tomorrow would make a later lifting void.
func TestAnEventIsNotOfTheFuture(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.clock = time.Date(2026, 11, 20, 10, 0, 1, 0, time.UTC)
	s.deliver(t, fixture(t, "bounce_permanent"))
	if got := s.table.asked[0].At; got != s.clock {
		t.Errorf("dated %v, want %v", got, s.clock)
	}
}

func TestOnePoisonousEventHarmsOnlyItself(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	again := s.deliver(t, fixture(t, "delivered"), "poison: ada@example.com", fixture(t, "bounce_permanent"))
	if len(again) != 1 || again[0] != "mp" || s.stands() != "* bounce all" {
		t.Errorf("%v come back, stands %q", again, s.stands())
	}
	if strings.Contains(s.log.String(), "ada@") {
		t.Errorf("the log repeats the poison:\n%s", s.log)
	}
}

func TestEventsWaitWhileNothingCanBeWritten(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.table.fail = fault.New(fault.Throttled, "slow down")
	if again := s.deliver(t, fixture(t, "bounce_permanent")); len(again) != 1 {
		t.Errorf("%v come back of a table that throttles", again)
	}
	s.table.fail, s.keys.fail = nil, fault.New(fault.Unavailable, "no parameter")
	if again := s.deliver(t, fixture(t, "bounce_permanent"), fixture(t, "delivered")); len(again) != 1 {
		t.Errorf("%v come back without keys, want the one that needs them", again)
	}
	s.keys.fail = nil
	if again := s.deliver(t, fixture(t, "bounce_permanent")); again != nil || s.stands() != "* bounce all" {
		t.Errorf("later: %v come back, stands %q", again, s.stands())
	}
}

func TestEventsAreCounted(t *testing.T) {
	t.Parallel()
	for name, word := range map[string]string{
		"bounce_permanent": "bounce_permanent", "bounce_transient": "bounce_transient", "bounce_undetermined": "bounce_undetermined", "complaint_abuse": "complaint",
		"complaint_not_spam": "complaint_withdrawn", "delivered": "delivered", "rejected": "rejected", "rendering_failed": "failed", "delayed": "delayed",
		"opened": "unknown", "text_invalid": "text_refused", "text_unreachable": "text_lost",
	} {
		s := newStage(t)
		s.deliver(t, fixture(t, name))
		log := s.log.String()
		if !strings.Contains(log, `"event":"`+word+`"`) || !strings.Contains(log, `"brand":"aster"`) {
			t.Errorf("%s is not counted as %s:\n%s", name, word, log)
		}
		if refused := strings.Contains(log, `"MailRefused":1`); refused != (word == "rejected" || word == "failed") {
			t.Errorf("%s rings MailRefused: %v", name, refused)
		}
	}
}
