package sim

import (
	"time"
)

// ticker invokes Schedule at whole minutes, as EventBridge does. Minutes in which nothing is due are left out: such a run asks and finds
// nothing.
type ticker struct {
	host *host
	last time.Time
}

// soonest is when the first entry of the due index is due; zero: there is none.
func (w *world) soonest() time.Time {
	var at time.Time
	for _, t := range w.due {
		if at.IsZero() || t.Before(at) {
			at = t
		}
	}
	return at
}

// next is the next minute at which something is found; zero: nothing is due.
func (t *ticker) next(w *world) time.Time {
	due := w.soonest()
	if due.IsZero() {
		return time.Time{}
	}
	at := due.Truncate(time.Minute).Add(time.Minute)
	if following := t.last.Truncate(time.Minute).Add(time.Minute); at.Before(following) {
		at = following
	}
	return at
}

// tick runs Schedule, at times twice at once: EventBridge delivers at least once.
func (w *world) tick(t *ticker) {
	t.last = time.Now()
	runs := 1
	if !w.calm && w.rnd.IntN(30) == 0 {
		runs = 2
		w.tally["schedules twice"]++
	}
	for range runs {
		w.invoke(t.host, nil, "the minute "+time.Now().UTC().Format("15:04"), func(any, error) {})
	}
}
