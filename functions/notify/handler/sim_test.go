package handler

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
)

// sim lets processes of notify treat the news of parcels' lives, one call of one process at a time, in any order. Processes die before
// and after each call, calls fail before and after their effect, messages come twice, late and in any order, reads show old copies, and
// the clock jumps. Everything follows from its seed.
type sim struct {
	*bench
	rnd      *rand.Rand
	faults   bool // things go wrong
	calm     bool // but no process dies and no call fails
	messages []*queued
	workers  map[*worker]bool // that wait for their next call
	arrived  chan *worker
	crashes  int                  // deaths and lost answers of sends
	true_    map[string][]reality // by shipment: how it really stood
	problems []string
	mutant   string
}

type queued struct {
	news     queue.News
	receives int
	at       time.Time // not visible before
	taken    bool
}

type reality struct {
	at     time.Time
	status shipment.Status
}

// worker is a process in an invocation.
type worker struct {
	batch []*queued
	since time.Time
	next  chan fate
	over  bool
	dead  bool
	again map[string]bool // messages that come back
}

// fate is what becomes of a call.
type fate int

const (
	works fate = iota
	diesBefore
	diesAfter
	failsBefore
	failsAfter
)

type workerKey struct{}

const visibility = 200 * time.Second

func newSim(seed uint64, mutant string) *sim {
	s := &sim{rnd: rand.New(rand.NewPCG(seed, 5)), faults: true, workers: map[*worker]bool{}, arrived: make(chan *worker), true_: map[string][]reality{}, mutant: mutant}
	s.bench = setup(1+s.rnd.IntN(3), func(m *brand.Messages) {
		m.Quiet = brand.Quiet{From: "21:00", Until: "07:00"}
		m.SMS.Senders = map[string]string{"*": "ASTER"}
		both := []string{"email", "sms"}
		m.Kinds = map[string]brand.Rule{"delivered": {Channels: both, Delay: s.rnd.IntN(2) * 7}, "out_for_delivery": {Channels: both}, "retraction": {Channels: both}}
		m.Stale = 30 * 24
	})
	s.world.people = everybody
	s.world.step = s.call
	return s
}

// call is what every call of the handler goes through: it waits for its turn and its fate.
func (s *sim) call(ctx context.Context, name string, do func() error) error {
	w := ctx.Value(workerKey{}).(*worker)
	s.arrived <- w
	switch f := <-w.next; f {
	case diesBefore:
		runtime.Goexit()
		return nil
	case failsBefore:
		return fault.New(fault.Unavailable, "no answer")
	case diesAfter, failsAfter:
		err := do()
		if f == diesAfter {
			runtime.Goexit()
		}
		return fault.Wrap(fault.Unavailable, fmt.Errorf("lost answer, %w", err), "call %s", name)
	default:
		err := do()
		for key, r := range s.world.rows {
			if s.mutant == "lease" { // whoever looks takes it
				r.LeaseUntil = time.Time{}
				s.world.rows[key] = r
			}
		}
		return err
	}
}

// begin starts an invocation with a batch of what is visible.
func (s *sim) begin() {
	var visible []*queued
	for _, m := range s.messages {
		if !m.taken && !m.at.After(s.world.now) {
			visible = append(visible, m)
		}
	}
	if len(visible) == 0 {
		return
	}
	s.rnd.Shuffle(len(visible), func(i, j int) { visible[i], visible[j] = visible[j], visible[i] })
	w := &worker{batch: visible[:min(len(visible), 1+s.rnd.IntN(4))], since: s.world.now, next: make(chan fate), again: map[string]bool{}}
	var event events.SQSEvent
	for i, m := range w.batch {
		m.taken = true
		m.receives++
		event.Records = append(event.Records, record(fmt.Sprint(i), m.receives, m.news))
	}
	if s.rnd.IntN(10) == 0 {
		s.restart()
	}
	h := s.Handler
	go func() {
		w.dead = true
		defer func() { w.over = true; s.arrived <- w }()
		response, err := h.Handle(context.WithValue(context.Background(), workerKey{}, w), event)
		if err != nil {
			s.problems = append(s.problems, err.Error())
		}
		for _, f := range response.BatchItemFailures {
			w.again[f.ItemIdentifier] = true
		}
		w.dead = false
	}()
	s.turn(w)
}

// turn lets a worker go on until it waits for its next call, or is done.
func (s *sim) turn(w *worker) {
	if <-s.arrived; !w.over {
		s.workers[w] = true
		return
	}
	delete(s.workers, w)
	for i, m := range w.batch {
		m.taken = false
		if w.dead || w.again[fmt.Sprint(i)] {
			m.at = w.since.Add(visibility)
			continue
		}
		if at := slices.Index(s.messages, m); at >= 0 {
			s.messages = slices.Delete(s.messages, at, at+1)
		}
	}
}

// resume gives a waiting worker its fate.
func (s *sim) resume(w *worker, f fate) {
	if f == diesBefore || f == diesAfter || f == failsAfter {
		s.crashes++
	}
	w.next <- f
	s.turn(w)
}

// one picks a waiting worker; the order of a map is not ours to repeat, so the longest waiting of a draw is taken.
func (s *sim) one() *worker {
	var all []*worker
	for w := range s.workers {
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b *worker) int {
		if c := a.since.Compare(b.since); c != 0 {
			return c
		}
		return strings.Compare(fmt.Sprint(a.batch[0].news, a.batch[0].receives), fmt.Sprint(b.batch[0].news, b.batch[0].receives))
	})
	return all[s.rnd.IntN(len(all))]
}

