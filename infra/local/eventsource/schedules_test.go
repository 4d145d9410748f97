package eventsource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

const (
	testRuleARN     = "arn:aws:events:eu-central-1:000000000000:rule/every-minute"
	testScheduleARN = "arn:aws:scheduler:eu-central-1:000000000000:schedule/default/every-minute"
)

// timer is a function that notes when it is invoked, counted from the start of a test, and with what.
type timer struct {
	begin time.Time
	fail  func(n int) error // n counts from 1
	takes time.Duration

	mu       sync.Mutex
	at       []string
	payloads []string
}

func newTimer() *timer { return &timer{begin: time.Now()} }

func (c *timer) Invoke(_ context.Context, payload []byte) ([]byte, error) {
	c.mu.Lock()
	c.at = append(c.at, time.Since(c.begin).String())
	c.payloads = append(c.payloads, string(payload))
	n := len(c.at)
	c.mu.Unlock()
	time.Sleep(c.takes)
	if c.fail == nil {
		return nil, nil
	}
	return nil, c.fail(n)
}

func (c *timer) seen() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.at, " ")
}

func scheduling(t *testing.T, configs ...ScheduleConfig) (stop func()) {
	t.Helper()
	schedules, err := NewSchedules(configs, SystemClock{}, discardLog())
	if err != nil {
		t.Fatal(err)
	}
	return start(t, schedules.Run)
}

// A synctest bubble begins at midnight UTC, 1 January 2000.
func TestSchedulesFire(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		config ScheduleConfig
		takes  time.Duration
		want   string // within ten minutes and one second
	}{
		{"a rule's rate waits first", ScheduleConfig{Expression: "rate(4 minutes)"}, 0, "4m0s 8m0s"},
		{"a scheduler's rate begins at once", ScheduleConfig{Expression: "rate(4 minutes)", Scheduler: true}, 0, "0s 4m0s 8m0s"},
		{"cron", ScheduleConfig{Expression: "cron(3/5 * * * ? *)"}, 0, "3m0s 8m0s"},
		{"cron in a zone", ScheduleConfig{Expression: "cron(2 1 * * ? *)", Timezone: "Europe/Berlin", Scheduler: true}, 0, "2m0s"},
		{"at", ScheduleConfig{Expression: "at(2000-01-01T00:07:30)", Scheduler: true}, 0, "7m30s"},
		{"at in the past", ScheduleConfig{Expression: "at(1999-12-31T00:00:00)", Scheduler: true}, 0, ""},
		{"a slow function does not delay the next firing", ScheduleConfig{Expression: "rate(4 minutes)"}, 9 * time.Minute, "4m0s 8m0s"},
		{"disabled", ScheduleConfig{Expression: "rate(1 minute)", Disabled: true}, 0, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				function := newTimer()
				function.takes = c.takes
				c.config.Function = function
				stop := scheduling(t, c.config)
				time.Sleep(10*time.Minute + time.Second)
				synctest.Wait()
				if got := function.seen(); got != c.want {
					t.Errorf("fired at %q, want %q", got, c.want)
				}
				stop()
			})
		})
	}
}

func TestSchedulesRetryLikeAsynchronousInvocations(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		fail func(n int) error
		want string
	}{
		{"one error", func(n int) error {
			if n == 1 {
				return errors.New("Unhandled")
			}
			return nil
		}, "2m0s 3m0s"},
		{"errors for ever", func(int) error { return errors.New("Unhandled") }, "2m0s 3m0s 5m0s"},
		{"throttled three times", func(n int) error {
			if n <= 3 {
				return fmt.Errorf("invoke: %w", ErrThrottled)
			}
			return nil
		}, "2m0s 2m0.1s 2m0.3s 2m0.7s"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				function := newTimer()
				function.fail = c.fail
				stop := scheduling(t, ScheduleConfig{Expression: "at(2000-01-01T00:02:00)", Scheduler: true, ARN: testScheduleARN, Function: function})
				time.Sleep(time.Hour)
				synctest.Wait()
				if got := function.seen(); got != c.want {
					t.Errorf("invoked at %q, want %q", got, c.want)
				}
				if len(slices.Compact(function.payloads)) != 1 {
					t.Errorf("retries carry different events: %q", function.payloads)
				}
				stop()
			})
		})
	}
}

func TestSchedulesThrottledForSixHours(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		function := newTimer()
		function.fail = func(int) error { return ErrThrottled }
		stop := scheduling(t, ScheduleConfig{Expression: "at(2000-01-01T00:02:00)", Scheduler: true, Function: function})
		time.Sleep(7 * time.Hour)
		synctest.Wait()
		at := strings.Fields(function.seen())
		last, err := time.ParseDuration(at[len(at)-1])
		if err != nil || last < 6*time.Hour || last > 6*time.Hour+2*time.Minute {
			t.Errorf("last attempt after %v, %v", last, err)
		}
		stop()
	})
}

// sleepy is a clock that loses 65 minutes in its third pause, as on a machine that sleeps.
type sleepy struct {
	mu    sync.Mutex
	waits int
	lost  time.Duration
}

func (s *sleepy) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(s.lost)
}

