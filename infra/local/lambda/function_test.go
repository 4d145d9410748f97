package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestInvokeReusesAnIdleInstance(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{})
	var first, second echo
	call(t, f, `{"do":"echo","text":"täglich"}`, &first)
	call(t, f, `{"do":"echo","text":"2"}`, &second)
	if first.Text != "täglich" || second.Text != "2" || first.PID != second.PID {
		t.Errorf("answers %+v and %+v, want both texts from one process", first, second)
	}
	got := f.Instances()
	if len(got) != 1 || got[0].PID != first.PID || got[0].Busy || got[0].Invocations != 2 {
		t.Errorf("instances = %+v, want one idle with 2 invocations", got)
	}
}

// TestRuntimeAPIUnderAPath holds what the whole host stands on: aws-lambda-go
// puts the path of AWS_LAMBDA_RUNTIME_API in front of its own, so that two
// functions can share one listener.
func TestRuntimeAPIUnderAPath(t *testing.T) {
	t.Parallel()
	a := newFunction(t, Config{Name: "A"})
	b, err := a.host.New(Config{Name: "B", Binary: binary})
	if err != nil {
		t.Fatal(err)
	}
	var fromA, fromB struct{ Name string }
	call(t, a, `{"do":"context"}`, &fromA)
	call(t, b, `{"do":"context"}`, &fromB)
	if fromA.Name != "A" || fromB.Name != "B" {
		t.Errorf("functions A and B answered as %q and %q", fromA.Name, fromB.Name)
	}
}

func TestContextOfAnInvocation(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{Name: "Ingest", Timeout: 30 * time.Second, MemoryMB: 256, Region: "eu-west-1", AccountID: "123456789012"})
	var got struct {
		Request, ARN, Trace, Name string
		Left                      int
		Memory                    int
	}
	call(t, f, `{"do":"context"}`, &got)
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(got.Request) {
		t.Errorf("request id = %q, want a random UUID", got.Request)
	}
	if !regexp.MustCompile(`^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$`).MatchString(got.Trace) {
		t.Errorf("trace = %q", got.Trace)
	}
	if got.ARN != "arn:aws:lambda:eu-west-1:123456789012:function:Ingest" || got.Name != "Ingest" || got.Memory != 256 {
		t.Errorf("context = %+v", got)
	}
	if got.Left <= 0 || got.Left > 30000 {
		t.Errorf("%d ms left, want at most the 30 s of the timeout", got.Left)
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("FROM_THE_SHELL", "secret") // so not parallel
	f := newFunction(t, Config{Name: "Ingest", Env: map[string]string{"TABLE": "Doorstep", "LANG": "C"}})
	var list []string
	call(t, f, `{"do":"environment"}`, &list)
	got := map[string]string{}
	for _, entry := range list {
		name, value, _ := strings.Cut(entry, "=")
		got[name] = value
	}
	for name, want := range map[string]string{
		"TABLE": "Doorstep", "LANG": "C", "TZ": ":UTC", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
		"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_SESSION_TOKEN": "", "AWS_LAMBDA_FUNCTION_NAME": "Ingest",
		"AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/Ingest", "_HANDLER": "bootstrap", "LAMBDA_TASK_ROOT": filepath.Dir(binary),
	} {
		if value, ok := got[name]; !ok || value != want {
			t.Errorf("%s = %q, %v; want %q", name, value, ok, want)
		}
	}
	allowed := []string{"PATH", "LAMBDA_RUNTIME_DIR", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "_X_AMZN_TRACE_ID"}
	for name := range got {
		if !strings.HasPrefix(name, "AWS_") && !slices.Contains(allowed, name) && name != "TABLE" && name != "LANG" && name != "TZ" &&
			name != "_HANDLER" && name != "LAMBDA_TASK_ROOT" {
			t.Errorf("%s reached the function", name)
		}
	}
}

func TestHandlerErrorKeepsTheInstance(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{})
	_, err := f.Invoke(t.Context(), []byte(`{"do":"error","text":"no stock"}`))
	var failed *FunctionError
	if !errors.As(err, &failed) || failed.Type != "errorString" || failed.Message != "no stock" {
		t.Fatalf("error = %v, want an errorString of the handler", err)
	}
	if !json.Valid(failed.Payload) || !bytes.Contains(failed.Payload, []byte(`"errorMessage":"no stock"`)) {
		t.Errorf("payload = %s", failed.Payload)
	}
	call(t, f, `{"do":"echo"}`, nil)
	if got := f.Instances(); len(got) != 1 || got[0].Invocations != 2 {
		t.Errorf("instances = %+v, want the same one twice", got)
	}
}

