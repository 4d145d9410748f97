package locale_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"doorstep/shared/locale"
)

var update = flag.Bool("update", false, "write the goldens anew")

// TestWrites keeps what each language makes of dates, spans, ages and counts in a file that people can read.
func TestWrites(t *testing.T) {
	t.Parallel()
	tags := append(locale.Languages(), "en-GB", "en-US", "de-AT", "fr-CA", "es-US", "pt-PT", "ar-AE", "ar-LB", "ar-MA")
	for _, tag := range tags {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			c, err := locale.Find(tag)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", tag+".txt")
			got := samples(c)
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s differs (-want +got):\n%s", path, diff)
			}
		})
	}
}

func samples(c *locale.Catalog) string {
	var b strings.Builder
	line := func(what, text string) { fmt.Fprintf(&b, "%-14s %s\n", what, text) }
	line("lang, dir", c.Tag()+", "+c.Dir())
	for month := range 12 {
		day := time.Date(2026, time.Month(month+1), 1+2*month, 0, 0, 0, 0, time.UTC)
		line(day.Format("2 January"), c.Day(day.Format(time.DateOnly), now))
	}
	for weekday := range 7 {
		day := time.Date(2026, 11, 22+weekday, 0, 0, 0, 0, time.UTC)
		line(day.Format("Monday"), c.Day(day.Format(time.DateOnly), now))
	}
	line("next year", c.Day("2027-01-02", now))
	for _, at := range []string{"00:05:00", "09:07:00", "12:00:00", "23:59:59"} {
		line(at, c.Clock("2026-11-24T"+at))
	}
	line("moment", c.Moment("2026-11-24T14:05:00", now))
	line("days", c.Range("2026-11-24", "2026-11-26", now))
	line("hours", c.Range("2026-11-24T14:00:00", "2026-11-24T18:00:00", now))
	line("by", c.Range("", "2026-11-24", now))
	line("from", c.Range("2026-11-24T14:00:00", "", now))
	for _, n := range []int{0, 1, 2, 3, 5, 11, 21, 22, 100, 101} {
		line(fmt.Sprint(n), strings.Join([]string{
			c.Ago(time.Duration(max(n, 1)) * time.Minute), c.Count("ago.hours", n), c.Count("ago.days", n), c.Count("page.attempts", n), c.Count("page.scans", n),
		}, " | "))
	}
	line("now", c.Ago(0))
	line("title", c.Text("page.title", "number", "#1001-22"))
	line("parcel", c.Text("page.parcel", "i", c.Number(1), "n", c.Number(12)))
	line("placed", c.Text("page.placed", "day", c.Day("2026-11-24", now)))
	line("since", c.Text("tracking.stale", "day", c.Day("2026-11-24", now)))
	return b.String()
}
