package schedule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// field is one of the six fields of a cron expression: its range and, for months and days of the week, its names.
type field struct {
	name     string
	min, max int
	names    []string // names[0] means min
}

var (
	minuteField  = field{name: "minutes", min: 0, max: 59}
	hourField    = field{name: "hours", min: 0, max: 23}
	dayField     = field{name: "day-of-month", min: 1, max: 31}
	monthField   = field{name: "month", min: 1, max: 12, names: []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}}
	weekdayField = field{name: "day-of-week", min: 1, max: 7, names: []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}}
	yearField    = field{name: "year", min: firstYear, max: lastYear}
)

func parseCron(text string, zone *time.Location) (cron, error) {
	texts := strings.Fields(text)
	if len(texts) != 6 {
		return cron{}, fmt.Errorf("%d fields, want six: minutes hours day-of-month month day-of-week year", len(texts))
	}
	c := cron{zone: zone}
	var err error
	for _, plain := range []struct {
		field field
		text  string
		into  *[]int
	}{{minuteField, texts[0], &c.minutes}, {hourField, texts[1], &c.hours}, {monthField, texts[3], &c.months}, {yearField, texts[5], &c.years}} {
		if *plain.into, err = plain.field.list(plain.text); err != nil {
			return cron{}, err
		}
	}
	c.days, err = parseDays(texts[2], texts[4])
	return c, err
}

// parseDays reads the two fields that name days, of which exactly one is "?".
func parseDays(ofMonth, ofWeek string) (days, error) {
	if (ofMonth == "?") == (ofWeek == "?") {
		return nil, fmt.Errorf("exactly one of day-of-month (%s) and day-of-week (%s) must be ?", ofMonth, ofWeek)
	}
	if ofWeek == "?" {
		return parseMonthDays(ofMonth)
	}
	return parseWeekDays(ofWeek)
}

func parseMonthDays(text string) (monthDays, error) {
	var m monthDays
	for item := range strings.SplitSeq(text, ",") {
		if item == "L" {
			m.last = true
			continue
		}
		if number, isNearest := strings.CutSuffix(item, "W"); isNearest {
			n, err := dayField.value(number)
			if err != nil {
				return monthDays{}, err
			}
			m.nearest = append(m.nearest, n)
			continue
		}
		values, err := dayField.item(item)
		if err != nil {
			return monthDays{}, err
		}
		m.days = append(m.days, values...)
	}
	return m, nil
}

func parseWeekDays(text string) (weekDays, error) {
	w := weekDays{nth: map[int][]int{}}
	items := strings.Split(text, ",")
	for _, item := range items {
		if strings.Contains(item, "/") {
			return weekDays{}, fmt.Errorf("day-of-week: %q: EventBridge documents no / in this field", item)
		}
		if item == "L" { // the last day of the week
			w.days = append(w.days, weekdayField.max)
			continue
		}
		if day, count, isNth := strings.Cut(item, "#"); isNth {
			if len(items) > 1 {
				return weekDays{}, fmt.Errorf("day-of-week: %q: # must be the only expression of its field", text)
			}
			n, err := weekdayField.value(day)
			if err != nil {
				return weekDays{}, err
			}
			k, err := strconv.Atoi(count)
			if err != nil || k < 1 || k > 5 {
				return weekDays{}, fmt.Errorf("day-of-week: %q: # takes 1 to 5", item)
			}
			w.nth[n] = []int{k}
			continue
		}
		if day, isLast := strings.CutSuffix(item, "L"); isLast {
			n, err := weekdayField.value(day)
			if err != nil {
				return weekDays{}, err
			}
			w.last = append(w.last, n)
			continue
		}
		values, err := weekdayField.item(item)
		if err != nil {
			return weekDays{}, err
		}
		w.days = append(w.days, values...)
	}
	return w, nil
}

// list reads comma-separated items and returns their values in ascending order, each once.
func (f field) list(text string) ([]int, error) {
	var all []int
	for item := range strings.SplitSeq(text, ",") {
		values, err := f.item(item)
		if err != nil {
			return nil, err
		}
		all = append(all, values...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// item reads *, n, n-m, and each of them with /step, where n/step runs to the end of the field's range.
func (f field) item(text string) ([]int, error) {
	span, stepText, hasStep := strings.Cut(text, "/")
	step := 1
	if hasStep {
		n, err := strconv.Atoi(stepText)
		if err != nil || n < 1 || n > f.max {
			return nil, fmt.Errorf("%s: step %q is not within 1-%d", f.name, stepText, f.max)
		}
		step = n
	}
	from, to, err := f.span(span, hasStep)
	if err != nil {
		return nil, err
	}
	var values []int
	for value := from; value <= to; value += step {
		values = append(values, value)
	}
	return values, nil
}

func (f field) span(text string, open bool) (from, to int, err error) {
	if text == "*" {
		return f.min, f.max, nil
	}
	first, last, isRange := strings.Cut(text, "-")
	if from, err = f.value(first); err != nil {
		return 0, 0, err
	}
	if !isRange && open {
		return from, f.max, nil
	}
	if !isRange {
		return from, from, nil
	}
	if to, err = f.value(last); err != nil {
		return 0, 0, err
	}
	if to < from {
		return 0, 0, fmt.Errorf("%s: range %q runs backwards", f.name, text)
	}
	return from, to, nil
}

func (f field) value(text string) (int, error) {
	if i := slices.Index(f.names, strings.ToUpper(text)); i >= 0 {
		return f.min + i, nil
	}
	digits := strings.Trim(text, "0123456789") == ""
	n, err := strconv.Atoi(text)
	if err != nil || !digits || n < f.min || n > f.max {
		return 0, fmt.Errorf("%s: %q is not within %d-%d", f.name, text, f.min, f.max)
	}
	return n, nil
}
