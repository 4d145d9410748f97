package sim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// What a caller is told of a call that went wrong. Each edge turns it into the error of its own SDK or protocol.
var (
	errFailed    = errors.New("the service failed")
	errThrottled = errors.New("too many calls")
	errBroken    = errors.New("the connection was reset")
	errTimeout   = fmt.Errorf("no answer in time: %w", context.DeadlineExceeded)
)

// request says what a call asks for.
type request struct {
	edge    edge
	what    string // the operation and what it is about; sorts calls that wait at the same time
	some    bool   // it is about several entries, of which some can fail
	acts    bool   // it changes something
	settles bool   // it records what became of a message
}

// call is a call of an edge that waits for its turn.
type call struct {
	request
	by   *invocation
	ctx  context.Context
	turn chan fate
}

// takes reports whether a fate makes sense for a call.
func (c *call) takes(k kind) bool {
	switch k {
	case partly:
		return c.some
	case twice: // only the SDK repeats by itself, and what reads cannot be told from what works
		return c.acts && (c.edge == database || c.edge == sending)
	default:
		return true
	}
}

// call is what every call of a handler goes through. do does it; it is told when it shall do only some of its entries. Calls from
// outside of an invocation are none of the system: they just work.
func (w *world) call(ctx context.Context, r request, do func(k kind) error) error {
	by, ok := ctx.Value(invocationKey{}).(*invocation)
	if !ok {
		return do(works)
	}
	c := &call{request: r, by: by, ctx: ctx, turn: make(chan fate)}
	w.mu.Lock()
	w.waiting = append(w.waiting, c)
	w.mu.Unlock()
	w.stirred()
	return w.undergo(c, <-c.turn, do)
}

// undergo is the fate of a call, in the goroutine of its caller. Nothing else runs meanwhile, except while it sleeps.
func (w *world) undergo(c *call, f fate, do func(kind) error) error {
	if f.kind == gone {
		runtime.Goexit()
	}
	w.lag = f.lag
	switch f.kind {
	case works, stale, partly:
		return w.told(c, do(f.kind))
	case twice:
		if err := do(works); err != nil {
			return w.told(c, err)
		}
		return w.told(c, do(works))
	case fails:
		return errFailed
	case throttled:
		return errThrottled
	case lost:
		if err := do(works); err != nil {
			return w.told(c, err) // nothing happened, which it is told
		}
		w.unheard(c)
		return errBroken
	case slow, late:
		if f.kind == late {
			w.unheard(c)
			w.later = append(w.later, deferred{at: time.Now().Add(f.wait + f.then), what: c.what, do: func() { _ = do(works) }})
		}
		pause(c.ctx, f.wait)
		return errTimeout
	case killedAfter:
		if do(works) == nil {
			w.unheard(c)
		}
	}
	c.by.dead = true
	runtime.Goexit()
	return nil
}

// told is what a call that was made answers. It stands in the history where it is no success.
func (w *world) told(c *call, err error) error {
	switch {
	case err != nil:
		w.history.answer(err)
	case c.edge.mails():
		c.by.unsettled++
	case c.settles:
		c.by.unsettled = 0
	}
	return err
}

// unheard counts a message that left without its sender knowing: it may leave once more.
func (w *world) unheard(c *call) {
	if c.edge.mails() {
		w.lostAnswers++
	}
}

// pause lets time pass until d is over or the context ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// deferred is an effect that comes after its caller has given up.
type deferred struct {
	at   time.Time
	what string
	do   func()
}

// sorted gives the calls that wait, in an order that does not depend on which goroutine was faster.
func (w *world) sorted() []*call {
	w.mu.Lock()
	defer w.mu.Unlock()
	slices.SortStableFunc(w.waiting, func(a, b *call) int {
		return cmp.Or(cmp.Compare(a.by.id, b.by.id), cmp.Compare(a.edge, b.edge), cmp.Compare(a.what, b.what))
	})
	return w.waiting
}

// release gives a waiting call its fate.
func (w *world) release(c *call, f fate) {
	w.mu.Lock()
	w.waiting = slices.DeleteFunc(w.waiting, func(other *call) bool { return other == c })
	w.mu.Unlock()
	if f.kind != gone {
		w.history.step(c, f)
		w.tally.count(f)
	}
	c.turn <- f
}

// grant draws the fate of a call whose turn has come. A caller whose time is over hears nothing of the answer any more.
func (w *world) grant(c *call) {
	switch f := w.drawFate(c); {
	case c.ctx.Err() != nil:
		w.release(c, fate{kind: slow})
	default:
		w.release(c, f)
	}
}

func (w *world) drawFate(c *call) fate {
	if w.calm {
		return fate{}
	}
	if until, ok := w.outages[c.edge]; ok && time.Now().Before(until) {
		return fate{kind: fails}
	}
	return w.weather.draw(w.rnd, c)
}
