package locale

import (
	"strconv"
	"strings"
	"time"
)

// x/text writes no dates. Order, names and clock are texts of the catalog, after CLDR (https://cldr.unicode.org), with variants
// for regions.

// Layouts of what Day and Clock read.
const (
	dayLayout  = "2006-01-02"
	timeLayout = "2006-01-02T15:04:05"
)

// Day writes the date of a local date or time ("2006-01-02", "2006-01-02T15:04:05"), with the year only when it is not that of
// now. What is no date gives nothing.
func (c *Catalog) Day(local string, now time.Time) string {
	t, err := time.Parse(dayLayout, local[:min(len(local), len(dayLayout))])
	if err != nil {
		return ""
	}
	key := "date.day"
	if t.Year() != now.Year() {
		key = "date.day_year"
	}
	day := c.Number(t.Day())
	if t.Day() == 1 {
		day = c.write("date.first", "day", day)
	}
	return c.write(key,
		"weekday", c.write("date.weekday."+strconv.Itoa(int(t.Weekday()))), "day", day,
		"month", c.write("date.month."+strconv.Itoa(int(t.Month()))), "year", c.Number(t.Year()))
}

// Clock writes the time of day of a local time; nothing when it has none.
func (c *Catalog) Clock(local string) string {
	t, err := time.Parse(timeLayout, local)
	if err != nil {
		return ""
	}
	half := "date.am"
	if t.Hour() >= 12 {
		half = "date.pm"
	}
	return c.write("date.clock", "hour", c.digits(t.Format("15")), "hour12", c.Number((t.Hour()+11)%12+1),
		"minute", c.digits(t.Format("04")), "half", c.write(half))
}

// Range writes a span of local dates or times; either end may be empty, or no date, which is the same.
func (c *Catalog) Range(earliest, latest string, now time.Time) string {
	from, to := c.Day(earliest, now), c.Day(latest, now)
	fromClock, toClock := c.Clock(earliest), c.Clock(latest)
	switch {
	case from == "" && to == "":
		return ""
	case from == "":
		return c.write("date.by", "day", c.moment(to, toClock))
	case to == "":
		return c.write("date.from", "day", c.moment(from, fromClock))
	case from != to:
		return c.write("date.range", "from", c.moment(from, fromClock), "to", c.moment(to, toClock))
	case fromClock == toClock:
		return c.moment(from, fromClock)
	case fromClock == "" || toClock == "":
		return from
	case strings.Contains(earliest, "T00:00"): // FedEx's way to say "by": nobody delivers from midnight on
		return c.write("date.by", "day", c.moment(to, toClock))
	default:
		return c.moment(from, c.write("date.range", "from", fromClock, "to", toClock))
	}
}

func (c *Catalog) moment(day, clock string) string {
	if day == "" || clock == "" {
		return day
	}
	return c.write("date.moment", "day", day, "clock", clock)
}

// Moment writes the date and, when there is one, the time of day of a local date or time.
func (c *Catalog) Moment(local string, now time.Time) string {
	return c.moment(c.Day(local, now), c.Clock(local))
}

// write is Text for the parts of a date: they are all of one language, and nothing in them needs isolation.
func (c *Catalog) write(key string, args ...string) string {
	text, ok := c.find(key)
	if !ok {
		return key
	}
	return fill(text, false, args)
}

// Ago writes how long ago something was, in one unit, rounded down.
func (c *Catalog) Ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return c.Text("ago.now")
	case d < time.Hour:
		return c.Count("ago.minutes", int(d/time.Minute))
	case d < 24*time.Hour:
		return c.Count("ago.hours", int(d/time.Hour))
	default:
		return c.Count("ago.days", int(d/(24*time.Hour)))
	}
}
