package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// line is one measured number.
type line struct {
	what    string
	got     float64
	unit    string // "MB", "write units", "$"
	digits  int    // after the point
	limit   float64
	limited bool
	time    bool // depends on the machine: printed, never judged
}

// count is a number that is the same on every machine, with its limit.
func count(what string, got, limit float64, digits int, unit string) line {
	return line{what: what, got: got, unit: unit, digits: digits, limit: limit, limited: true}
}

// fact is a number without a limit.
func fact(what string, got float64, digits int, unit string) line {
	return line{what: what, got: got, unit: unit, digits: digits}
}

// over reports whether a count is beyond its limit. The limits are of the promised precision, so a sum of floats that is over by
// less than a billionth is not.
func (l line) over() bool { return l.limited && !l.time && l.got > l.limit*(1+1e-9) }

func (l line) String() string {
	limit, verdict := "", ""
	if l.limited {
		limit, verdict = "<= "+number(l.limit, l.digits), "ok"
		switch {
		case l.got > l.limit*(1+1e-9) && l.time:
			verdict = "over (a time: not judged)"
		case l.over():
			verdict = "OVER"
		}
	}
	return strings.TrimRight(fmt.Sprintf("  %-64s %12s  %-12s %12s  %s", l.what, number(l.got, l.digits), l.unit, limit, verdict), " ")
}

func number(n float64, digits int) string { return strconv.FormatFloat(n, 'f', digits, 64) }

// report prints sections as they are measured and remembers what is over.
type report struct {
	out   io.Writer
	begun time.Time
	bad   []string
}

// progress says what is being done now.
func (r *report) progress(format string, args ...any) {
	fmt.Fprintf(r.out, "%6.1f s  %s\n", time.Since(r.begun).Seconds(), fmt.Sprintf(format, args...))
}

// section prints lines under a title; notes say under what conditions they were measured.
func (r *report) section(title string, lines []line, notes ...string) {
	fmt.Fprintf(r.out, "\n%s\n", title)
	for _, l := range lines {
		fmt.Fprintln(r.out, l)
		if l.over() {
			r.bad = append(r.bad, l.what)
		}
	}
	for _, n := range notes {
		fmt.Fprintf(r.out, "    %s\n", n)
	}
}

// verdict ends the report; an error when a count is over its budget.
func (r *report) verdict() error {
	if len(r.bad) == 0 {
		fmt.Fprintln(r.out, "every budget holds")
		return nil
	}
	return fmt.Errorf("over budget: %s", strings.Join(r.bad, "; "))
}