func (s *sim) fate() fate {
	if !s.faults || s.calm {
		return works
	}
	switch n := s.rnd.IntN(100); {
	case n < 3:
		return diesBefore
	case n < 6:
		return diesAfter
	case n < 8:
		return failsBefore
	case n < 10:
		return failsAfter
	default:
		return works
	}
}

// pass lets time go by. A process that is caught by more than its run dies, as Lambda would have it.
func (s *sim) pass(d time.Duration) {
	if s.calm && len(s.workers) > 0 {
		return
	}
	s.world.now = s.world.now.Add(d)
	for w := range s.workers {
		if s.world.now.Sub(w.since) > 30*time.Second {
			s.resume(w, diesBefore)
		}
	}
	clear(s.world.copies)
	clear(s.world.hidden)
	for _, n := range s.world.dueNews() {
		s.tell(n)
	}
	if s.mutant == "record" { // nothing is remembered
		clear(s.world.rows)
	}
}

func (s *sim) tell(n queue.News) {
	copies := 1
	if s.faults && s.rnd.IntN(4) == 0 {
		copies = 2
	}
	if s.calm {
		copies = 3
	}
	for range copies {
		s.messages = append(s.messages, &queued{news: n, at: s.world.now.Add(time.Duration(s.rnd.IntN(3)) * time.Second)})
	}
}

// happen brings a parcel one step further in its life, and lets replicas lag behind.
func (s *sim) happen(i int, life []shipment.Milestone, step int) {
	number := fmt.Sprintf("N%d", i)
	old := s.world.numbers[number]
	var milestones []shipment.Milestone
	status := shipment.Status("")
	var news shipment.Milestone
	for _, m := range life[:step+1] {
		if m.Retracted {
			for at := range milestones {
				if milestones[at].Status == m.Status && milestones[at].Occurrence == m.Occurrence {
					milestones[at].Retracted = true
				}
			}
			status, news = shipment.InTransit, m
			continue
		}
		m.At = moment(s.world.now)
		milestones = append(milestones, m)
		status, news = m.Status, m
	}
	for at, m := range old.Claims[0].Milestones { // what was known keeps its time
		milestones[at].At = m.At
	}
	n := s.world.stand(i, status, "", milestones...)
	n.Milestone, n.Occurrence, n.Retracted = string(news.Status), news.Occurrence, news.Retracted
	id := fmt.Sprintf("s%d", i)
	s.true_[id] = append(s.true_[id], reality{s.world.now, status})
	if s.rnd.IntN(2) == 0 {
		s.world.copies[number] = old
	}
	s.tell(n)
}

// life draws what happens to a parcel.
func (s *sim) life() []shipment.Milestone {
	step := func(st shipment.Status, n int) shipment.Milestone {
		return shipment.Milestone{Direction: shipment.Outbound, Status: st, Occurrence: n}
	}
	all := []shipment.Milestone{step(shipment.InfoReceived, 1), step(shipment.Accepted, 1), step(shipment.InTransit, 1), step(shipment.OutForDelivery, 1)}
	if s.rnd.IntN(3) == 0 {
		all = append(all, step(shipment.DeliveryAttempted, 1))
	}
	all = append(all, step(shipment.Delivered, 1))
	if s.rnd.IntN(3) == 0 {
		wrong := step(shipment.Delivered, 1)
		wrong.Retracted = true
		all = append(all, wrong, step(shipment.Delivered, 2))
	}
	return all
}

// run lets all parcels live, then repairs everything and waits until nothing is left to be done.
func (s *sim) run() {
	parcels := len(s.world.numbers)
	lives, steps := make([][]shipment.Milestone, parcels), make([]int, parcels)
	for i := range lives {
		lives[i] = s.life()
	}
	for turn := 0; turn < 4000; turn++ {
		if s.mutant == "" && s.world.now.Sub(start) > 12*24*time.Hour {
			break
		}
		switch n := s.rnd.IntN(100); {
		case n < 3:
			i := s.rnd.IntN(parcels)
			if steps[i] < len(lives[i]) {
				s.happen(i+1, lives[i], steps[i])
				steps[i]++
			}
		case n < 30 && len(s.workers) < 3:
			s.begin()
		case n < 90 && len(s.workers) > 0:
			s.resume(s.one(), s.fate())
		case n == 98:
			s.pass(time.Duration(s.rnd.IntN(10)) * time.Hour)
		case n > 94 && len(s.workers) == 0:
			s.pass(time.Duration(s.rnd.IntN(300)) * time.Second)
		default:
			s.pass(time.Duration(s.rnd.IntN(2000)) * time.Millisecond)
		}
	}
	for i := range lives {
		for ; steps[i] < len(lives[i]); steps[i]++ {
			s.happen(i+1, lives[i], steps[i])
		}
	}
	s.faults = false
	for quiet := 0; quiet < 24*60; quiet++ {
		for len(s.workers) > 0 {
			s.resume(s.one(), works)
		}
		for s.begin(); len(s.workers) > 0; {
			s.resume(s.one(), works)
		}
		s.pass(time.Minute)
	}
}
