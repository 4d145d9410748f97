package lambda

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// maxRequest is the largest payload of a synchronous invocation: 6 MB. Answers
// may be 100 bytes longer.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	maxRequest  = 6 << 20
	maxResponse = maxRequest + 100
)

// Function is one function and its instances.
type Function struct {
	host   *Host
	config Config
	logMu  sync.Mutex
	alive  sync.WaitGroup // instances reserved or running

	mu     sync.Mutex
	closed bool
	live   map[*instance]bool // the value says whether the process runs yet
	idle   []*instance        // most recently used last
}

// Info describes an instance.
type Info struct {
	ID          string
	PID         int
	Busy        bool // initialising or working
	Invocations int  // begun so far
}

// Instances gives the instances whose processes run, in no order.
func (f *Function) Instances() []Info {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []Info
	for in, running := range f.live {
		if running {
			out = append(out, Info{ID: in.id, PID: in.cmd.Process.Pid, Busy: !slices.Contains(f.idle, in), Invocations: in.invocations})
		}
	}
	return out
}

// Invoke runs one invocation and waits for it (RequestResponse). It returns the
// bytes that the function answered, a *FunctionError when it failed, or one of
// the errors above when it could not be invoked. When ctx ends first, Invoke
// returns at once and the invocation goes on, as on Lambda.
func (f *Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	if len(payload) > maxRequest {
		return nil, fmt.Errorf("%w: %d bytes, the limit is %d", ErrTooLarge, len(payload), maxRequest)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	type result struct {
		body []byte
		err  error
	}
	results := make(chan result, 1)
	in, err := f.acquire()
	if err != nil {
		return nil, err
	}
	go func() {
		body, err := f.run(in, payload)
		results <- result{body, err}
	}()
	select {
	case r := <-results:
		return r.body, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// run invokes on the given instance. An idle instance that has died unnoticed
// never saw the payload, so another takes its place.
func (f *Function) run(in *instance, payload []byte) ([]byte, error) {
	for {
		body, err := in.invoke(payload)
		f.release(in)
		if f.isClosed() && err != nil {
			return nil, ErrClosed
		}
		if !errors.Is(err, errNotDelivered) {
			return body, err
		}
		if in, err = f.acquire(); err != nil {
			return nil, err
		}
	}
}

// acquire takes an idle instance, or starts one when the limit allows.
func (f *Function) acquire() (*instance, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, ErrClosed
	}
	if last := len(f.idle) - 1; last >= 0 {
		in := f.idle[last]
		f.idle = f.idle[:last]
		in.reaper.Stop()
		in.invocations++
		return in, nil
	}
	if len(f.live) >= f.config.MaxConcurrency {
		return nil, fmt.Errorf("%w: %s has %d instances", ErrThrottled, f.config.Name, len(f.live))
	}
	in := newInstance(f)
	in.invocations = 1
	f.live[in] = false
	f.alive.Add(1)
	return in, nil
}

// running notes that the process of an instance runs; false asks to kill it
// because the function was closed in between.
func (f *Function) running(in *instance) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.live[in] = true
	return !f.closed
}

// release makes an instance available again, unless it is gone.
func (f *Function) release(in *instance) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.live[in]; !ok || f.closed {
		return
	}
	f.idle = append(f.idle, in)
	in.reaper = time.AfterFunc(f.config.IdleTimeout, func() { f.reap(in) })
}

// reap ends an instance that was not used for long.
func (f *Function) reap(in *instance) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if i := slices.Index(f.idle, in); i >= 0 {
		f.idle = slices.Delete(f.idle, i, i+1)
		in.kill()
	}
}

// remove forgets an instance whose process is gone or never came to be.
func (f *Function) remove(in *instance) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.live, in)
	if i := slices.Index(f.idle, in); i >= 0 {
		f.idle = slices.Delete(f.idle, i, i+1)
		in.reaper.Stop()
	}
	f.alive.Done()
}

func (f *Function) isClosed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.closed
}

// Close kills the instances and waits until they are gone. Invocations under way
// return ErrClosed, and so do later ones. It may be called twice.
func (f *Function) Close() {
	f.mu.Lock()
	f.closed = true
	for in, running := range f.live {
		if running {
			in.kill()
		}
	}
	f.mu.Unlock()
	f.alive.Wait()
}
