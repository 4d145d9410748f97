package schedule

import (
	"slices"
	"time"
)

const (
	firstYear = 1970
	lastYear  = 2199
)

// cron is a cron(...) expression. It fires at second 0.
type cron struct {
	minutes, hours, months, years []int // ascending
	days                          days
	zone                          *time.Location
}

func (cron) recurs() {}

// days decides a date by its day of the month or by its day of the week; the other field of the expression is "?".
type days interface {
	include(date time.Time) bool
}

// Next implements Times. It walks days, not minutes, so that even a date that never comes (30 February) is settled fast.
func (c cron) Next(after time.Time) (time.Time, bool) {
	local := after.In(c.zone)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	for _, year := range c.years {
		if year < today.Year() {
			continue
		}
		for _, month := range c.months {
			first := time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
			for date := first; date.Month() == first.Month(); date = date.AddDate(0, 0, 1) {
				if date.Before(today) || !c.days.include(date) {
					continue
				}
				if at, ok := c.nextOn(date, after); ok {
					return at, true
				}
			}
		}
	}
	return time.Time{}, false
}

// nextOn returns the first time of one day that lies after `after`.
func (c cron) nextOn(date, after time.Time) (time.Time, bool) {
	for _, hour := range c.hours {
		for _, minute := range c.minutes {
			wall := date.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
			at, exists := instant(wall, c.zone)
			if exists && at.After(after) {
				return at, true
			}
		}
	}
	return time.Time{}, false
}

// monthDays is a day-of-month field.
type monthDays struct {
	days    []int
	last    bool  // L
	nearest []int // nW: the weekday nearest to day n, in the same month
}

func (m monthDays) include(date time.Time) bool {
	day, length := date.Day(), daysIn(date)
	if slices.Contains(m.days, day) || m.last && day == length {
		return true
	}
	return slices.ContainsFunc(m.nearest, func(n int) bool { return n <= length && day == nearestWeekday(date, n, length) })
}

// nearestWeekday moves a Saturday to Friday and a Sunday to Monday unless that leaves the month.
func nearestWeekday(date time.Time, n, length int) int {
	switch date.AddDate(0, 0, n-date.Day()).Weekday() {
	case time.Saturday:
		if n == 1 {
			return 3
		}
		return n - 1
	case time.Sunday:
		if n == length {
			return n - 2
		}
		return n + 1
	}
	return n
}

// weekDays is a day-of-week field.
type weekDays struct {
	days []int         // 1 is Sunday, 7 Saturday
	last []int         // nL: the last day n of the month
	nth  map[int][]int // n#k: day n -> which ones of the month
}

func (w weekDays) include(date time.Time) bool {
	weekday, day := int(date.Weekday())+1, date.Day()
	if slices.Contains(w.days, weekday) {
		return true
	}
	if slices.Contains(w.last, weekday) && day+7 > daysIn(date) {
		return true
	}
	return slices.Contains(w.nth[weekday], (day+6)/7)
}

func daysIn(date time.Time) int {
	return time.Date(date.Year(), date.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
