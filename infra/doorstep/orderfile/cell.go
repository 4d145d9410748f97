package orderfile

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/currency"
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
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -07:00", "2006-01-02T15:04:05-0700", "2006-01-02 15:04:05 MST"} {
		if t, err := time.Parse(layout, s); err == nil && (!strings.HasSuffix(layout, "MST") || strings.HasSuffix(s, " UTC")) {
			return t.Format(time.RFC3339), ""
		}
	}
	day, _, _ := strings.Cut(strings.Replace(s, "T", " ", 1), " ")
	return readDate(day, order)
}

func readDate(s string, order DateOrder) (value, wrong string) {
	for _, layout := range []string{isoDate, "2006/01/02", "2.1.2006", "20060102"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(isoDate), ""
		}
	}
	dmy, errDMY := time.Parse("2/1/2006", s)
	mdy, errMDY := time.Parse("1/2/2006", s)
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

func readWhole(s string) (value int64, wrong string) {
	n, err := strconv.ParseInt(strings.TrimSuffix(s, ".0"), 10, 64)
	if err != nil {
		return 0, "must be a whole number"
	}
	return n, ""
}

// readPrice gives minor units of a currency, of as many digits as ISO 4217 gives it (CLDR's "standard" digits). Comma and point are
// both taken as the decimal sign; where one could as well part thousands, the cell is refused.
func readPrice(s, code string) (minor int64, wrong string) {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 0, "needs the order's currency, such as EUR, in the column currency"
	}
	digits, _ := currency.Standard.Rounding(unit)
	bad := fmt.Sprintf("must be an amount with at most %d digits after the decimal sign, without a currency sign", digits)
	at := strings.LastIndexAny(s, ".,")
	units, part := s, ""
	if at >= 0 {
		units, part = s[:at], s[at+1:]
		if strings.ContainsRune(units, rune(s[at])) || len(part) == 3 && digits != 3 {
			return 0, bad // 1,234,567 or 1.234: thousands, perhaps
		}
		units = strings.NewReplacer(".", "", ",", "").Replace(units)
	}
	if len(part) > digits || units == "" || strings.ContainsFunc(units+part, func(r rune) bool { return r < '0' || r > '9' }) {
		return 0, bad
	}
	minor, err = strconv.ParseInt(units+part+strings.Repeat("0", digits-len(part)), 10, 64)
	if err != nil {
		return 0, bad
	}
	return minor, ""
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
