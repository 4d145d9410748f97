package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"time"

	"doorstep/infra/local/template"
)

// handle is a function's handler as Lambda calls it.
type handle func(ctx context.Context, payload any) (any, error)

// host runs a function as Lambda does: each process treats one invocation at a time, and lives on with what it remembers.
type host struct {
	id      string
	conf    template.Function
	build   func(p *process) handle
	idle    []*process
	built   int
	running int
}

// process is one execution environment.
type process struct {
	name   string
	host   *host
	skew   time.Duration // of its clock
	rnd    *rand.Rand
	handle handle
}

// now is the clock of the process.
func (p *process) now() time.Time { return time.Now().Add(p.skew).UTC() }

// chance is the randomness of the process.
func (p *process) chance() float64 { return p.rnd.Float64() }

// Read gives random bytes.
func (p *process) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(p.rnd.Uint64())
	}
	return len(b), nil
}

type invocationKey struct{}

// invocation is one call of a handler.
type invocation struct {
	id       int
	name     string
	process  *process
	deadline time.Time
	cancel   context.CancelFunc
	finish   func(answer any, err error)

	answer    any
	err       error
	returned  bool // the handler came back
	dead      bool // the process was killed
	unsettled int  // messages that left and of which no record says so yet
}

// invoke begins an invocation in an idle process, or in a new one. finish is told what came of it.
func (w *world) invoke(h *host, payload any, about string, finish func(answer any, err error)) {
	p := w.processOf(h)
	w.invocations++
	deadline := time.Now().Add(h.conf.Timeout)
	inv := &invocation{id: w.invocations, name: fmt.Sprintf("%s/%d", p.name, w.invocations), process: p, deadline: deadline, finish: finish}
	ctx, cancel := context.WithDeadline(context.WithValue(context.Background(), invocationKey{}, inv), deadline)
	inv.cancel = cancel
	h.running++
	w.running = append(w.running, inv)
	w.history.note(inv.name, "begins: %s", about)
	go func() {
		defer w.stirred()
		defer func() {
			if p := recover(); p != nil {
				w.complain("panic of %s: %v\n%s", inv.name, p, debug.Stack())
				w.returns(inv, nil, fmt.Errorf("panic: %v", p))
			}
		}()
		answer, err := p.handle(ctx, payload)
		w.returns(inv, answer, err)
	}()
}

// returns notes what a handler gave. One that was killed while it slept comes back as well, and nobody listens.
func (w *world) returns(inv *invocation, answer any, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	inv.answer, inv.err, inv.returned = answer, err, true
}

func (w *world) processOf(h *host) *process {
	if len(h.idle) > 0 && (w.calm || w.rnd.IntN(40) > 0) {
		at := w.rnd.IntN(len(h.idle))
		p := h.idle[at]
		h.idle = slices.Delete(h.idle, at, at+1)
		return p
	}
	h.built++
	p := &process{name: fmt.Sprintf("%s-%d", h.id, h.built), host: h, rnd: rand.New(rand.NewPCG(w.opt.Seed, uint64(w.rnd.Int64())))}
	if !w.calm {
		p.skew = w.drawSkew()
	}
	p.handle = h.build(p)
	w.tally["processes"]++
	return p
}

// drawSkew is by how much the clock of a process is off: mostly next to nothing, at times seconds.
func (w *world) drawSkew() time.Duration {
	if w.rnd.IntN(4) > 0 {
		return time.Duration(w.rnd.IntN(100)-50) * time.Millisecond
	}
	return time.Duration(w.rnd.IntN(8000)-4000) * time.Millisecond
}

// bury kills invocations that ran out of time, and ends the calls of killed ones. It reports whether goroutines run on because of it.
func (w *world) bury() (stirs bool) {
	w.mu.Lock()
	for _, inv := range w.running {
		if !inv.returned && !inv.dead && !time.Now().Before(inv.deadline) {
			inv.dead = true
			w.history.note(inv.name, "runs out of time and is killed")
			w.tally["time-outs"]++
		}
	}
	w.mu.Unlock()
	for _, c := range slices.Clone(w.sorted()) {
		if c.by.dead {
			w.release(c, fate{kind: gone})
			stirs = true
		}
	}
	return stirs
}

// reap ends the invocations that came back or were killed. It reports whether goroutines run on because of it.
func (w *world) reap() bool {
	var ended []*invocation
	w.mu.Lock()
	w.running = slices.DeleteFunc(w.running, func(inv *invocation) bool {
		over := inv.dead || inv.returned
		if over {
			ended = append(ended, inv)
		}
		return over
	})
	w.mu.Unlock()
	for _, inv := range ended {
		w.end(inv)
	}
	return len(ended) > 0
}

func (w *world) end(inv *invocation) {
	inv.cancel()
	w.crashes += inv.unsettled
	inv.process.host.running--
	if inv.dead {
		w.tally["killed"]++
		inv.finish(nil, errKilled)
		return
	}
	h := inv.process.host
	h.idle = append(h.idle, inv.process)
	if inv.err != nil {
		w.history.note(inv.name, "fails: %v", inv.err)
	}
	inv.finish(inv.answer, inv.err)
}
