package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// startTimeout is how long an engine may take to answer: about 3 s on an idle machine.
const startTimeout = 90 * time.Second

// running is a started judge.
type running struct {
	title    string
	endpoint string
	command  *exec.Cmd
	stdin    io.Closer
	ended    chan struct{} // closed when the process is gone
}

// start fetches a judge and starts it on a free port of the loopback interface. It answers when start returns.
func (h hall) start(ctx context.Context, j judge) (*running, error) {
	lib, err := h.jars(ctx, j)
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", j.title, err)
	}
	path := filepath.Join(h.cache, j.name+".log")
	log, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", j.title, err)
	}
	defer log.Close() // the process has a handle of its own
	// The quick compiler alone makes short runs shorter.
	args := append([]string{"-XX:TieredStopAtLevel=1", "-cp", filepath.Join(lib, "*")}, j.java(port)...)
	command := exec.Command(h.java, args...)
	command.Dir, command.Stdout, command.Stderr = h.folder(j), log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C in a terminal reaches this program, which stops it
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", j.title, err)
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", j.title, err)
	}
	r := &running{title: j.title, endpoint: "http://127.0.0.1:" + port, command: command, stdin: stdin, ended: make(chan struct{})}
	go func() {
		_ = command.Wait() // how it ended is in its log
		close(r.ended)
	}()
	if err := r.answers(ctx); err != nil {
		said, readErr := os.ReadFile(path)
		return nil, errors.Join(fmt.Errorf("start %s: %w; the end of %s:\n%s", j.title, err, path, end(said)), readErr, r.stop())
	}
	return r, nil
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// answers returns when the engine answers HTTP, whatever it says.
func (r *running) answers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.endpoint, nil)
		if err != nil {
			return err
		}
		if answer, err := http.DefaultClient.Do(request); err == nil {
			return answer.Body.Close()
		}
		select {
		case <-tick.C:
		case <-r.ended:
			return errors.New("it ended at once")
		case <-ctx.Done():
			return fmt.Errorf("no answer on %s: %w", r.endpoint, ctx.Err())
		}
	}
}

// grace is how long an engine may take to end by itself.
const grace = 5 * time.Second

// stop ends the engine and waits until it is gone.
func (r *running) stop() error { return r.stopWithin(grace) }

func (r *running) stopWithin(grace time.Duration) error {
	_ = r.stdin.Close()
	_ = r.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-r.ended:
		return nil
	case <-time.After(grace):
	}
	_ = r.command.Process.Kill()
	select {
	case <-r.ended:
		return nil
	case <-time.After(5 * time.Second):
		return fmt.Errorf("stop %s: process %d does not end", r.title, r.command.Process.Pid)
	}
}
