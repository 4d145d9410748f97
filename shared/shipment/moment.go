package shipment

import (
	"math"
	"time"
)

// undated stands for the instant of a moment that says nothing: before everything, so that it never decides the present.
const undated = math.MinInt64

// Dated reports whether m says at least a day.
func (m Moment) Dated() bool { return m.wall() != undated }

// Exact reports whether m is a true instant: a clock time with a known offset.
func (m Moment) Exact() bool {
	_, ok := m.offset()
	return ok && m.Precision != Day && len(m.Local) > len("2006-01-02") && m.Dated()
}

// Date gives the local calendar day, "2006-01-02", or nothing.
func (m Moment) Date() string {
	if !m.Dated() {
		return ""
	}
	return m.Local[:len("2006-01-02")]
}

// Unix gives the instant in seconds since 1970 and whether it is known.
func (m Moment) Unix() (int64, bool) {
	if !m.Exact() {
		return 0, false
	}
	off, _ := m.offset()
	return m.wall() - off, true
}

// Latest gives the last instant that m can mean; false, and the zero time, where it does not say even a day. A clock without an offset may stand where
// clocks are the last to show any given time; a bare day lasts until its end there.
func (m Moment) Latest() (time.Time, bool) {
	if unix, ok := m.Unix(); ok {
		return time.Unix(unix, 0).UTC(), true
	}
	west := time.FixedZone("", int(farthestWest/time.Second))
	if at, err := time.ParseInLocation("2006-01-02T15:04:05", m.Local, west); err == nil && m.Precision != Day {
		return at.UTC(), true
	}
	day, err := time.ParseInLocation(time.DateOnly, m.Date(), west)
	if err != nil {
		return time.Time{}, false
	}
	return day.AddDate(0, 0, 1).UTC(), true
}

// UTC gives the instant as "2006-01-02T15:04:05Z", or nothing when it is not known.
func (m Moment) UTC() string {
	unix, ok := m.Unix()
	if !ok {
		return ""
	}
	return time.Unix(unix, 0).UTC().Format("2006-01-02T15:04:05Z")
}

// nominal is the instant that orders m among facts on its own: the true one when known, else the wall clock read as UTC. It
// depends on m alone, so an order by it never changes when other facts arrive.
func (m Moment) nominal() int64 {
	w := m.wall()
	if off, ok := m.offset(); ok && w != undated && m.Precision != Day {
		return w - off
	}
	return w
}

// wall reads the wall clock as seconds since 1970-01-01T00:00 of that same clock; a day is its first second. Text that is no
// date gives undated: what a payload writes must never be able to stop a fold.
func (m Moment) wall() int64 {
	s := m.Local
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return undated
	}
	y, mo, d := digits(s[:4]), digits(s[5:7]), digits(s[8:10])
	if y < 0 || mo < 1 || mo > 12 || d < 1 || d > 31 {
		return undated
	}
	at := daysFromCivil(y, mo, d) * 86400
	if len(s) < 16 || s[13] != ':' {
		return at
	}
	h, mi := digits(s[11:13]), digits(s[14:16])
	if h < 0 || h > 24 || mi < 0 || mi > 59 {
		return at
	}
	at += int64(h)*3600 + int64(mi)*60
	if len(s) >= 19 {
		if sec := digits(s[17:19]); sec > 0 && sec < 61 {
			at += int64(sec)
		}
	}
	return at
}

// offset reads Offset as seconds east of UTC.
func (m Moment) offset() (int64, bool) {
	s := m.Offset
	if len(s) != 6 || s[3] != ':' || (s[0] != '+' && s[0] != '-') {
		return 0, false
	}
	h, mi := digits(s[1:3]), digits(s[4:6])
	if h < 0 || h > 18 || mi < 0 || mi > 59 {
		return 0, false
	}
	off := int64(h)*3600 + int64(mi)*60
	if s[0] == '-' {
		off = -off
	}
	return off, true
}

// digits reads a short decimal number, -1 when it is none.
func digits(s string) int {
	n := 0
	for i := range len(s) {
		c := s[i]
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// daysFromCivil counts the days from 1970-01-01 to a date of the proleptic Gregorian calendar, by the method of
// https://howardhinnant.github.io/date_algorithms.html#days_from_civil: no time zone database, no allocation.
func daysFromCivil(y, m, d int) int64 {
	if m <= 2 {
		y--
	}
	era := y / 400
	if y < 0 {
		era = (y - 399) / 400
	}
	yearOfEra := y - era*400
	shifted := m - 3
	if m <= 2 {
		shifted = m + 9
	}
	dayOfYear := (153*shifted+2)/5 + d - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return int64(era)*146097 + int64(dayOfEra) - 719468
}

// dayNumber counts the days from 1970-01-01 to a date "2006-01-02"; false when it is none.
func dayNumber(date string) (int64, bool) {
	w := Moment{Local: date}.wall()
	if w == undated {
		return 0, false
	}
	return floorDiv(w, 86400), true
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}
