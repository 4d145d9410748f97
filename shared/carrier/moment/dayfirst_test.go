package moment_test

import (
	"testing"

	"doorstep/shared/carrier/moment"
)

func TestDayFirst(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"26-03-2021 15:06:53":       "2021-03-26T15:06:53  second",
		"26-03-2021 15:06:53.326":   "2021-03-26T15:06:53  second",
		"26.03.2021 15:06":          "2021-03-26T15:06:00  minute",
		"6/3/2021":                  "2021-03-06  day",
		"26-03-2021T15:06:53+01:00": "2021-03-26T15:06:53 +01:00 second",
		"2021-03-26T15:06:53":       "2021-03-26T15:06:53  second",
		"26-13-2021 15:06:53":       "  ", "31-02-2021": "  ", "26-03-21": "  ", "string": "  ", "": "  ", "26-03-2021 25:00": "2021-03-26  day",
	} {
		m := moment.DayFirst(in)
		if got := m.Local + " " + m.Offset + " " + string(m.Precision); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