func (s *sleepy) Wait(ctx context.Context, d time.Duration) error {
	s.mu.Lock()
	s.waits++
	if s.waits == 3 {
		s.lost = 65 * time.Minute
	}
	s.mu.Unlock()
	return SystemClock{}.Wait(ctx, d)
}

func TestSchedulesSkipWhatTheMachineSlept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		function := newTimer()
		schedules, err := NewSchedules([]ScheduleConfig{{Expression: "rate(10 minutes)", Function: function}}, &sleepy{}, discardLog())
		if err != nil {
			t.Fatal(err)
		}
		stop := start(t, schedules.Run)
		time.Sleep(51 * time.Minute)
		synctest.Wait()
		// 30m is 95 on the clock: 40 to 90 are gone, 100 is next.
		if got := function.seen(); got != "10m0s 20m0s 30m0s 35m0s 45m0s" {
			t.Errorf("fired at %q", got)
		}
		stop()
	})
}

func TestSchedulesFireByHand(t *testing.T) {
	t.Parallel()
	function := newTimer()
	function.fail = func(n int) error {
		if n == 2 {
			return errors.New("Unhandled")
		}
		return nil
	}
	schedules, err := NewSchedules([]ScheduleConfig{
		{Name: "other", Expression: "rate(1 day)", Function: invoke(nil)},
		{Name: "sweep", Expression: "rate(1 day)", Disabled: true, ARN: testRuleARN, Function: function},
	}, midnight{}, discardLog())
	if err != nil {
		t.Fatal(err)
	}
	if err := schedules.Fire(t.Context(), "sweep"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(function.payloads[0], `"time":"2026-11-22T00:00:00Z"`) {
		t.Errorf("event %s", function.payloads[0])
	}
	if err := schedules.Fire(t.Context(), "sweep"); err == nil || !strings.Contains(err.Error(), "Unhandled") {
		t.Errorf("the function's error is hidden: %v", err)
	}
	if err := schedules.Fire(t.Context(), "nothing"); err == nil || !strings.Contains(err.Error(), "no such schedule") {
		t.Errorf("got %v", err)
	}
	if got := schedules.Names(); !slices.Equal(got, []string{"other", "sweep"}) {
		t.Errorf("names %v", got)
	}
}

func TestGoldenScheduleEvents(t *testing.T) {
	t.Parallel()
	due := time.Date(2026, 11, 21, 8, 1, 0, 0, time.FixedZone("CET", 3600))
	event := func(e scheduled) []byte {
		raw, err := e.event(due)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	rule := scheduled{ScheduleConfig: ScheduleConfig{Name: "a", ARN: testRuleARN}}
	golden(t, "schedule_rule.json", event(rule))
	seen, _ := understood[events.EventBridgeEvent](t, event(rule))
	if !seen.Time.Equal(due) || seen.AccountID != "000000000000" || seen.Region != "eu-central-1" {
		t.Errorf("event %+v", seen)
	}

	scheduler := scheduled{ScheduleConfig: ScheduleConfig{Name: "a", ARN: testScheduleARN, Scheduler: true}}
	golden(t, "schedule_scheduler.json", event(scheduler))
	understood[events.EventBridgeEvent](t, event(scheduler))

	scheduler.Input = `{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>","try":"<aws.scheduler.attempt-number>","run":"<aws.scheduler.execution-id>"}`
	golden(t, "schedule_input.json", event(scheduler))

	rule.Input = `{"at":"<aws.scheduler.scheduled-time>"}`
	if got := string(event(rule)); got != rule.Input {
		t.Errorf("a rule's Input was changed: %s", got)
	}
}

func TestNewSchedulesRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		config ScheduleConfig
		want   string
	}{
		{"expression", ScheduleConfig{Expression: "rate(5)"}, "want a value and a unit"},
		{"input", ScheduleConfig{Expression: "rate(1 day)", Input: "{"}, "the Input is not JSON"},
		{"a zone for a rule", ScheduleConfig{Expression: "rate(1 day)", Timezone: "Europe/Berlin"}, "UTC only"},
		{"an unknown zone", ScheduleConfig{Expression: "rate(1 day)", Timezone: "Europe/Atlantis", Scheduler: true}, "Europe/Atlantis"},
		{"at for a rule", ScheduleConfig{Expression: "at(2026-11-30T09:00:00)"}, "rate or cron only"},
		{"a name that is taken", ScheduleConfig{Name: "fine", Expression: "rate(1 day)"}, "the name is taken"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := NewSchedules([]ScheduleConfig{{Name: "fine", Expression: "rate(1 day)"}, c.config}, SystemClock{}, discardLog())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want it to say %q", err, c.want)
			}
		})
	}
}

func TestDerivedID(t *testing.T) {
	t.Parallel()
	if derivedID("a", "bc") == derivedID("ab", "c") {
		t.Error("two things, one id")
	}
	var id string
	if err := json.Unmarshal([]byte(`"`+derivedID("a")+`"`), &id); err != nil || len(id) != 36 || strings.Count(id, "-") != 4 {
		t.Errorf("id %q, %v", id, err)
	}
}
