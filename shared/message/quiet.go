package message

import (
	"time"

	"doorstep/shared/brand"
)

// quiet is a span of the day, in minutes since midnight of the brand's clock; from after until: across midnight.
type quiet struct {
	from, until int
	channels    []Channel
}

// quietOf reads quiet hours; what is no span of the day is none. An e-mail wakes nobody, so only text messages wait unless the brand
// says otherwise.
func quietOf(q brand.Quiet) quiet {
	from, okFrom := clock(q.From)
	until, okUntil := clock(q.Until)
	if !okFrom || !okUntil || from == until {
		return quiet{}
	}
	out := quiet{from: from, until: until, channels: []Channel{SMS}}
	if len(q.Channels) > 0 {
		out.channels = nil
		for _, c := range q.Channels {
			out.channels = append(out.channels, Channel(c))
		}
	}
	return out
}

func clock(s string) (minute int, ok bool) {
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil
}

// QuietUntil gives the end of the quiet hours of a channel when now lies in them. The clock on the wall decides: in a night in which it
// is moved, the quiet hours last an hour more or less. An end that is skipped that night is the moment it is skipped to.
func (p Policy) QuietUntil(now time.Time, c Channel) (time.Time, bool) {
	applies := false
	for _, quiet := range p.quiet.channels {
		applies = applies || quiet == c
	}
	if !applies {
		return time.Time{}, false
	}
	local := now.In(p.Zone)
	at, q := local.Hour()*60+local.Minute(), p.quiet
	day := local.Day()
	switch {
	case q.from < q.until && (at < q.from || at >= q.until), q.from > q.until && at < q.from && at >= q.until:
		return time.Time{}, false
	case at >= q.until: // before midnight of a span across it
		day++
	}
	end := time.Date(local.Year(), local.Month(), day, q.until/60, q.until%60, 0, 0, p.Zone)
	if first := end.Add(-time.Hour); first.Hour() == end.Hour() && first.After(now) {
		return first, true // a clock that is set back shows the end twice, and time.Date may mean the second
	}
	if !end.After(now) {
		end = end.Add(time.Hour)
	}
	return end, true
}
