package locale_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/locale"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func english(t testing.TB) *locale.Catalog {
	t.Helper()
	c, err := locale.Find("en")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestFind(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		tags []string
		want string
	}{
		"exact":                  {[]string{"en"}, "en"},
		"a region like the rest": {[]string{"en-AU"}, "en"},
		"a region of its own":    {[]string{"en-GB"}, "en-GB"},
		"capitals":               {[]string{"EN-us"}, "en-US"},
		"the second one":         {[]string{"xx", "en"}, "en"},
		"none":                   {nil, "en"},
		"unknown":                {[]string{"tlh"}, "en"},
		"no way out of the set":  {[]string{"../../go", ""}, "en"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := locale.Find(c.tags...)
			if err != nil || got.Tag() != c.want || !got.Has("status.delivered") {
				t.Errorf("Find = %v, %v", got.Tag(), err)
			}
		})
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	c := english(t)
	cases := map[string]struct{ got, want string }{
		"filled":             {c.Text("page.parcel", "i", "1", "n", "2"), "Parcel 1 of 2"},
		"a value is no hole": {c.Text("page.parcel", "i", "{n}", "n", "2"), "Parcel {n} of 2"},
		"an odd argument":    {c.Text("page.parcel", "i", "1", "n"), "Parcel 1 of …"},
		"one dot at the end": {c.Text("page.order_cancelled_on", "day", "22. Nov."), "The order was cancelled on 22. Nov."},
		"no such key":        {c.Text("no.such"), "no.such"},
		"first of two":       {c.First("no.such", "status.delivered"), "Delivered"},
		"none of them":       {c.First("no.such"), ""},
		"one":                {c.Count("ago.days", 1), "1 day ago"},
		"none":               {c.Count("ago.days", 0), "0 days ago"},
	}
	for name, k := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if k.got != k.want {
				t.Errorf("got %q, want %q", k.got, k.want)
			}
		})
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	c := english(t)
	cases := map[string]struct{ got, want string }{
		"day":                     {c.Day("2026-11-24", now), "Tue 24 Nov"},
		"day of a time":           {c.Day("2026-11-24T23:59:00", now), "Tue 24 Nov"},
		"day of another year":     {c.Day("2027-01-02", now), "Sat 2 Jan 2027"},
		"no day":                  {c.Day("soon", now), ""},
		"nothing":                 {c.Day("", now), ""},
		"afternoon":               {c.Clock("2026-11-24T14:05:00"), "2:05 pm"},
		"noon":                    {c.Clock("2026-11-24T12:00:00"), "12:00 pm"},
		"midnight":                {c.Clock("2026-11-24T00:00:30"), "12:00 am"},
		"a date has no clock":     {c.Clock("2026-11-24"), ""},
		"moment":                  {c.Moment("2026-11-24T14:05:00", now), "Tue 24 Nov, 2:05 pm"},
		"moment of a date":        {c.Moment("2026-11-24", now), "Tue 24 Nov"},
		"no moment":               {c.Moment("", now), ""},
		"range of days":           {c.Range("2026-11-24", "2026-11-26", now), "Tue 24 Nov – Thu 26 Nov"},
		"range of one day":        {c.Range("2026-11-24", "2026-11-24", now), "Tue 24 Nov"},
		"range of hours":          {c.Range("2026-11-24T14:00:00", "2026-11-24T18:00:00", now), "Tue 24 Nov, 2:00 pm – 6:00 pm"},
		"range from midnight":     {c.Range("2026-11-24T00:00:00", "2026-11-24T20:00:00", now), "by Tue 24 Nov, 8:00 pm"},
		"range with one time":     {c.Range("2026-11-24", "2026-11-24T18:00:00", now), "Tue 24 Nov"},
		"range over midnight":     {c.Range("2026-11-24T22:00:00", "2026-11-25T02:00:00", now), "Tue 24 Nov, 10:00 pm – Wed 25 Nov, 2:00 am"},
		"range without beginning": {c.Range("", "2026-11-24", now), "by Tue 24 Nov"},
		"range without end":       {c.Range("2026-11-24T14:00:00", "", now), "from Tue 24 Nov, 2:00 pm"},
		"no range":                {c.Range("", "", now), ""},
		"a range of no dates":     {c.Range("soon", "later", now), ""},
		"half a range":            {c.Range("soon", "2026-11-24", now), "by Tue 24 Nov"},
		"seconds ago":             {c.Ago(59 * time.Second), "just now"},
		"a minute ago":            {c.Ago(time.Minute), "1 minute ago"},
		"hours ago":               {c.Ago(23*time.Hour + 59*time.Minute), "23 hours ago"},
		"days ago":                {c.Ago(49 * time.Hour), "2 days ago"},
	}
	for name, k := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(k.want, k.got); diff != "" {
				t.Errorf("text differs (-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzRange(f *testing.F) {
	f.Add("2026-11-24", "2026-11-24T18:00:00")
	f.Fuzz(func(t *testing.T, from, to string) {
		c := english(t)
		if got := c.Range(from, to, now); (got == "") != (c.Day(from, now) == "" && c.Day(to, now) == "") {
			t.Errorf("Range(%q, %q) = %q", from, to, got)
		}
	})
}
