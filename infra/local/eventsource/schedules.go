package eventsource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"doorstep/infra/local/eventsource/schedule"
)

// ScheduleConfig describes one Schedule (a rule of EventBridge) or ScheduleV2 (EventBridge Scheduler) event of a function.
type ScheduleConfig struct {
	Name       string // what Fire takes, such as "Schedule.EveryMinute"; unique
	ARN        string // of the rule or the schedule; the function sees it
	Expression string // rate(...), cron(...), or with Scheduler at(...)
	Timezone   string // ScheduleExpressionTimezone, an IANA name; Scheduler only; empty means UTC
	Scheduler  bool   // ScheduleV2 and not Schedule
	Input      string // JSON that the function gets instead of the default event
	Disabled   bool   // never fires by itself; Fire still works
	Function   Invoker
}

// Schedules fires functions at their times.
type Schedules struct {
	entries []scheduled
	clock   Clock
	log     *slog.Logger
}

type scheduled struct {
	ScheduleConfig
	times schedule.Times
}

// NewSchedules checks all configurations and reports together what is wrong.
func NewSchedules(configs []ScheduleConfig, clock Clock, log *slog.Logger) (*Schedules, error) {
	s := &Schedules{clock: clock, log: log}
	var problems []error
	names := map[string]bool{}
	for _, config := range configs {
		times, err := config.parse()
		if names[config.Name] {
			err = errors.Join(err, errors.New("the name is taken"))
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("schedule event %s: %w", config.Name, err))
		}
		names[config.Name] = true
		s.entries = append(s.entries, scheduled{config, times})
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return s, nil
}

func (c ScheduleConfig) parse() (schedule.Times, error) {
	if !c.Scheduler && c.Timezone != "" {
		return nil, errors.New("a rule knows UTC only: use ScheduleV2 for a ScheduleExpressionTimezone")
	}
	if c.Input != "" && !json.Valid([]byte(c.Input)) {
		return nil, errors.New("the Input is not JSON")
	}
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return nil, fmt.Errorf("ScheduleExpressionTimezone: %w", err)
	}
	times, err := schedule.Parse(c.Expression, zone)
	if err != nil {
		return nil, err
	}
	_, isRecurring := times.(schedule.Recurring)
	if !c.Scheduler && !isRecurring {
		return nil, fmt.Errorf("schedule %q: a rule takes rate or cron only: use ScheduleV2", c.Expression)
	}
	return times, nil
}

// Names returns the names of all schedules, disabled ones too, as they were configured.
func (s *Schedules) Names() []string {
	var names []string
	for _, entry := range s.entries {
		names = append(names, entry.Name)
	}
	return names
}

// Run fires every schedule at its times until ctx ends and returns when every invocation under way has. Times that pass while the
// machine sleeps are skipped.
func (s *Schedules) Run(ctx context.Context) {
	var running sync.WaitGroup
	for _, entry := range s.entries {
		if !entry.Disabled {
			running.Go(func() { s.run(ctx, entry, &running) })
		}
	}
	running.Wait()
}

func (s *Schedules) run(ctx context.Context, entry scheduled, running *sync.WaitGroup) {
	due, ok := entry.first(s.clock.Now())
	for ok {
		if s.clock.Wait(ctx, max(due.Sub(s.clock.Now()), 0)) != nil {
			return
		}
		at := due
		running.Go(func() { s.invoke(ctx, entry, at) })
		for due, ok = entry.times.Next(due); ok && due.Before(s.clock.Now()); {
			due, ok = entry.times.Next(due)
		}
	}
}

// first is now for a rate of EventBridge Scheduler, which begins at once when it has no StartDate, and the next time of any other.
func (e scheduled) first(now time.Time) (time.Time, bool) {
	if _, isRate := e.times.(schedule.Rate); isRate && e.Scheduler {
		return now, true
	}
	return e.times.Next(now)
}

// Fire invokes the function of one schedule now, once, and waits for it.
func (s *Schedules) Fire(ctx context.Context, name string) error {
	for _, entry := range s.entries {
		if entry.Name != name {
			continue
		}
		event, err := entry.event(s.clock.Now())
		if err != nil {
			return err
		}
		if _, err := entry.Function.Invoke(ctx, event); err != nil {
			return fmt.Errorf("fire schedule %s: %w", name, err)
		}
		return nil
	}
	return fmt.Errorf("fire schedule %s: there is no such schedule", name)
}

// How an asynchronous invocation is retried: twice after errors, and while the function is throttled for up to six hours.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const (
	asyncRetries = 2
	asyncPause   = time.Minute // twice as long before the second retry
	asyncAge     = 6 * time.Hour
)

// invoke does what Lambda does with an event that nobody waits for.
func (s *Schedules) invoke(ctx context.Context, entry scheduled, due time.Time) {
	log := s.log.With("event_source", entry.Name)
	event, err := entry.event(due)
	if err != nil {
		log.Error("scheduled event is given up", "due", due.UTC(), "error", err)
		return
	}
	failures, throttles := 0, 0
	for ctx.Err() == nil {
		_, err := entry.Function.Invoke(ctx, event)
		if err == nil || ctx.Err() != nil {
			return
		}
		var pause time.Duration
		if errors.Is(err, ErrThrottled) {
			throttles++
			pause = backoff(throttles)
		} else {
			failures++
			pause = asyncPause * time.Duration(failures)
		}
		log.Warn("scheduled invocation failed", "error", err, "failures", failures, "throttles", throttles)
		if failures > asyncRetries || s.clock.Now().Add(pause).Sub(due) > asyncAge {
			log.Error("scheduled event is given up", "due", due.UTC())
			return
		}
		_ = s.clock.Wait(ctx, pause) // the loop looks at ctx
	}
}
