package moment_test

import (
	"testing"

	"doorstep/shared/carrier/moment"
)

func TestWindow(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ from, until, want string }{
		"by nine in the evening":   {"", "2026-03-10T21:00:00", "2026-03-10T00:00:00..2026-03-10T21:00:00 minute"},
		"a window":                 {"2026-03-10T13:15:00", "2026-03-10T17:15:00", "2026-03-10T13:15:00..2026-03-10T17:15:00 minute"},
		"a window over two days":   {"2026-03-09T13:15:00", "2026-03-10T17:15:00", "2026-03-10T00:00:00..2026-03-10T17:15:00 minute"},
		"a window turned round":    {"2026-03-10T18:15:00", "2026-03-10T17:15:00", "2026-03-10T00:00:00..2026-03-10T17:15:00 minute"},
		"a window of no length":    {"2026-03-10T17:15:00", "2026-03-10T17:15:00", "2026-03-10T17:15:00..2026-03-10T17:15:00 minute"},
		"a start that is a day":    {"2026-03-10", "2026-03-10T17:15:00", "2026-03-10T00:00:00..2026-03-10T17:15:00 minute"},
		"a day":                    {"", "2026-03-10", "2026-03-10..2026-03-10 day"},
		"midnight is no time":      {"", "2026-03-10T00:00:00Z", "2026-03-10..2026-03-10 day"},
		"nothing":                  {"2026-03-10T13:15:00", "", ""},
		"a placeholder":            {"", "string", ""},
		"offsets are not computed": {"", "2026-03-10T21:00:00-05:00", "2026-03-10T00:00:00..2026-03-10T21:00:00 minute"},
	}
	for name, c := range cases {
		w, ok := moment.Window(moment.ISO(c.from), moment.ISO(c.until))
		got := w.Earliest + ".." + w.Latest + " " + string(w.Precision)
		if !ok {
			got = ""
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ from, until, want string }{
		"several days":            {"2026-03-09T00:00:00-07:00", "2026-03-12T00:00:00-07:00", "2026-03-09..2026-03-12 day"},
		"clocks on several days":  {"2026-03-09T13:00:00", "2026-03-12T17:00:00", "2026-03-09..2026-03-12 day"},
		"hours of one day":        {"2026-03-12T13:00:00", "2026-03-12T17:00:00", "2026-03-12T13:00:00..2026-03-12T17:00:00 minute"},
		"one day, twice":          {"2026-03-12", "2026-03-12", "2026-03-12..2026-03-12 day"},
		"only the end":            {"", "2026-03-12", "2026-03-12..2026-03-12 day"},
		"only the start":          {"2026-03-12", "null", "2026-03-12..2026-03-12 day"},
		"only the start, a clock": {"2026-03-12T17:00:00", "", "2026-03-12T00:00:00..2026-03-12T17:00:00 minute"},
		"turned round":            {"2026-03-14", "2026-03-12", "2026-03-12..2026-03-12 day"},
		"nothing":                 {"", "", ""},
	}
	for name, c := range cases {
		w, ok := moment.Days(moment.ISO(c.from), moment.ISO(c.until))
		got := w.Earliest + ".." + w.Latest + " " + string(w.Precision)
		if !ok {
			got = ""
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
