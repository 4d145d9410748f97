// Package budget decides how many calls an account with a source may make now. All workers share one State per account; this
// package is the pure decision, whoever calls it keeps the State (shared/store, Budget) and makes the calls.
//
// What it promises: in every span of Limit.Per at most Limit.Calls calls are begun, whatever the number of workers and the
// order in which they come, as long as each call is begun within Hold of its slot by the caller's own clock, and no clock is
// off by more than Skew. Slots follow the generic cell rate algorithm (ITU-T I.371, annex A): between slot i and slot j of the
// order in which they were given lie at least (j-i+1-burst) intervals, so a span of length w holds at most burst + w/interval
// of them. The calls of a span of Per have their slots within Per + Hold + 2 Skew, which makes the interval.
package budget

import "time"

// Limit is how often an account may be called: at most Calls in each Per.
type Limit struct {
	Calls int
	Per   time.Duration
}

// State is what all workers know of an account. The zero State is an account that was never called.
type State struct {
	Rested  time.Time // when the account will have rested from all calls given so far
	Line    time.Time // when the last of the ordinary calls that wait has its turn
	Closed  time.Time // until when the source wants to be left alone
	Strikes int       // refusals in a row that gave no time
	Reason  Reason    // why it is or was closed
}

// Reason is why an account was closed.
type Reason string

// The reasons.
const (
	TooOften Reason = "too_often"    // the source answered "too many requests", or said when to come again
	Barred   Reason = "unauthorized" // the source does not accept the credentials
	Spent    Reason = "spent"        // not closed: the budget is used up for now
)

// Wish is what a caller would like to do now.
type Wish struct {
	Urgent   int // calls about parcels that arrive today, or whose arrival is in doubt
	Ordinary int // all others; they leave half of the burst to urgent ones
}

// Grant is what it may do: the first len(Slots) of its calls, urgent ones first, each within Hold of its slot. The others come
// again at the times of Later, one for each.
type Grant struct {
	Slots []time.Time
	Later []time.Time
	Why   Reason // of Later; empty when there is nothing for later
}

const (
	// patience is how far ahead slots are given: longer than that nobody stands and waits.
	patience = 4 * time.Second
	// queueMost bounds how far ahead ordinary calls are sent to wait: where more is asked than the account will ever allow, they
	// come back after a day and find what there is then.
	queueMost = 24 * time.Hour
)

// Hold is how long after its slot a call may still be begun.
func (l Limit) Hold() time.Duration { return min(max(l.Per/20, time.Second), 45*time.Second) }

// Skew is how far off true time the clock of a worker may be.
func (l Limit) Skew() time.Duration { return min(l.Per/20, time.Second) }

// burst is how many calls may follow each other without a pause after a rest: a tenth, so that nine tenths of the limit are left
// to come evenly and nobody who is in a hurry finds all of it spent.
func (l Limit) burst() int { return max(1, l.Calls/10) }

// interval is between calls in the long run.
func (l Limit) interval() time.Duration {
	return (l.Per+l.Hold()+2*l.Skew())/time.Duration(max(1, l.Calls)-l.burst()+1) + 1
}

// Take gives slots and the state after them. While the account is closed, and when only urgent calls are refused, the state
// does not change.
func (s State) Take(l Limit, now time.Time, w Wish) (State, Grant) {
	var g Grant
	if now.Before(s.Closed) {
		for range w.Urgent + w.Ordinary {
			g.Later = append(g.Later, s.Closed)
		}
		g.Why = s.Reason
		return s, g
	}
	burst := l.burst()
	for range w.Urgent {
		s = s.give(l, burst, now, &g)
	}
	urgent := len(g.Later)
	for i := range g.Later { // they are not noted: the next slots are theirs whenever they come
		g.Later[i] = g.Later[i].Add(time.Duration(i) * l.interval())
	}
	for range w.Ordinary {
		s = s.give(l, burst-burst/2, now, &g)
	}
	for i := range g.Later[urgent:] {
		turn := latest(s.Line, g.Later[urgent+i])
		s.Line = turn.Add(l.interval())
		if most := now.Add(queueMost); s.Line.After(most) {
			s.Line, turn = most, most
		}
		g.Later[urgent+i] = turn
	}
	if len(g.Later) > 0 {
		g.Why = Spent
	}
	return s, g
}

// give adds one slot to g, or the time at which there would be one.
func (s State) give(l Limit, burst int, now time.Time, g *Grant) State {
	rested := latest(s.Rested, now)
	slot := latest(now, rested.Add(-time.Duration(burst-1)*l.interval()))
	if slot.Sub(now) > patience {
		g.Later = append(g.Later, slot)
		return s
	}
	g.Slots = append(g.Slots, slot)
	s.Rested = rested.Add(l.interval())
	return s
}

// How long an account is closed that does not say how long: doubling from the first to the last.
const (
	tooOftenFirst, tooOftenLast = 2 * time.Minute, time.Hour
	barredFirst, barredLast     = 15 * time.Minute, 6 * time.Hour
	shortest                    = time.Minute    // however little the source asks for
	forgiven                    = 24 * time.Hour // after so long without a refusal the doubling begins anew
)

// Close keeps everybody away from the account for as long as the source asked for, or, when it did not say (given is 0), for
// twice as long as the last time. Several workers that are refused at once count as one.
func (s State) Close(why Reason, given time.Duration, now time.Time) State {
	if given > 0 {
		s.Closed, s.Reason = latest(s.Closed, now.Add(max(given, shortest))), why
		return s
	}
	if now.Before(s.Closed) {
		return s
	}
	if now.Sub(s.Closed) > forgiven {
		s.Strikes = 0
	}
	first, last := tooOftenFirst, tooOftenLast
	if why == Barred {
		first, last = barredFirst, barredLast
	}
	s.Closed, s.Reason = now.Add(min(first<<min(s.Strikes, 8), last)), why
	s.Strikes++
	return s
}

// Ease notes that the source answered as it should.
func (s State) Ease() State {
	s.Strikes = 0
	return s
}

// Until is when a state says nothing any more.
func (s State) Until() time.Time {
	return latest(latest(s.Rested, s.Line), s.Closed.Add(forgiven))
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
