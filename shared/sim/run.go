package sim

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"doorstep/shared/sim/life"
)

// The times of a run behind the last event.
const (
	tail       = 2 * time.Hour      // faults go on for as long
	stragglers = time.Hour          // what was received too often before the repair is a dead letter by then, and redriven once more
	settles    = 4 * 24 * time.Hour // everything is repaired for as long: every lease, wait and daily look has come round by then
)

func run(t *testing.T, s *System, o Options) (r Result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w, err := newWorld(s, o)
		if err != nil {
			t.Fatal(err)
		}
		r = w.run()
	})
	return r
}

// run lets the events happen while things fail, repairs everything, waits until nothing is left to be done, and looks at what came of it.
func (w *world) run() Result {
	n := 0
	for end := w.life.End().Add(tail); w.turn(end) && n < steps; n++ {
	}
	w.repair()
	for end := time.Now().Add(stragglers); w.turn(end) && n < steps; n++ {
	}
	w.redrive()
	for end := time.Now().Add(settles); w.turn(end) && n < steps; n++ {
	}
	for end := time.Now().Add(24 * time.Hour); w.busy() && w.turn(end) && n < steps; n++ {
	}
	if n >= steps {
		w.complain("the run does not come to rest within %d steps", steps)
	}
	w.tally["steps"] = n
	w.stop()
	problems := slices.Concat(w.complaints, w.life.Check(context.Background(), w.evidence()))
	return Result{Problems: problems, History: w.history.lines(), Tally: w.tally}
}

// repair ends everything that fails, and does what operators do: dead letters are redriven, lost batches of the stream sent again.
func (w *world) repair() {
	w.history.note("operator", "repairs everything")
	w.calm = true
	clear(w.outages)
	for _, h := range w.hosts {
		h.idle = nil // clocks are right again
	}
	for _, s := range w.senders {
		if !s.settled && s.next.After(time.Now()) {
			s.next = time.Now()
		}
	}
	w.recoverLost()
	w.redrive()
}

// busy reports whether something is still on its way.
func (w *world) busy() bool {
	if len(w.running) > 0 || len(w.later) > 0 {
		return true
	}
	for _, p := range w.pollers {
		if len(p.queue.messages) > 0 {
			return true
		}
	}
	for _, s := range w.shards {
		if len(s.unread)+len(s.batches) > 0 {
			return true
		}
	}
	return false
}

// stop ends what still runs, so that the bubble can be left.
func (w *world) stop() {
	for _, inv := range w.running {
		inv.dead = true
	}
	w.quiesce()
}

func (w *world) evidence() life.Evidence {
	e := life.Evidence{
		Table: w.store(), Items: w.engine.Items(w.mainTable()), Keys: w.engine.Items(w.keysTable()), Answered: w.answered, Mails: w.mails.Mails(),
		Crashes: w.crashes, LostAnswers: w.lostAnswers, Waiting: map[string]int{}, Dead: map[string]int{}, Log: w.log.text.Bytes(),
	}
	dead := map[string]bool{"RelayLost": true}
	for _, q := range w.queues {
		dead[q.conf.DeadLetter] = true
	}
	for id, q := range w.queues {
		if dead[id] {
			e.Dead[id] = len(q.messages)
		} else {
			e.Waiting[id] = len(q.messages)
		}
	}
	for _, s := range w.senders {
		if !s.settled {
			w.complain("event %d never got an answer that its sender takes", s.event.ID)
		}
	}
	return e
}

// count counts a call.
func (t Tally) count(f fate) {
	t["calls"]++
	if f.kind != works {
		t[string(f.kind)]++
	}
}
