// Package lambda runs functions as Lambda does, on this machine: each function is
// the deployed bootstrap binary, started as a process that asks the Lambda
// Runtime API for its next invocation.
//
// One Host serves the Runtime API to every instance of every function on one
// loopback listener. The address that an instance is given carries a path,
// host:port/function/instance, which aws-lambda-go v1.55.1 simply puts in front
// of its own; a test holds that.
//
// What is as on Lambda: one process per concurrent invocation, cold starts on
// demand, reuse, throttling at the concurrency limit, timeouts and crashes that
// cost the instance, the 10 s limit on initialisation, payload limits, the
// environment, the headers. What is not: memory and CPU limits, asynchronous
// invocation, extensions, response streaming, and a second try of a failed
// initialisation.
package lambda

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

// Host serves the Runtime API and owns the processes of its functions.
type Host struct {
	address string
	server  *http.Server
	served  chan struct{} // closed when the server has ended
	starts  chan startRequest
	started chan struct{} // closed when the starter has ended

	mu        sync.Mutex
	closed    bool
	functions []*Function
	instances map[string]*instance // by path: function/instance
}

type startRequest struct {
	cmd  *exec.Cmd
	done chan error
}

// Listen starts the Runtime API on a free port of 127.0.0.1.
func Listen() (*Host, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the Lambda Runtime API: %w", err)
	}
	h := &Host{
		address:   listener.Addr().String(),
		served:    make(chan struct{}),
		starts:    make(chan startRequest),
		started:   make(chan struct{}),
		instances: map[string]*instance{},
	}
	// Next is a long poll: neither reading nor writing may time out.
	h.server = &http.Server{Handler: h.routes(), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(h.served)
		if err := h.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			// The listener is gone: no instance could be reached any more.
			h.killAll()
		}
	}()
	go h.startProcesses()
	return h, nil
}

// startProcesses starts every process from one thread that lives as long as the
// Host. Linux sends the parent-death signal when the thread that started the
// child ends, not when the program does (prctl(2), PR_SET_PDEATHSIG).
func (h *Host) startProcesses() {
	defer close(h.started)
	runtime.LockOSThread()
	for request := range h.starts {
		request.done <- request.cmd.Start()
	}
}

func (h *Host) start(cmd *exec.Cmd) error {
	request := startRequest{cmd: cmd, done: make(chan error, 1)}
	h.starts <- request
	return <-request.done
}

// New registers a function; no process is started before its first invocation.
// The error says what is wrong with the configuration.
func (h *Host) New(c Config) (*Function, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("configure function %q: %w", c.Name, err)
	}
	f := &Function{host: h, config: c, live: map[*instance]bool{}}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, ErrClosed
	}
	h.functions = append(h.functions, f)
	return f, nil
}

// Close kills every instance, waits until all of them are gone and ends the
// Runtime API. Invocations under way return ErrClosed. It may be called twice.
func (h *Host) Close() error {
	h.mu.Lock()
	again := h.closed
	h.closed = true
	h.mu.Unlock()
	if again {
		<-h.started
		return nil
	}
	h.killAll()
	close(h.starts)
	<-h.started
	// Nobody is left to answer, so nothing is cut off.
	err := h.server.Close()
	<-h.served
	if err != nil {
		return fmt.Errorf("close the Lambda Runtime API: %w", err)
	}
	return nil
}

// killAll closes every function: first all of them are told, then all are
// waited for.
func (h *Host) killAll() {
	h.mu.Lock()
	functions := h.functions
	h.mu.Unlock()
	var wg sync.WaitGroup
	for _, f := range functions {
		wg.Go(func() { f.Close() })
	}
	wg.Wait()
}

func (h *Host) register(in *instance) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.instances[in.path] = in
}

func (h *Host) forget(in *instance) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.instances, in.path)
}

func (h *Host) instance(path string) *instance {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.instances[path]
}
