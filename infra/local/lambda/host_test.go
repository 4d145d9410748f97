package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// binary is the test function, built once by TestMain.
var binary string

func TestMain(m *testing.M) {
	// The test of kill -9 starts this program again as a runner.
	if signal := os.Getenv("RUNNER_SIGNAL"); signal != "" {
		runRunner(os.Getenv("RUNNER_BINARY"), signal)
		return
	}
	os.Exit(buildAndRun(m))
}

// runRunner is the runner of TestRunnerKilled: it never ends by itself.
func runRunner(binary, signal string) {
	h, err := Listen()
	if err != nil {
		panic(err)
	}
	f, err := h.New(Config{Name: "Test", Binary: binary, Timeout: time.Hour})
	if err != nil {
		panic(err)
	}
	_, err = f.Invoke(context.Background(), fmt.Appendf(nil, `{"do":"block","signal":%q}`, signal))
	panic(err)
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "lambda-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "bootstrap")
	build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", binary, "./testdata/fn")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the test function: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// newFunction gives a function of a host of its own, both closed at the end.
func newFunction(t *testing.T, c Config) *Function {
	t.Helper()
	h, err := Listen()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	if c.Name == "" {
		c.Name = "Test"
	}
	c.Binary = binary
	if c.Timeout == 0 {
		c.Timeout = time.Minute // no test waits for it
	}
	f, err := h.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// call invokes and decodes the answer into out, unless it is nil.
func call(t *testing.T, f *Function, payload string, out any) {
	t.Helper()
	body, err := f.Invoke(t.Context(), []byte(payload))
	if err != nil {
		t.Fatalf("invoke %s: %v", payload, err)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal(body, out); err != nil {
		t.Fatalf("answer %q: %v", body, err)
	}
}

// echo is the answer of "do":"echo".
type echo struct {
	Text string
	PID  int
}

// blocker is where functions with "do":"block" call; each call stays until the
// test releases it.
type blocker struct {
	t        *testing.T
	listener net.Listener
}

type blocked struct {
	pid  int
	conn net.Conn
}

func newBlocker(t *testing.T) *blocker {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	// A function that never calls should fail its test, not stop all of them.
	if err := listener.(*net.TCPListener).SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return &blocker{t: t, listener: listener}
}

func (b *blocker) payload() string {
	return fmt.Sprintf(`{"do":"block","signal":%q}`, b.listener.Addr())
}

// wait gives the next function that blocks.
func (b *blocker) wait() blocked {
	b.t.Helper()
	conn, err := b.listener.Accept()
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { conn.Close() })
	var pid int
	if err := json.NewDecoder(conn).Decode(&pid); err != nil {
		b.t.Fatal(err)
	}
	return blocked{pid: pid, conn: conn}
}

// invocation under way.
type pending struct {
	body []byte
	err  error
	done chan struct{}
}

func start(ctx context.Context, f *Function, payload string) *pending {
	p := &pending{done: make(chan struct{})}
	go func() {
		defer close(p.done)
		p.body, p.err = f.Invoke(ctx, []byte(payload))
	}()
	return p
}

func (p *pending) wait() ([]byte, error) {
	<-p.done
	return p.body, p.err
}

// safeBuffer collects the log of several functions.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
