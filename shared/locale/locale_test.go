package locale_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/locale"
	"doorstep/shared/shipment"
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

// TestCatalogs holds every language to English: the same keys with the same placeholders.
func TestCatalogs(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no catalogs: %v", err)
	}
	read := func(name string) map[string]string {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{}
		if err := json.Unmarshal(b, &texts); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return texts
	}
	holes := regexp.MustCompile(`\{[a-z0-9]+\}`)
	want := read("en.json")
	for _, name := range names {
		got := read(name)
		for key, text := range want {
			a, b := holes.FindAllString(text, -1), holes.FindAllString(got[key], -1)
			slices.Sort(a)
			slices.Sort(b)
			if got[key] == "" || (!slices.Equal(a, b) && !strings.HasPrefix(key, "date.")) {
				t.Errorf("%s: %s is %q, English has %q", name, key, got[key], text)
			}
		}
		for key := range got {
			if _, ok := want[key]; !ok {
				t.Errorf("%s: %s is a key that nothing reads", name, key)
			}
		}
	}
}

// TestEveryStatusHasWords keeps the catalog and the vocabulary together, in both directions.
func TestEveryStatusHasWords(t *testing.T) {
	t.Parallel()
	c := english(t)
	subs := map[string]bool{}
	for status, list := range shipment.SubStatuses {
		for _, prefix := range []string{"status.", "text.", "next."} {
			if !c.Has(prefix + string(status)) {
				t.Errorf("%s%s has no words", prefix, status)
			}
		}
		for _, sub := range list {
			subs[string(status)+"."+sub] = true
		}
	}
	b, err := os.ReadFile("en.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile(`"(?:text|next)\.([a-z_]+\.[a-z_0-9]+)"`).FindAllSubmatch(b, -1) {
		if !subs[string(found[1])] {
			t.Errorf("en.json has words for %s, which the vocabulary does not know", found[1])
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	c := english(t)
	cases := map[string]struct{ got, want string }{
		"filled":             {c.Text("page.parcel", "i", "1", "n", "2"), "Parcel 1 of 2"},
		"a value is no hole": {c.Text("page.parcel", "i", "{n}", "n", "2"), "Parcel {n} of 2"},
		"an odd argument":    {c.Text("page.parcel", "i", "1", "n"), "Parcel 1 of …"},
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
