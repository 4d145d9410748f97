package workdays_test

import (
	"testing"
	"time"

	"doorstep/shared/watch/workdays"
)

func TestWorking(t *testing.T) {
	t.Parallel()
	c := workdays.New()
	for _, d := range []struct {
		name, country, day string
		want               bool
	}{
		{"a Monday", "US", "2026-11-23", true},
		{"Thanksgiving", "US", "2026-11-26", false},
		{"Thanksgiving elsewhere", "DE", "2026-11-26", true},
		{"a Saturday", "US", "2026-11-28", false},
		{"Christmas", "DE", "2026-12-25", false},
		{"Boxing Day of 2026, a Saturday, is kept on Monday", "GB", "2026-12-28", false},
		{"Good Friday", "AU", "2026-04-03", false},
		{"a Friday in Riyadh", "SA", "2026-11-27", false},
		{"a Sunday in Riyadh", "SA", "2026-11-29", true},
		{"a Friday in Dubai", "AE", "2026-11-27", true},
		{"a Sunday in Dubai", "AE", "2026-11-29", false},
		{"a Friday in Tel Aviv", "IL", "2026-11-27", false},
		{"a Sunday in Kathmandu", "NP", "2026-11-29", true},
		{"an unknown country on Monday", "", "2026-11-23", true},
		{"an unknown country at Christmas", "XX", "2026-12-25", true},
		{"an unknown country on Sunday", "XX", "2026-11-29", false},
	} {
		day, err := time.Parse(time.DateOnly, d.day)
		if err != nil {
			t.Fatal(err)
		}
		for _, zone := range []*time.Location{time.UTC, time.FixedZone("", -12*3600), time.FixedZone("", 14*3600)} {
			noon := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, zone)
			if got := c.Working(d.country, noon); got != d.want {
				t.Errorf("%s, %s: working %v", d.name, zone, got)
			}
		}
	}
}

// The days of one country are the same whoever asks at the same time.
func TestWorkingAtOnce(t *testing.T) {
	t.Parallel()
	c := workdays.New()
	done := make(chan int)
	for range 4 {
		go func() {
			n := 0
			for day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
				if c.Working("DE", day) {
					n++
				}
			}
			done <- n
		}()
	}
	for range 4 {
		if n := <-done; n != 254 {
			t.Errorf("%d working days", n)
		}
	}
}
