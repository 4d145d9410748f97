// Package health judges what is known of a deployment: which part of it is well, which is not, and what to do next. Reading is done by Read;
// judging is pure.
package health

import (
	"fmt"
	"strings"
	"time"
)

// State is how a part is.
type State string

// The states. Only Wrong makes the whole unwell.
const (
	Well    State = "ok"
	Unknown State = "unknown" // nothing is known: nothing was counted yet, or it may not be read
	Wrong   State = "wrong"
)

// Line is what is said of one part.
type Line struct {
	State   State  `json:"state"`
	Part    string `json:"part"` // "queue inbound", "feed ups", ...
	Says    string `json:"says"` // in words, with figures
	Next    string `json:"next,omitempty"`
	Runbook string `json:"runbook,omitempty"` // in infra/deploy/runbooks, without .md
}

// AllWell reports whether nothing is wrong.
func AllWell(lines []Line) bool {
	for _, l := range lines {
		if l.State == Wrong {
			return false
		}
	}
	return true
}

func well(part, format string, args ...any) Line {
	return Line{State: Well, Part: part, Says: fmt.Sprintf(format, args...)}
}

func unknown(part, format string, args ...any) Line {
	return Line{State: Unknown, Part: part, Says: fmt.Sprintf(format, args...)}
}

// wrong says what is wrong, what to type next and which runbook tells more.
func wrong(part, runbook, next, format string, args ...any) Line {
	return Line{State: Wrong, Part: part, Says: fmt.Sprintf(format, args...), Next: next, Runbook: runbook}
}

// span writes how long something lasted in one or two units.
func span(d time.Duration) string {
	switch d = max(d, 0); {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
}

// many writes a count with its noun.
func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// some lists at most three of many things.
func some(things []string) string {
	const most = 3
	if len(things) > most {
		return strings.Join(things[:most], ", ") + fmt.Sprintf(" and %d more", len(things)-most)
	}
	return strings.Join(things, ", ")
}
