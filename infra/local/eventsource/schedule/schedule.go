// Package schedule reads the schedule expressions of EventBridge: rate(...), cron(...) and at(...). It computes when they fire and does
// nothing at that time; package eventsource does.
//
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
package schedule

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Times is a parsed expression.
type Times interface {
	// Next returns the first instant after `after` at which the expression fires, and false when it never fires again. It is a
	// pure function.
	Next(after time.Time) (at time.Time, ok bool)
}

// Recurring marks rate and cron expressions, the only ones that a rule of EventBridge takes; at fires once.
type Recurring interface {
	Times
	recurs()
}

// wrapped splits an expression into its kind and what is between the parentheses.
var wrapped = regexp.MustCompile(`^(rate|cron|at)\(([^()]*)\)$`)

// Parse reads an expression. Cron and at expressions are read in zone; the rules of EventBridge know UTC only, its Scheduler takes a
// ScheduleExpressionTimezone. Where AWS documents nothing, the expression is refused.
func Parse(expression string, zone *time.Location) (Times, error) {
	parts := wrapped.FindStringSubmatch(expression)
	if parts == nil {
		return nil, fmt.Errorf("schedule %q: want rate(value unit), cron(six fields) or at(yyyy-mm-ddThh:mm:ss)", expression)
	}
	var times Times
	var err error
	switch parts[1] {
	case "rate":
		times, err = parseRate(parts[2])
	case "cron":
		times, err = parseCron(parts[2], zone)
	case "at":
		times, err = parseAt(parts[2], zone)
	}
	if err != nil {
		return nil, fmt.Errorf("schedule %q: %w", expression, err)
	}
	return times, nil
}

// Rate fires at a fixed distance from the time before, whatever clocks on walls do: a day is 24 hours.
type Rate struct {
	Every time.Duration
}

// Next implements Times.
func (r Rate) Next(after time.Time) (time.Time, bool) { return after.Add(r.Every), true }

func (Rate) recurs() {}

// rateUnits holds one of each unit; EventBridge wants the plural for any other value.
var rateUnits = map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}

// maxRate keeps the product inside a time.Duration and is longer than anything a schedule is for.
const maxRate = 100 * 365 * 24 * time.Hour

func parseRate(text string) (Rate, error) {
	fields := strings.Fields(text)
	if len(fields) != 2 {
		return Rate{}, fmt.Errorf("want a value and a unit, such as rate(5 minutes)")
	}
	value, err := strconv.Atoi(fields[0])
	if err != nil || value < 1 || strings.HasPrefix(fields[0], "+") {
		return Rate{}, fmt.Errorf("value %q is not a positive whole number", fields[0])
	}
	singular := strings.TrimSuffix(fields[1], "s")
	unit, known := rateUnits[singular]
	if !known {
		return Rate{}, fmt.Errorf("unit %q is not minute(s), hour(s) or day(s)", fields[1])
	}
	if isSingular := fields[1] == singular; isSingular != (value == 1) {
		return Rate{}, fmt.Errorf("unit %q does not agree with the value %d: 1 takes the singular, the others the plural", fields[1], value)
	}
	if value > int(maxRate/unit) {
		return Rate{}, fmt.Errorf("value %d is longer than 100 years", value)
	}
	return Rate{Every: time.Duration(value) * unit}, nil
}

// once is an at(...) expression.
type once struct{ at time.Time }

// Next implements Times.
func (o once) Next(after time.Time) (time.Time, bool) { return o.at, o.at.After(after) }

func parseAt(text string, zone *time.Location) (once, error) {
	const layout = "2006-01-02T15:04:05"
	wall, err := time.Parse(layout, text)
	if err != nil || wall.Format(layout) != text {
		return once{}, fmt.Errorf("%q is not a time like 2026-11-30T09:00:00", text)
	}
	at, exists := instant(wall, zone)
	if !exists {
		return once{}, fmt.Errorf("%s does not exist in %s, where clocks are put forward then", text, zone)
	}
	return once{at: at}, nil
}

// instant finds when clocks in zone show what wall shows in UTC: the first time, where they show it twice, and never,
// where they jump over it. That is how EventBridge Scheduler treats daylight saving time.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
func instant(wall time.Time, zone *time.Location) (at time.Time, exists bool) {
	year, month, day := wall.Date()
	at = time.Date(year, month, day, wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	if !shows(at, wall) {
		return time.Time{}, false
	}
	begin, _ := at.ZoneBounds()
	if begin.IsZero() {
		return at, true
	}
	_, now := at.Zone()
	_, before := begin.Add(-time.Nanosecond).Zone()
	earlier := at.Add(-time.Duration(before-now) * time.Second)
	if earlier.Before(begin) && shows(earlier, wall) {
		return earlier, true
	}
	return at, true
}

func shows(at, wall time.Time) bool {
	const digits = "2006-01-02 15:04:05"
	return at.Format(digits) == wall.Format(digits)
}
