package moment

import (
	"strings"

	"doorstep/shared/shipment"
)

// DayFirst reads "26-03-2021 15:06:53.326", as PostNL prints it, and the same with dots or slashes, one digit for a day or a
// month, without clock, or with an offset behind the clock. Whatever starts with a year is read as ISO does.
func DayFirst(s string) shipment.Moment {
	s = strings.TrimSpace(s)
	date, rest := s, ""
	if i := strings.IndexAny(s, " T"); i >= 0 {
		date, rest = s[:i], s[i:]
	}
	parts := strings.FieldsFunc(date, func(c rune) bool { return c == '-' || c == '.' || c == '/' })
	if len(parts) != 3 || len(parts[0]) > 2 || len(parts[1]) > 2 || len(parts[2]) != 4 {
		return ISO(s)
	}
	return ISO(parts[2] + "-" + twoDigits(parts[1]) + "-" + twoDigits(parts[0]) + rest)
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}
