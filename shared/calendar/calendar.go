// Package calendar writes iCalendar files (RFC 5545): when a parcel is expected, and until when an order waits to be picked up. It
// is pure, and it writes no personal data, because it is given none.
//
// A writer of our own and no library: of the format it takes a few properties of one kind of entry, and a library would be a quarter of
// a megabyte in the function that shoppers wait for.
package calendar

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"doorstep/shared/fault"
)

// Input is a calendar.
type Input struct {
	Name     string // of the calendar: "Deliveries from Aster & Pine"
	Language string // BCP 47, of all texts
	Events   []Event
	Stamp    time.Time // when the file is made
}

// Event is one entry. Start and End are in the calendar of the destination, as wall-clock times without zone
// ("2006-01-02T15:04:05") or as dates ("2006-01-02"): they are never instants, so no calendar shifts them to where its owner is.
type Event struct {
	UID         string // stays the same for the same entry, so that a later file replaces it; see uid
	Sequence    int    // grows with each change, and is not negative
	Start       string
	End         string // the last day, or the end of the window; empty: the day of Start
	Title       string
	Description string
	URL         string
	Status      Status
}

// Status says how far an entry can be relied on.
type Status string

// The statuses of RFC 5545, section 3.8.1.11.
const (
	Tentative Status = "TENTATIVE" // expected
	Confirmed Status = "CONFIRMED" // it happened, or is fixed
	Cancelled Status = "CANCELLED" // the entry stands no more
)

// maxText bounds a text, in characters: what others wrote may be long.
const maxText = 500

// Write writes the calendar. Entries whose Start is no date are left out; when none is left the error is of kind fault.NotFound,
// because a calendar without entries is none (RFC 5545, section 3.6).
func Write(w io.Writer, in Input) error {
	b := &writer{}
	for _, line := range [][2]string{
		{"BEGIN", "VCALENDAR"}, {"VERSION", "2.0"}, {"PRODID", "-//Doorstep//Order tracking//EN"}, {"CALSCALE", "GREGORIAN"}, {"METHOD", "PUBLISH"},
	} {
		b.line(line[0], line[1])
	}
	b.text("X-WR-CALNAME", in.Language, in.Name)
	entries := 0
	for _, e := range in.Events {
		if b.event(e, in) {
			entries++
		}
	}
	if entries == 0 {
		return fault.New(fault.NotFound, "no date to put into a calendar")
	}
	b.line("END", "VCALENDAR")
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write calendar: %w", err)
	}
	return nil
}

// event writes an entry and reports whether it had a date.
func (b *writer) event(e Event, in Input) bool {
	start, end, ok := span(e.Start, e.End)
	if !ok {
		return false
	}
	b.line("BEGIN", "VEVENT")
	b.text("UID", "", e.UID)
	b.line("DTSTAMP", in.Stamp.UTC().Format("20060102T150405Z"))
	b.line("SEQUENCE", strconv.Itoa(max(0, e.Sequence)))
	b.line("DTSTART"+start.kind(), start.String())
	b.line("DTEND"+end.kind(), end.String())
	b.text("SUMMARY", in.Language, e.Title)
	b.text("DESCRIPTION", in.Language, e.Description)
	if address := clean(e.URL); address != "" {
		b.line("URL", address)
	}
	switch e.Status {
	case Tentative, Confirmed, Cancelled:
		b.line("STATUS", string(e.Status))
	}
	b.line("TRANSP", "TRANSPARENT") // waiting for a parcel keeps nobody busy
	b.line("END", "VEVENT")
	return true
}

// when is a date, or a time on a clock that hangs at the destination.
type when struct {
	time.Time
	date bool
}

func (w when) kind() string {
	if w.date {
		return ";VALUE=DATE"
	}
	return ""
}

func (w when) String() string {
	if w.date {
		return w.Format("20060102")
	}
	return w.Format("20060102T150405")
}

// span gives beginning and end as a calendar wants them: the end of dates is the day after the last one. A window of times within
// one day stays one; over several days, or from midnight on, which is how some carriers write "by", it is the days.
func span(from, to string) (start, end when, ok bool) {
	start, ok = readWhen(from)
	if !ok {
		return when{}, when{}, false
	}
	if end, ok = readWhen(to); !ok || end.Before(start.Time) {
		end = start
	}
	oneDay := start.Format(time.DateOnly) == end.Format(time.DateOnly)
	if !start.date && !end.date && oneDay && end.After(start.Time) && start.Format(time.TimeOnly) != "00:00:00" {
		return start, end, true
	}
	return when{midnight(start.Time), true}, when{midnight(end.Time).AddDate(0, 0, 1), true}, true
}

func midnight(t time.Time) time.Time { return t.Truncate(24 * time.Hour) }

// readWhen reads a local date or time. The zone of the result means nothing.
func readWhen(s string) (when, bool) {
	if t, err := time.Parse("2006-01-02T15:04:05", s); err == nil && proper(t) {
		return when{t, false}, true
	}
	t, err := time.Parse(time.DateOnly, s[:min(len(s), len(time.DateOnly))])
	return when{t, true}, err == nil && proper(t)
}

// proper reports whether the four digits of a year can write it, and the day after.
func proper(t time.Time) bool { return t.Year() >= 1900 && t.Year() < 9999 }

// writer writes content lines.
type writer struct{ strings.Builder }

// maxOctets is the longest line without its break (RFC 5545, section 3.1).
const maxOctets = 75

// line writes one content line, folded between characters.
func (b *writer) line(name, value string) {
	room := maxOctets
	for _, r := range name + ":" + value {
		n := utf8.RuneLen(r)
		if n > room {
			b.WriteString("\r\n ")
			room = maxOctets - 1
		}
		b.WriteRune(r)
		room -= n
	}
	b.WriteString("\r\n")
}

// text writes a property of type TEXT, if there is any.
func (b *writer) text(name, language, value string) {
	if value = cut(value); value == "" {
		return
	}
	if language != "" && isTag(language) {
		name += ";LANGUAGE=" + language
	}
	b.line(name, escape(value))
}

// escape is RFC 5545, section 3.3.11. Nothing that could end a line is left.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}

// cut makes a text harmless: line breaks are "\n", other control characters, marks that turn the direction of writing and what is
// no Unicode are gone, and it ends after maxText characters. The isolates U+2068 and U+2069 stay: catalogs put them around values.
func cut(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n").Replace(strings.ToValidUTF8(s, ""))
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r == 0x2066 || r == 0x2067 {
			return -1
		}
		return r
	}, s)
	n := 0
	for i := range s {
		if n == maxText {
			return s[:i]
		}
		n++
	}
	return s
}

// clean gives an address without anything that could end its line; nothing when it is none of ours.
func clean(address string) string {
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return ""
	}
	for _, r := range address {
		if r <= ' ' || r >= 0x7f {
			return ""
		}
	}
	return address
}

func isTag(s string) bool {
	for _, r := range s {
		if r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return true
}