// TestLostInstances covers what costs an instance its life: the error, and that
// the next invocation gets a fresh process at once.
func TestLostInstances(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		payload  string
		wantType string
		wantText string // the message ends in it
		exited   bool
	}{
		"panic":              {payload: `{"do":"panic","text":"nil map"}`, wantType: "string", wantText: "nil map"},
		"exit with an error": {payload: `{"do":"exit","size":7}`, wantType: "Runtime.ExitError", wantText: "Error: Runtime exited with error: exit status 7", exited: true},
		"exit without one":   {payload: `{"do":"exit"}`, wantType: "Runtime.ExitError", wantText: "Error: Runtime exited without providing a reason", exited: true},
		"answer too large":   {payload: `{"do":"size","size":6291600}`, wantType: "Function.ResponseSizeTooLarge", wantText: "(6291556 bytes)."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFunction(t, Config{MaxConcurrency: 1})
			var before, after echo
			call(t, f, `{"do":"echo"}`, &before)
			_, err := f.Invoke(t.Context(), []byte(tt.payload))
			var failed *FunctionError
			if !errors.As(err, &failed) || failed.Type != tt.wantType || !strings.HasSuffix(failed.Message, tt.wantText) {
				t.Fatalf("error = %v, want %s: ...%s", err, tt.wantType, tt.wantText)
			}
			if errors.Is(err, ErrExited) != tt.exited {
				t.Errorf("errors.Is(err, ErrExited) = %v", !tt.exited)
			}
			call(t, f, `{"do":"echo"}`, &after)
			if after.PID == before.PID {
				t.Error("the next invocation ran in the process that was lost")
			}
		})
	}
}

func TestKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{})
	b := newBlocker(t)
	p := start(t.Context(), f, b.payload())
	victim := b.wait()
	if err := syscall.Kill(victim.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_, err := p.wait()
	if !errors.Is(err, ErrExited) || !strings.HasSuffix(err.Error(), "signal: killed") {
		t.Errorf("error = %v, want that the process was killed", err)
	}
	var next echo
	call(t, f, `{"do":"echo"}`, &next)
	if next.PID == victim.pid {
		t.Error("the killed process answered")
	}
}

func TestKilledWhileIdle(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{})
	var before, after echo
	call(t, f, `{"do":"echo"}`, &before)
	f.mu.Lock()
	idle := f.idle[0]
	f.mu.Unlock()
	if err := syscall.Kill(before.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-idle.exited
	if got := f.Instances(); len(got) != 0 {
		t.Errorf("instances = %+v, want none", got)
	}
	call(t, f, `{"do":"echo"}`, &after)
	if after.PID == before.PID {
		t.Error("the killed process answered")
	}
}

func TestTimeoutKillsTheInstance(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{Timeout: time.Second})
	b := newBlocker(t)
	p := start(t.Context(), f, b.payload())
	victim := b.wait()
	_, err := p.wait()
	if !errors.Is(err, ErrTimeout) || !strings.HasSuffix(err.Error(), "Task timed out after 1.00 seconds") {
		t.Errorf("error = %v, want a timeout", err)
	}
	if err := syscall.Kill(victim.pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("signal to the timed-out process: %v, want that it is gone", err)
	}
}

func TestInitialisation(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		init     string
		limit    time.Duration
		wantType string
		wantText string
	}{
		"exits":      {init: "exit", wantType: "Runtime.ExitError", wantText: "Error: Runtime exited with error: exit status 3"},
		"reports":    {init: "report", wantType: "Config.Missing", wantText: "no table"},
		"takes ages": {init: "hang", limit: 200 * time.Millisecond, wantType: "Sandbox.Timedout", wantText: "Error: initialisation timed out after 0.20 seconds"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFunction(t, Config{Env: map[string]string{"INIT": tt.init}, InitTimeout: tt.limit})
			_, err := f.Invoke(t.Context(), []byte(`{"do":"echo"}`))
			var failed *FunctionError
			if !errors.As(err, &failed) || failed.Type != tt.wantType || failed.Message != tt.wantText {
				t.Errorf("error = %v, want %s: %s", err, tt.wantType, tt.wantText)
			}
			if got := f.Instances(); len(got) != 0 {
				t.Errorf("instances = %+v, want none", got)
			}
		})
	}
}

