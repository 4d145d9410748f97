package lambda

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// errNotDelivered says that an instance was gone before it saw the payload.
var errNotDelivered = errors.New("instance is gone")

// instance is one execution environment: a process that works on one invocation
// at a time.
type instance struct {
	id       string
	path     string // function/id, its place on the Runtime API
	function *Function
	cmd      *exec.Cmd

	// Owned by Function, under its lock.
	invocations int
	reaper      *time.Timer

	work   chan *invocation // from invoke to the waiting next
	ready  chan struct{}    // closed by the first next: the initialisation is done
	exited chan struct{}    // closed when the process is gone and forgotten

	mu         sync.Mutex
	isReady    bool
	current    *invocation // handed out by next, until the next next
	initFailed *FunctionError
}

// invocation is one payload on its way through an instance.
type invocation struct {
	id       string
	trace    string
	payload  []byte
	deadline time.Time
	finished chan struct{} // closed when the instance asks for more

	// The answer, under the instance's lock.
	answered bool
	body     []byte
	failure  *FunctionError
}

func newInstance(f *Function) *instance {
	id := randomHex(8)
	return &instance{
		id: id, path: f.config.Name + "/" + id, function: f,
		work: make(chan *invocation), ready: make(chan struct{}), exited: make(chan struct{}),
	}
}

// invoke sends one payload through the instance, starting its process first when
// it is new.
func (in *instance) invoke(payload []byte) ([]byte, error) {
	if in.cmd == nil {
		if err := in.start(); err != nil {
			return nil, err
		}
		if err := in.awaitReady(); err != nil {
			return nil, err
		}
	}
	limit := in.function.config.Timeout
	timer := time.NewTimer(limit)
	defer timer.Stop()
	now := time.Now()
	work := &invocation{
		id: newRequestID(), trace: newTraceID(now), payload: payload,
		deadline: now.Add(limit), finished: make(chan struct{}),
	}
	select {
	case in.work <- work:
	case <-in.exited:
		return nil, errNotDelivered
	case <-timer.C:
		// An idle instance always waits in next; this one hangs.
		in.kill()
		<-in.exited
		return nil, errNotDelivered
	}
	select {
	case <-work.finished:
		return in.answer(work, noAnswerError(work.id))
	case <-in.exited:
		return in.answer(work, exitError(work.id, in.cmd.ProcessState.String()))
	case <-timer.C:
		in.kill()
		<-in.exited
		return in.answer(work, timeoutError(work.id, limit))
	}
}

// answer gives what the function answered; unanswered says why it did not.
func (in *instance) answer(work *invocation, unanswered *FunctionError) ([]byte, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	switch {
	case !work.answered:
		return nil, unanswered
	case work.failure != nil:
		return nil, work.failure
	}
	return work.body, nil
}

// start starts the process; on failure the instance is forgotten.
func (in *instance) start() error {
	f := in.function
	out := &lineWriter{mu: &f.logMu, out: f.config.Log, prefix: f.config.Name + " | "}
	errs := &lineWriter{mu: &f.logMu, out: f.config.Log, prefix: f.config.Name + " | "}
	cmd := exec.Command(f.config.Binary)
	cmd.Dir = filepath.Dir(f.config.Binary)
	cmd.Env = f.config.environment(f.host.address, in.id)
	cmd.Stdout, cmd.Stderr = out, errs
	cmd.SysProcAttr = processAttributes()
	cmd.WaitDelay = time.Second // a process that the instance left behind may hold its output open
	in.cmd = cmd
	f.host.register(in)
	if err := f.host.start(cmd); err != nil {
		f.host.forget(in)
		f.remove(in)
		return fmt.Errorf("start function %s: %w", f.config.Name, err)
	}
	if !f.running(in) {
		in.kill()
	}
	go func() {
		_ = cmd.Wait() // ProcessState says more than the error
		out.flush()
		errs.flush()
		f.host.forget(in)
		f.remove(in)
		close(in.exited)
	}()
	return nil
}

// awaitReady waits for the end of the initialisation.
func (in *instance) awaitReady() error {
	limit := in.function.config.InitTimeout
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-in.ready:
		return nil
	case <-timer.C:
		in.kill()
		<-in.exited
		return initTimeoutError(limit)
	case <-in.exited:
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.initFailed != nil {
		return in.initFailed
	}
	return exitError("", in.cmd.ProcessState.String())
}

// kill ends the process and what it started. Lambda gives a function without
// extensions no warning either.
func (in *instance) kill() {
	err := syscall.Kill(-in.cmd.Process.Pid, syscall.SIGKILL)
	if err != nil && !errors.Is(err, syscall.ESRCH) {
		// The group is refused: at least end the process itself.
		if err := in.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			fmt.Fprintf(in.function.config.Log, "%s | cannot be killed: %v\n", in.function.config.Name, err)
		}
	}
}
