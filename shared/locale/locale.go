// Package locale holds the words that people read: one flat JSON catalog per language, and the ways to write dates and counts in it.
// A new language is a new file beside en.json. The package decides nothing about a parcel.
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/fault"
)

//go:embed *.json
var files embed.FS

// fallback is the language that has every text.
const fallback = "en"

// Catalog is the texts of one language.
type Catalog struct {
	tag   string
	texts map[string]string
}

// Find gives the catalog of the first tag (BCP 47) that has one, by its language when not by its region; English when none
// has. Catalogs are read at each call: keep what you get.
func Find(tags ...string) (*Catalog, error) {
	for _, tag := range append(tags, fallback) {
		language, _, _ := strings.Cut(strings.ToLower(tag), "-")
		for _, name := range []string{strings.ToLower(tag), language} {
			if b, err := files.ReadFile(name + ".json"); err == nil {
				return parse(name, b)
			}
		}
	}
	return nil, fault.New(fault.Internal, "catalog %s.json is missing", fallback)
}

func parse(tag string, b []byte) (*Catalog, error) {
	c := &Catalog{tag: tag}
	if err := json.Unmarshal(b, &c.texts); err != nil {
		return nil, fmt.Errorf("read catalog %s: %w", tag, err)
	}
	return c, nil
}

// Tag is the catalog's language, as the lang attribute of a page wants it.
func (c *Catalog) Tag() string { return c.tag }

// Has reports whether there is a text for a key.
func (c *Catalog) Has(key string) bool {
	_, ok := c.texts[key]
	return ok
}

// Text gives the text of a key, with each {name} replaced by the value that follows the name in args. A key without text gives
// the key itself: ugly, but a page that shows it still says everything else.
func (c *Catalog) Text(key string, args ...string) string {
	text, ok := c.texts[key]
	if !ok {
		return key
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, "{"+args[i]+"}", args[i+1])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// First gives the text of the first key that has one, or nothing.
func (c *Catalog) First(keys ...string) string {
	for _, key := range keys {
		if text, ok := c.texts[key]; ok {
			return text
		}
	}
	return ""
}

// Count gives the text for n things: key.one or key.other, with {n}.
func (c *Catalog) Count(key string, n int) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return c.Text(key+form, "n", strconv.Itoa(n))
}

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
	return c.Text(key,
		"weekday", c.Text("date.weekday."+strconv.Itoa(int(t.Weekday()))), "day", strconv.Itoa(t.Day()),
		"month", c.Text("date.month."+strconv.Itoa(int(t.Month()))), "year", strconv.Itoa(t.Year()))
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
	hour12 := (t.Hour()+11)%12 + 1
	return c.Text("date.clock", "hour", t.Format("15"), "hour12", strconv.Itoa(hour12), "minute", t.Format("04"), "half", c.Text(half))
}

// Range writes a span of local dates or times; either end may be empty, or no date, which is the same.
func (c *Catalog) Range(earliest, latest string, now time.Time) string {
	from, to := c.Day(earliest, now), c.Day(latest, now)
	fromClock, toClock := c.Clock(earliest), c.Clock(latest)
	switch {
	case from == "" && to == "":
		return ""
	case from == "":
		return c.Text("date.by", "day", c.moment(to, toClock))
	case to == "":
		return c.Text("date.from", "day", c.moment(from, fromClock))
	case from != to:
		return c.Text("date.range", "from", c.moment(from, fromClock), "to", c.moment(to, toClock))
	case fromClock == toClock:
		return c.moment(from, fromClock)
	case fromClock == "" || toClock == "":
		return from
	case strings.Contains(earliest, "T00:00"): // FedEx's way to say "by": nobody delivers from midnight on
		return c.Text("date.by", "day", c.moment(to, toClock))
	default:
		return c.moment(from, c.Text("date.range", "from", fromClock, "to", toClock))
	}
}

func (c *Catalog) moment(day, clock string) string {
	if day == "" || clock == "" {
		return day
	}
	return c.Text("date.moment", "day", day, "clock", clock)
}

// Moment writes the date and, when there is one, the time of day of a local date or time.
func (c *Catalog) Moment(local string, now time.Time) string {
	return c.moment(c.Day(local, now), c.Clock(local))
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
