package orderfile

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// DateOrder says what 03/04/2026 means.
type DateOrder string

// The orders of dates with slashes. Unsaid takes those that can be read in one way only, and refuses the others.
const (
	Unsaid        DateOrder = ""
	DayMonthYear  DateOrder = "dmy"
	MonthDayYear  DateOrder = "mdy"
	isoDate                 = "2006-01-02"
	ambiguousDate           = "can be read in two ways: say which by --dates dmy or --dates mdy, or write 2026-11-30"
	badDate                 = "must be a date like 2026-11-30, or a time like 2026-11-30T14:05:00+01:00"
)

// readWhen brings a date or time into RFC 3339, or into a date where the cell has no offset: a wall clock of nowhere is no time.
func readWhen(s string, order DateOrder) (value, wrong string) {
	for _, layout := range []string{
		time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -07:00", "2006-01-02T15:04:05-0700", time.RFC1123Z,
		"Mon, 2 Jan 2006 15:04:05 -0700", "2006-01-02 15:04:05 MST",
	} {
		if t, err := time.Parse(layout, s); err == nil && (!strings.HasSuffix(layout, "MST") || strings.HasSuffix(s, " UTC")) {
			return t.Format(time.RFC3339), ""
		}
	}
	return readDate(s, order)
}

// readDate reads a day; a time of day behind it is dropped, word by word: "11/30/2026 3:04 pm".
func readDate(s string, order DateOrder) (value, wrong string) {
	words := strings.Fields(clock.ReplaceAllString(s, "$1 "))
	for n := len(words); n > 0; n-- {
		if value, wrong = readDay(strings.Join(words[:n], " "), order); wrong != badDate {
			return value, wrong
		}
	}
	return "", badDate
}

// clock is the T between a date and a time.
var clock = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)T`)

func readDay(s string, order DateOrder) (value, wrong string) {
	for _, layout := range []string{
		isoDate, "2006/1/2", "2.1.2006", "2.1.06", "20060102", "2 Jan 2006", "2-Jan-2006", "2-Jan-06", "Jan 2 2006", "Jan-2-2006", "Jan-2-06",
		"2 January 2006", "January 2 2006", "Mon 2 Jan 2006",
	} {
		if t, err := time.Parse(layout, strings.ReplaceAll(s, ",", "")); err == nil {
			return t.Format(isoDate), ""
		}
	}
	dmy, errDMY := either("2/1/2006", "2/1/06", s)
	mdy, errMDY := either("1/2/2006", "1/2/06", s)
	switch {
	case errDMY == nil && (order == DayMonthYear || order == Unsaid && (errMDY != nil || dmy.Equal(mdy))):
		return dmy.Format(isoDate), ""
	case errMDY == nil && (order == MonthDayYear || order == Unsaid && errDMY != nil):
		return mdy.Format(isoDate), ""
	case errDMY == nil && errMDY == nil:
		return "", ambiguousDate
	default:
		return "", badDate
	}
}

func either(layout, other, s string) (time.Time, error) {
	if t, err := time.Parse(layout, s); err == nil {
		return t, nil
	}
	return time.Parse(other, s)
}

// readYes reads an answer as spreadsheets and exports write it.
func readYes(s string) (value any, wrong string) {
	switch strings.ToLower(s) {
	case "yes", "y", "true", "1":
		return true, ""
	case "no", "n", "false", "0":
		return false, ""
	default:
		return nil, "must be yes or no"
	}
}

func readWhole(s string) (value int64, wrong string) {
	n, err := strconv.ParseInt(strings.TrimSuffix(s, ".0"), 10, 64)
	if err != nil {
		return 0, "must be a whole number"
	}
	return n, ""
}

// formula are the characters with which a spreadsheet begins to compute (https://owasp.org/www-community/attacks/CSV_Injection). Names of
// items and people come from strangers, so a cell that we write never begins so: an apostrophe stands before it, which spreadsheets
// do not show and bare takes away.
const formula = "=+-@\t\r"

// quoted gives a cell as it is written.
func quoted(cell string) string {
	if cell != "" && strings.Contains(formula, cell[:1]) {
		return "'" + cell
	}
	return cell
}

// bare gives a cell as it is meant.
func bare(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.Contains(formula, cell[1:2]) {
		return cell[1:]
	}
	return cell
}
