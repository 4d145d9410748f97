package watch

import (
	"slices"
	"time"
)

// Calendar knows on which days people work in a country (ISO 3166-1 alpha-2, or empty: unknown). The day is that of the time as it
// stands, in its own zone.
type Calendar interface {
	Working(country string, day time.Time) bool
}

// Limit is how long something may last.
type Limit struct {
	Length  time.Duration
	Working bool // only time of working days counts, around the clock
}

// span is time in which a clock stands still: [from, until).
type span struct{ from, until time.Time }

// clock measures limits in a place.
type clock struct {
	calendar Calendar
	country  string
	zone     *time.Location
	still    []span
}

// steps bounds a measurement: years of days and pauses.
const steps = 4000

// after gives the time at which a limit that began at start is used up.
func (c clock) after(start time.Time, l Limit) time.Time {
	at, left := start, l.Length
	for range steps {
		if until, paused := c.paused(at); paused {
			at = until
			continue
		}
		local := at.In(c.zone)
		end := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, c.zone)
		if l.Working && !c.calendar.Working(c.country, local) {
			at = end
			continue
		}
		end = c.untilPause(at, end)
		if run := end.Sub(at); left > run {
			at, left = end, left-run
			continue
		}
		return at.Add(left)
	}
	return at
}

func (c clock) paused(at time.Time) (until time.Time, paused bool) {
	i := slices.IndexFunc(c.still, func(s span) bool { return !at.Before(s.from) && at.Before(s.until) })
	if i < 0 {
		return at, false
	}
	return c.still[i].until, true
}

// untilPause shortens a stretch to the beginning of the first pause in it.
func (c clock) untilPause(at, end time.Time) time.Time {
	for _, s := range c.still {
		if s.from.After(at) && s.from.Before(end) && s.until.After(s.from) {
			end = s.from
		}
	}
	return end
}
