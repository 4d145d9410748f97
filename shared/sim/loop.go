package sim

import (
	"slices"
	"testing/synctest"
	"time"
)

// action is something that can happen now.
type action struct {
	weight int
	do     func()
}

// steps is how many steps a run may take: far beyond what any needs, so that one that never comes to rest is told from a long one.
const steps = 400_000

// turn lets one thing happen, or time pass until something can; at most until limit. It reports whether the time is not up yet.
func (w *world) turn(limit time.Time) bool {
	w.quiesce()
	if !time.Now().Before(limit) {
		return false
	}
	w.operate()
	w.spread()
	if all := w.actions(); len(all) > 0 {
		w.pick(all)
		synctest.Wait() // what a call does draws chances as well
		w.elapse()
		return true
	}
	w.sleepUntil(w.nextEvent(limit))
	return true
}

// quiesce waits until every goroutine waits, and ends what has ended.
func (w *world) quiesce() {
	for {
		synctest.Wait()
		if !w.bury() && !w.reap() {
			return
		}
	}
}

// actions lists what can happen now, in an order that follows from the state alone.
func (w *world) actions() []action {
	var all []action
	can := func(weight int, do func()) { all = append(all, action{weight, do}) }
	for _, c := range w.sorted() {
		can(6, func() { w.grant(c) })
	}
	if len(w.running) < mostRunning {
		for _, p := range w.pollers {
			if p.ready() {
				can(3, func() { w.poll(p) })
			}
		}
		for _, s := range w.shards {
			if s.ready() {
				can(3, func() { w.deliver(s) })
			}
		}
		for _, s := range w.senders {
			if s.ready() {
				can(3, func() { w.tell(s) })
			}
		}
		if at := w.ticker.next(w); !at.IsZero() && !at.After(time.Now()) {
			can(3, func() { w.tick(w.ticker) })
		}
	}
	now := time.Now()
	for i, d := range w.later {
		if !d.at.After(now) {
			can(6, func() { w.happen(i) })
		}
	}
	if len(all) > 0 && !w.calm {
		can(1, w.mischief)
	}
	return all
}

// mostRunning is how many invocations run at once at most.
const mostRunning = 12

func (w *world) pick(all []action) {
	total := 0
	for _, a := range all {
		total += a.weight
	}
	at := w.rnd.IntN(total)
	for _, a := range all {
		if at < a.weight {
			a.do()
			return
		}
		at -= a.weight
	}
}

// happen lets an effect happen whose caller has given up.
func (w *world) happen(i int) {
	d := w.later[i]
	w.later = slices.Delete(w.later, i, i+1)
	w.history.note("network", "delivers late: %s", d.what)
	w.lag = 0
	d.do()
}

// elapse lets a call take its time.
func (w *world) elapse() {
	d := time.Duration(1+w.rnd.IntN(15)) * time.Millisecond
	time.Sleep(d)
}

// nextEvent is when something can happen by itself.
func (w *world) nextEvent(limit time.Time) time.Time {
	next := limit
	sooner := func(t time.Time) {
		if !t.IsZero() && t.Before(next) {
			next = t
		}
	}
	for _, p := range w.pollers {
		if p.flights < p.most() {
			sooner(p.queue.next())
		}
	}
	for _, s := range w.shards {
		if !s.flying && len(s.unread)+len(s.batches) > 0 {
			sooner(s.rests)
		}
	}
	if !w.lostSince.IsZero() {
		sooner(w.lostSince.Add(notices))
	}
	for _, s := range w.senders {
		if !s.flying && !s.settled {
			sooner(s.next)
		}
	}
	for _, inv := range w.running {
		sooner(inv.deadline)
	}
	for _, d := range w.later {
		sooner(d.at)
	}
	sooner(w.ticker.next(w))
	return next
}

// sleepUntil lets time pass, but only until somebody who slept makes a call.
func (w *world) sleepUntil(t time.Time) {
	timer := time.NewTimer(max(time.Until(t), time.Millisecond))
	defer timer.Stop()
	select {
	case <-w.stir:
	case <-timer.C:
	}
}