func TestConcurrency(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{MaxConcurrency: 3})
	b := newBlocker(t)
	var running []*pending
	pids := map[int]bool{}
	var conns []blocked
	for range 3 {
		running = append(running, start(t.Context(), f, b.payload()))
	}
	for range 3 {
		one := b.wait()
		pids[one.pid] = true
		conns = append(conns, one)
	}
	if len(pids) != 3 {
		t.Errorf("processes %v, want one per invocation", pids)
	}
	for _, info := range f.Instances() {
		if !info.Busy || !pids[info.PID] {
			t.Errorf("instance %+v, want a busy one of %v", info, pids)
		}
	}
	if _, err := f.Invoke(t.Context(), []byte(`{}`)); !errors.Is(err, ErrThrottled) {
		t.Errorf("fourth invocation: %v, want ErrThrottled", err)
	}
	for _, one := range conns {
		one.conn.Close()
	}
	for _, p := range running {
		if _, err := p.wait(); err != nil {
			t.Error(err)
		}
	}
	var again echo
	call(t, f, `{"do":"echo"}`, &again)
	if !pids[again.PID] || len(f.Instances()) != 3 {
		t.Errorf("process %d of %v answered; %d instances, want 3 kept", again.PID, pids, len(f.Instances()))
	}
}

func TestNoConcurrencyAtAll(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{MaxConcurrency: -1})
	if _, err := f.Invoke(t.Context(), []byte(`{}`)); !errors.Is(err, ErrThrottled) {
		t.Errorf("error = %v, want ErrThrottled", err)
	}
}

func TestPayloadLimits(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{})
	text := func(size int) []byte {
		const frame = `{"do":"echo","text":""}`
		return []byte(`{"do":"echo","text":"` + strings.Repeat("x", size-len(frame)) + `"}`)
	}
	if _, err := f.Invoke(t.Context(), text(6<<20)); err != nil {
		t.Errorf("payload of 6 MB: %v", err)
	}
	if _, err := f.Invoke(t.Context(), text(6<<20+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("payload above 6 MB: %v, want ErrTooLarge", err)
	}
	// The answer is a JSON string: two quotes more than its text.
	if _, err := f.Invoke(t.Context(), []byte(`{"do":"size","size":`+strconv.Itoa(6<<20+98)+`}`)); err != nil {
		t.Errorf("answer at its limit: %v", err)
	}
}

func TestCallerGivesUp(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{MaxConcurrency: 1})
	b := newBlocker(t)
	ctx, cancel := context.WithCancel(t.Context())
	p := start(ctx, f, b.payload())
	one := b.wait()
	cancel()
	if _, err := p.wait(); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want that of the context", err)
	}
	if got := f.Instances(); len(got) != 1 || !got[0].Busy {
		t.Errorf("instances = %+v, want the invocation to go on", got)
	}
	if err := syscall.Kill(one.pid, 0); err != nil {
		t.Errorf("the process is gone: %v", err)
	}
}

func TestIdleInstancesEnd(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{IdleTimeout: time.Nanosecond})
	b := newBlocker(t)
	p := start(t.Context(), f, b.payload())
	one := b.wait()
	f.mu.Lock()
	var in *instance
	for in = range f.live {
	}
	f.mu.Unlock()
	one.conn.Close()
	if _, err := p.wait(); err != nil {
		t.Fatal(err)
	}
	<-in.exited
	if got := in.cmd.ProcessState.String(); got != "signal: killed" {
		t.Errorf("idle instance: %s, want killed", got)
	}
}

func TestCloseEndsEverything(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{})
	b := newBlocker(t)
	p := start(t.Context(), f, b.payload())
	one := b.wait()
	if err := f.host.Close(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(one.pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("signal to the process: %v, want that it is gone when Close returns", err)
	}
	if _, err := p.wait(); !errors.Is(err, ErrClosed) {
		t.Errorf("invocation under way: %v, want ErrClosed", err)
	}
	if _, err := f.Invoke(t.Context(), []byte(`{}`)); !errors.Is(err, ErrClosed) {
		t.Errorf("invocation after Close: %v, want ErrClosed", err)
	}
	if _, err := f.host.New(Config{Name: "B", Binary: binary}); !errors.Is(err, ErrClosed) {
		t.Errorf("New after Close: %v, want ErrClosed", err)
	}
}

func TestMissingBinary(t *testing.T) {
	t.Parallel()
	f := newFunction(t, Config{MaxConcurrency: 1})
	f.config.Binary = filepath.Join(t.TempDir(), "absent")
	for range 2 { // the second: a failed start gives its place back
		_, err := f.Invoke(t.Context(), []byte(`{}`))
		if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "start function Test") {
			t.Errorf("error = %v, want that the file does not exist", err)
		}
	}
}

func TestOutputIsPrefixed(t *testing.T) {
	t.Parallel()
	var log safeBuffer
	f := newFunction(t, Config{Name: "Ingest", Log: &log})
	call(t, f, `{"do":"print","text":"two\nlines"}`, nil)
	f.Close()
	for _, want := range []string{"Ingest | two\nIngest | lines\n", "Ingest | lines without an end\n"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("log:\n%swant it to hold:\n%s", log.String(), want)
		}
	}
}
