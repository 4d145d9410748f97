package schedule

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the daylight saving rules below, whatever the machine has

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestNext lists, per expression, the times that follow `after`, in UTC. "never" ends a list.
func TestNext(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, expression, zone, after string
		want                          string
	}{
		{"rate of one minute", "rate(1 minute)", "UTC", "2026-11-21T08:00:30Z", "2026-11-21T08:01:30Z 2026-11-21T08:02:30Z"},
		{"rate of days is 24 hours across a clock change", "rate(1 day)", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z 2026-10-26T12:00:00Z"},
		{"rate of hours", "rate(12 hours)", "UTC", "2026-11-21T08:00:00Z", "2026-11-21T20:00:00Z"},
		{"at", "at(2026-11-30T09:00:00)", "UTC", "2026-11-21T00:00:00Z", "2026-11-30T09:00:00Z never"},
		{"at in a zone", "at(2026-11-30T09:00:00)", "America/New_York", "2026-11-21T00:00:00Z", "2026-11-30T14:00:00Z never"},
		{"at in the past", "at(2026-11-20T09:00:00)", "UTC", "2026-11-21T00:00:00Z", "never"},
		{"at in the repeated hour is the first one", "at(2026-10-25T02:30:00)", "Europe/Berlin", "2026-10-01T00:00:00Z", "2026-10-25T00:30:00Z never"},

		{"every minute", "cron(* * * * ? *)", "UTC", "2026-11-21T08:59:59Z", "2026-11-21T09:00:00Z 2026-11-21T09:01:00Z"},
		{"strictly after", "cron(0 9 * * ? *)", "UTC", "2026-11-21T09:00:00Z", "2026-11-22T09:00:00Z"},
		{"every quarter of an hour", "cron(0/15 * * * ? *)", "UTC", "2026-11-21T08:46:00Z", "2026-11-21T09:00:00Z 2026-11-21T09:15:00Z"},
		{"every tenth minute from the first", "cron(1/10 8 * * ? *)", "UTC", "2026-11-21T08:45:00Z", "2026-11-21T08:51:00Z 2026-11-22T08:01:00Z"},
		{"star with a step", "cron(*/20 8 * * ? *)", "UTC", "2026-11-21T08:01:00Z", "2026-11-21T08:20:00Z 2026-11-21T08:40:00Z 2026-11-22T08:00:00Z"},
		{"a range with a step", "cron(0 8-17/3 * * ? *)", "UTC", "2026-11-21T08:01:00Z", "2026-11-21T11:00:00Z 2026-11-21T14:00:00Z 2026-11-21T17:00:00Z 2026-11-22T08:00:00Z"},
		{"a list in any order", "cron(30,0 17,8 * * ? *)", "UTC", "2026-11-21T08:00:00Z", "2026-11-21T08:30:00Z 2026-11-21T17:00:00Z 2026-11-21T17:30:00Z 2026-11-22T08:00:00Z"},
		{"working days by name", "cron(0 18 ? * MON-FRI *)", "UTC", "2026-11-20T18:00:00Z", "2026-11-23T18:00:00Z 2026-11-24T18:00:00Z"},
		{"working days by number, Sunday is 1", "cron(0 18 ? * 2-6 *)", "UTC", "2026-11-20T18:00:00Z", "2026-11-23T18:00:00Z"},
		{"days of the week as a list", "cron(0 0 ? * SUN,WED *)", "UTC", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z 2026-11-25T00:00:00Z"},
		{"every day of the week", "cron(0 0 ? * * *)", "UTC", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"},
		{"first of the month", "cron(0 8 1 * ? *)", "UTC", "2026-11-21T00:00:00Z", "2026-12-01T08:00:00Z 2027-01-01T08:00:00Z"},
		{"every fifth day", "cron(0 0 1/5 * ? *)", "UTC", "2026-11-26T00:00:00Z", "2026-12-01T00:00:00Z 2026-12-06T00:00:00Z"},
		{"months by name", "cron(0 0 1 JAN,jul ? *)", "UTC", "2026-11-21T00:00:00Z", "2027-01-01T00:00:00Z 2027-07-01T00:00:00Z"},
		{"every third month", "cron(0 0 1 1/3 ? *)", "UTC", "2026-11-21T00:00:00Z", "2027-01-01T00:00:00Z 2027-04-01T00:00:00Z"},
		{"last day of the month", "cron(0 0 L * ? *)", "UTC", "2026-11-21T00:00:00Z", "2026-11-30T00:00:00Z 2026-12-31T00:00:00Z 2027-01-31T00:00:00Z 2027-02-28T00:00:00Z"},
		{"last day of February in a leap year", "cron(0 0 L 2 ? 2028)", "UTC", "2026-11-21T00:00:00Z", "2028-02-29T00:00:00Z never"},
		{"last day of the week is Saturday", "cron(0 0 ? * L *)", "UTC", "2026-11-21T00:00:00Z", "2026-11-28T00:00:00Z"},
		{"last Friday of the month", "cron(15 10 ? * 6L *)", "UTC", "2026-11-21T00:00:00Z", "2026-11-27T10:15:00Z 2026-12-25T10:15:00Z 2027-01-29T10:15:00Z"},
		{"last Sunday by name", "cron(0 1 ? * SUNL *)", "UTC", "2026-11-21T00:00:00Z", "2026-11-29T01:00:00Z 2026-12-27T01:00:00Z"},
		{"second Tuesday", "cron(0 9 ? * 3#2 *)", "UTC", "2026-11-21T00:00:00Z", "2026-12-08T09:00:00Z 2027-01-12T09:00:00Z"},
		{"fifth Thursday, when there is one", "cron(0 9 ? * THU#5 *)", "UTC", "2026-11-21T00:00:00Z", "2026-12-31T09:00:00Z 2027-04-29T09:00:00Z"},
		{"weekday nearest to the 3rd", "cron(0 9 3W * ? *)", "UTC", "2025-12-31T00:00:00Z", "2026-01-02T09:00:00Z 2026-02-03T09:00:00Z 2026-03-03T09:00:00Z 2026-04-03T09:00:00Z 2026-05-04T09:00:00Z"},
		{"weekday nearest to a Saturday the 1st stays in the month", "cron(0 9 1W 8 ? *)", "UTC", "2026-07-15T00:00:00Z", "2026-08-03T09:00:00Z"},
		{"weekday nearest to a Sunday the 31st stays in the month", "cron(0 9 31W 5 ? *)", "UTC", "2026-05-15T00:00:00Z", "2026-05-29T09:00:00Z"},
		{"weekday nearest to the 31st skips short months", "cron(0 9 31W * ? *)", "UTC", "2026-11-01T00:00:00Z", "2026-12-31T09:00:00Z 2027-01-29T09:00:00Z 2027-03-31T09:00:00Z"},
		{"days, last day and nearest weekday together", "cron(0 0 1,15W,L 11 ? 2026)", "UTC", "2026-10-21T00:00:00Z", "2026-11-01T00:00:00Z 2026-11-16T00:00:00Z 2026-11-30T00:00:00Z never"},
		{"a leap day", "cron(0 0 29 2 ? *)", "UTC", "2026-11-21T00:00:00Z", "2028-02-29T00:00:00Z 2032-02-29T00:00:00Z"},
		{"a day that never comes", "cron(0 0 30 2 ? *)", "UTC", "2026-11-21T00:00:00Z", "never"},
		{"years", "cron(0 0 1 1 ? 2027-2031/2)", "UTC", "2026-11-21T00:00:00Z", "2027-01-01T00:00:00Z 2029-01-01T00:00:00Z 2031-01-01T00:00:00Z never"},
		{"a year gone by", "cron(0 0 1 1 ? 2025)", "UTC", "2026-11-21T00:00:00Z", "never"},
		{"the end of the calendar", "cron(59 23 31 12 ? 2199)", "UTC", "2026-11-21T00:00:00Z", "2199-12-31T23:59:00Z never"},

		{"Berlin, winter and summer", "cron(0 9 * * ? *)", "Europe/Berlin", "2027-03-27T00:00:00Z", "2027-03-27T08:00:00Z 2027-03-28T07:00:00Z"},
		{"Berlin, an hour that spring skips", "cron(30 2 * * ? *)", "Europe/Berlin", "2027-03-27T00:00:00Z", "2027-03-27T01:30:00Z 2027-03-29T00:30:00Z"},
		{"Berlin, an hour that autumn repeats, once", "cron(30 2 * * ? *)", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z 2026-10-26T01:30:00Z"},
		{"Berlin, asked within the repeated hour", "cron(0/30 * * * ? *)", "Europe/Berlin", "2026-10-25T00:10:00Z", "2026-10-25T00:30:00Z 2026-10-25T02:00:00Z"},
		{"Berlin, asked within the second of the two hours", "cron(0/30 * * * ? *)", "Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-25T02:00:00Z"},
		{"New York, spring", "cron(15 2 * * ? *)", "America/New_York", "2027-03-13T12:00:00Z", "2027-03-15T06:15:00Z"},
		{"New York, autumn", "cron(15 1 * * ? *)", "America/New_York", "2026-10-31T12:00:00Z", "2026-11-01T05:15:00Z 2026-11-02T06:15:00Z"},
		{"Lord Howe moves by half an hour", "cron(45 1 * * ? *)", "Australia/Lord_Howe", "2027-04-02T20:00:00Z", "2027-04-03T14:45:00Z 2027-04-04T15:15:00Z"},
		{"a day of the week is the zone's", "cron(0 0 ? * MON *)", "Pacific/Auckland", "2026-11-21T00:00:00Z", "2026-11-22T11:00:00Z"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			times, err := Parse(c.expression, zone(t, c.zone))
			if err != nil {
				t.Fatal(err)
			}
			after := at(t, c.after)
			for i, want := range strings.Fields(c.want) {
				got, ok := times.Next(after)
				if want == "never" {
					if ok {
						t.Fatalf("time %d: got %s, want never", i, got.UTC().Format(time.RFC3339))
					}
					return
				}
				if !ok || !got.Equal(at(t, want)) {
					t.Fatalf("time %d: got %s %v, want %s", i, got.UTC().Format(time.RFC3339), ok, want)
				}
				after = got
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct{ expression, want string }{
		{"", "want rate(value unit)"},
		{"every(5 minutes)", "want rate(value unit)"},
		{"rate(5 minutes) ", "want rate(value unit)"},
		{"rate()", "want a value and a unit"},
		{"rate(5)", "want a value and a unit"},
		{"rate(0 minutes)", "not a positive"},
		{"rate(-5 minutes)", "not a positive"},
		{"rate(+5 minutes)", "not a positive"},
		{"rate(1.5 hours)", "not a positive"},
		{"rate(5 weeks)", `unit "weeks"`},
		{"rate(30 seconds)", `unit "seconds"`},
		{"rate(1 minutes)", "1 takes the singular"},
		{"rate(5 minute)", "1 takes the singular"},
		{"rate(99999999999 days)", "100 years"},
		{"rate(9999999999999999999 days)", "not a positive"},
		{"at(2026-11-30)", "is not a time like"},
		{"at(2026-02-30T09:00:00)", "is not a time like"},
		{"at(2026-11-30T09:00:00Z)", "is not a time like"},
		{"at(2027-03-28T02:30:00)", "does not exist in Europe/Berlin"},
		{"cron(0 9 * * ?)", "5 fields, want six"},
		{"cron(0 0 9 * * ? *)", "7 fields, want six"},
		{"cron(60 9 * * ? *)", `minutes: "60" is not within 0-59`},
		{"cron(0 24 * * ? *)", `hours: "24" is not within 0-23`},
		{"cron(0 9 0 * ? *)", `day-of-month: "0" is not within 1-31`},
		{"cron(0 9 * 13 ? *)", `month: "13" is not within 1-12`},
		{"cron(0 9 * ABC ? *)", `month: "ABC"`},
		{"cron(0 9 ? * 0 *)", `day-of-week: "0" is not within 1-7`},
		{"cron(0 9 ? * 8 *)", `day-of-week: "8" is not within 1-7`},
		{"cron(0 9 * * ? 1969)", `year: "1969"`},
		{"cron(0 9 * * ? 2200)", `year: "2200"`},
		{"cron(0 9 * * * *)", "exactly one of day-of-month"},
		{"cron(0 9 ? * ? *)", "exactly one of day-of-month"},
		{"cron(0 9 1 * MON *)", "exactly one of day-of-month"},
		{"cron(? 9 * * ? *)", "minutes"},
		{"cron(0/0 9 * * ? *)", "step"},
		{"cron(0/60 9 * * ? *)", "step"},
		{"cron(/15 9 * * ? *)", `minutes: ""`},
		{"cron(0,, 9 * * ? *)", `minutes: ""`},
		{"cron(-5 9 * * ? *)", `minutes: ""`},
		{"cron(+5 9 * * ? *)", `minutes: "+5"`},
		{"cron(0 22-2 * * ? *)", `range "22-2" runs backwards`},
		{"cron(0 9 ? * FRI-MON *)", "runs backwards"},
		{"cron(0 9 ? * MON/2 *)", "no /"},
		{"cron(0 9 ? * 3#6 *)", "# takes 1 to 5"},
		{"cron(0 9 ? * 3#0 *)", "# takes 1 to 5"},
		{"cron(0 9 ? * 9#1 *)", `day-of-week: "9"`},
		{"cron(0 9 ? * 3#1,6#3 *)", "the only expression"},
		{"cron(0 9 ? * 9L *)", `day-of-week: "9"`},
		{"cron(0 9 ? * 3W *)", "day-of-week"},
		{"cron(0 9 LW * ? *)", `day-of-month: "L"`},
		{"cron(0 9 L-3 * ? *)", `day-of-month: "L"`},
		{"cron(0 9 32W * ? *)", `day-of-month: "32"`},
	}
	for _, c := range cases {
		t.Run(c.expression, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(c.expression, zone(t, "Europe/Berlin"))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want it to say %q", err, c.want)
			}
		})
	}
}

// From anywhere before a firing, and after the one before it, the next firing is that same one; it lies in the future, on a full minute.
func TestNextLeavesNoneOut(t *testing.T) {
	t.Parallel()
	zones := []*time.Location{time.UTC, zone(t, "Europe/Berlin"), zone(t, "America/New_York"), zone(t, "Australia/Lord_Howe")}
	rapid.Check(t, func(t *rapid.T) {
		expression := expressions().Draw(t, "expression")
		times, err := Parse(expression, rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		after := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "after"), 0)
		next, ok := times.Next(after)
		if !ok {
			return
		}
		if !next.After(after) || next.Second() != 0 {
			t.Fatalf("%s after %s: %s", expression, after, next)
		}
		between := after.Add(time.Duration(rapid.Int64Range(0, int64(next.Sub(after))-1).Draw(t, "between")))
		again, ok := times.Next(between)
		if !ok || !again.Equal(next) {
			t.Fatalf("%s: after %s comes %s, but after %s, in between, comes %s", expression, after, next, between, again)
		}
	})
}

func expressions() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		minutes := rapid.SampledFrom([]string{"*", "0", "30", "0/15", "5-50/7", "59,1"}).Draw(t, "minutes")
		hours := rapid.SampledFrom([]string{"*", "1-3", "2", "0/6", "23"}).Draw(t, "hours")
		days := rapid.SampledFrom([]string{"* %s ?", "L %s ?", "1,15W %s ?", "31 %s ?", "? %s *", "? %s MON-FRI", "? %s 1L", "? %s 3#2"}).Draw(t, "days")
		month := rapid.SampledFrom([]string{"*", "3,10,11", "FEB", "1/4"}).Draw(t, "month")
		return fmt.Sprintf("cron(%s %s %s *)", minutes, hours, fmt.Sprintf(days, month))
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"rate(5 minutes)", "cron(0/15 8-17/3 1,15W,L JAN-MAR ? 2026-2030)", "cron(0 9 ? * 3#2 *)", "cron(0 9 ? * SUNL,2 *)", "at(2026-11-30T09:00:00)"} {
		f.Add(seed, int64(1_790_000_000))
	}
	berlin := zone(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, expression string, unix int64) {
		times, err := Parse(expression, berlin)
		if err != nil {
			return
		}
		after := time.Unix(unix%(1<<33), 0)
		next, ok := times.Next(after)
		if ok && !next.After(after) {
			t.Fatalf("%s: %s does not come after %s", expression, next, after)
		}
	})
}
