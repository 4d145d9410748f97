package dynoxide

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

// errPortTaken is what startProcess wraps when the port was free a moment ago and is not now.
var errPortTaken = errors.New("the port was taken by another program")

// process is one run of the binary.
type process struct {
	command *exec.Cmd
	output  tail
	ended   chan struct{} // closed when the process is gone and err is set
	err     error
}

// reason says how the process ended, with the last thing it printed.
func (p *process) reason() string {
	how := "it ended without an error"
	if p.err != nil {
		how = p.err.Error()
	}
	if said := p.output.lastLine(); said != "" {
		return how + ", last words: " + said
	}
	return how
}

// startProcess returns once the stand-in answers on address. The process is killed when ctx ends.
func startProcess(ctx context.Context, binary, address string) (*process, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("start the DynamoDB stand-in: %w", err)
	}
	p := &process{ended: make(chan struct{})}
	p.command = exec.CommandContext(ctx, binary, "serve", "--host", host, "--port", port)
	p.command.SysProcAttr = dieWithParent()
	p.command.WaitDelay = time.Second
	out, in := io.Pipe()
	p.command.Stdout = io.MultiWriter(&p.output, in)
	p.command.Stderr = p.command.Stdout

	listening := make(chan struct{})
	go scanForListening(out, listening)
	started := make(chan error, 1)
	go p.run(started, in)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start the DynamoDB stand-in: %w", err)
	}
	if err := p.waitReady(ctx, listening, "http://"+address); err != nil {
		p.command.Process.Kill()
		<-p.ended
		return nil, err
	}
	return p, nil
}

// run keeps its thread for the life of the child: the parent-death signal is tied to the thread that forked (golang/go issue 27505).
func (p *process) run(started chan<- error, in io.Closer) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.command.Start()
	started <- err
	if err == nil {
		p.err = p.command.Wait()
	}
	in.Close()
	close(p.ended)
}

// waitReady wants two signs of life: the line that this very process prints (so that a stranger on the same port is not
// taken for it) and an answer to a request.
func (p *process) waitReady(ctx context.Context, listening <-chan struct{}, endpoint string) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	select {
	case <-listening:
	case <-p.ended:
		return p.failedStart()
	case <-ctx.Done():
		return fmt.Errorf("start the DynamoDB stand-in: it printed no address: %w", ctx.Err())
	}
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if answers(ctx, endpoint) {
			return nil
		}
		select {
		case <-tick.C:
		case <-p.ended:
			return p.failedStart()
		case <-ctx.Done():
			return fmt.Errorf("start the DynamoDB stand-in: no answer on %s: %w", endpoint, ctx.Err())
		}
	}
}

func (p *process) failedStart() error {
	reason := p.reason()
	if strings.Contains(reason, "already in use") {
		return fmt.Errorf("start the DynamoDB stand-in: %w (%s)", errPortTaken, reason)
	}
	return fmt.Errorf("start the DynamoDB stand-in: it ended at once (%s)", reason)
}

func answers(ctx context.Context, endpoint string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint, nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// scanForListening closes listening at the first line that announces the address, and reads on so that the child never
// blocks on a full pipe.
func scanForListening(output io.Reader, listening chan<- struct{}) {
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "listening on") {
			close(listening)
			break
		}
	}
	io.Copy(io.Discard, output)
}

// tail keeps the end of what a process printed.
type tail struct {
	mu  sync.Mutex
	end []byte
}

// Write implements io.Writer and never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end = append(t.end, p...)
	const keep = 4 << 10
	if len(t.end) > keep {
		t.end = bytes.Clone(t.end[len(t.end)-keep:])
	}
	return len(p), nil
}

func (t *tail) lastLine() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(t.end)), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
