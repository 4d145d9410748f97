package system

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/infra/local/lockfile"
	"doorstep/infra/local/template"
)

func TestListen(t *testing.T) {
	t.Parallel()
	free, err := listen("")
	if err != nil || !strings.HasPrefix(free.Addr().String(), "127.0.0.1:") {
		t.Fatalf("without an address it listens on %v, %v", free, err)
	}
	defer free.Close()
	for address, want := range map[string]string{
		free.Addr().String(): free.Addr().String() + " is taken by another program: stop it, or choose another port with PORT=8081 make run",
		"127.0.0.1:eighty":   "cannot listen on 127.0.0.1:eighty",
		"203.0.113.1:80":     "cannot listen on 203.0.113.1:80",
	} {
		l, err := listen(address)
		if err == nil {
			l.Close()
			t.Errorf("%s: it listens", address)
			continue
		}
		if !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestReachable(t *testing.T) {
	t.Parallel()
	refusing := httptest.NewServer(http.NotFoundHandler())
	defer refusing.Close()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := "http://" + silent.Addr().String()
	silent.Close()
	for name, c := range map[string]struct{ endpoint, want string }{
		"answers, if only with an error": {refusing.URL, ""},
		"nobody there":                   {gone, "nothing answers at " + gone + " (SQS_ENDPOINT): start it, or unset SQS_ENDPOINT to use the stand-in"},
		"no scheme":                      {"localhost:9324", `SQS_ENDPOINT="localhost:9324" is no address: give one like http://127.0.0.1:8000`},
		"no host":                        {"http://", `SQS_ENDPOINT="http://" is no address`},
		"another scheme":                 {"ftp://127.0.0.1", `SQS_ENDPOINT="ftp://127.0.0.1" is no address`},
		"half a host":                    {"http://[::1", `SQS_ENDPOINT="http://[::1" is no address`},
	} {
		err := reachable(t.Context(), "SQS_ENDPOINT", c.endpoint)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The first loss is what the newcomer is told; the engine must not wait until somebody listens.
func TestBreakDownKeepsTheFirstSentence(t *testing.T) {
	t.Parallel()
	s := &System{broken: make(chan string, 1), log: slog.New(slog.DiscardHandler)}
	s.breakDown("it crashed")
	s.breakDown("it stays down")
	if got := <-s.Broken(); got != "it crashed" {
		t.Errorf("told %q", got)
	}
}

// functionsOf writes a module of functions and lists them as the template does.
func functionsOf(t *testing.T, sources map[string]string) (root string, functions []template.Function) {
	t.Helper()
	root = t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "module tiny\n\ngo 1.26.0\n", 0o644)
	for name, source := range sources {
		write(t, filepath.Join(root, "functions", name, "main.go"), source, 0o644)
		functions = append(functions, template.Function{ID: name, CodeURI: "functions/" + name + "/"})
	}
	return root, functions
}

func write(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

// file is what a binary is on the disk: another one has another identity.
func file(t *testing.T, path string) os.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil || !filepath.IsAbs(path) || info.Mode()&0o100 == 0 {
		t.Fatalf("%s is no program: %v", path, err)
	}
	return info
}

// Only what has changed is linked again, and what runs is never written to.
func TestBuild(t *testing.T) {
	t.Parallel()
	root, functions := functionsOf(t, map[string]string{"a": "package main\n\nfunc main() {}\n", "b": "package main\n\nfunc main() {}\n"})
	paths, err := build(t.Context(), root, functions)
	if err != nil || len(paths) != 2 {
		t.Fatalf("%v %v", paths, err)
	}
	a, b := file(t, paths["a"]), file(t, paths["b"])
	write(t, filepath.Join(root, ".cache", "local", "tmp", "go-build1", "left"), "by a compiler that was killed", 0o644)
	if _, err := build(t.Context(), root, functions); err != nil {
		t.Errorf("the second time: %v", err)
	}
	if !os.SameFile(a, file(t, paths["a"])) || !os.SameFile(b, file(t, paths["b"])) {
		t.Error("what has not changed is linked again")
	}
	write(t, filepath.Join(root, "functions", "a", "main.go"), "package main\n\nfunc main() { println(1) }\n", 0o644)
	if _, err := build(t.Context(), root, functions); err != nil {
		t.Errorf("after a change: %v", err)
	}
	if os.SameFile(a, file(t, paths["a"])) || !os.SameFile(b, file(t, paths["b"])) {
		t.Error("what has changed is not another file, or what has not is")
	}
	if said, err := exec.Command(paths["a"]).CombinedOutput(); err != nil || string(said) != "1\n" {
		t.Errorf("the changed one says %q, %v", said, err)
	}
	if left, err := filepath.Glob(filepath.Join(root, ".cache", "local", "tmp", "*")); err != nil || len(left) != 0 {
		t.Errorf("beside the binaries it leaves %v, %v", left, err)
	}
}

// Systems of one checkout may start at the same moment.
func TestBuildsTakeTurns(t *testing.T) {
	t.Parallel()
	root, functions := functionsOf(t, map[string]string{"a": "package main\n\nfunc main() {}\n"})
	var builds sync.WaitGroup
	for range 4 {
		builds.Go(func() {
			paths, err := build(t.Context(), root, functions)
			if err != nil {
				t.Error(err)
			} else if said, err := exec.Command(paths["a"]).CombinedOutput(); err != nil {
				t.Errorf("%s, %v", said, err)
			}
		})
	}
	builds.Wait()
	unlock, err := lockfile.Lock(t.Context(), filepath.Join(root, ".cache", "local", "build.lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := build(impatient, root, functions); !errors.Is(err, context.Canceled) {
		t.Errorf("a build that waits for another one is not interrupted: %v", err)
	}
}

func TestBuildShowsWhatTheCompilerSays(t *testing.T) {
	t.Parallel()
	root, functions := functionsOf(t, map[string]string{"good": "package main\n\nfunc main() {}\n", "bad": "package main\n\nfunc main() { frobnicate() }\n"})
	_, err := build(t.Context(), root, functions)
	if err == nil || !strings.HasPrefix(err.Error(), "the functions do not build") || !strings.Contains(err.Error(), "functions/bad/main.go:3:15: undefined: frobnicate") {
		t.Errorf("build: %v", err)
	}
}

// A compiler that is interrupted takes along what it has started. Not parallel: it changes the PATH.
func TestBuildLeavesNoProcess(t *testing.T) {
	bin := t.TempDir()
	write(t, filepath.Join(bin, "go"), "#!/bin/sh\nsleep 600 &\necho $! >child.tmp && mv child.tmp child\nwait\n", 0o755)
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	root := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		_, err := build(ctx, root, nil)
		ended <- err
	}()
	child := waitForPID(t, filepath.Join(root, "child"))
	cancel()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("an interrupted build succeeds")
		}
	case <-time.After(20 * time.Second):
		t.Fatal("build waits for what the compiler has started")
	}
	// It was killed before build came back; the kernel may take a moment to end it.
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for patience := time.After(20 * time.Second); ; {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(child) + "/stat")
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		select {
		case <-ticker.C:
		case <-patience:
			t.Errorf("process %d is left: %s", child, stat)
			syscall.Kill(child, syscall.SIGKILL) //nolint:errcheck // the test has failed already
			return
		}
	}
}

func waitForPID(t *testing.T, file string) int {
	t.Helper()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for range ticker.C {
		content, err := os.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) && t.Context().Err() == nil {
			continue
		}
		pid, atoi := strconv.Atoi(strings.TrimSpace(string(content)))
		if err != nil || atoi != nil {
			t.Fatal(err, atoi)
		}
		return pid
	}
	return 0
}

// On AWS a table takes a while; nothing may be written to it before.
func TestCreateTableWaitsUntilItIsThere(t *testing.T) {
	t.Parallel()
	var asked []string
	engine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		asked = append(asked, operation)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		switch {
		case len(asked) == 1:
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}`) //nolint:errcheck // the client would tell
		case operation == "CreateTable":
			io.WriteString(w, `{"TableDescription":{"TableName":"T","TableStatus":"CREATING"}}`) //nolint:errcheck // the client would tell
		default:
			io.WriteString(w, `{"Table":{"TableName":"T","TableStatus":"ACTIVE","LatestStreamArn":"arn:stream"}}`) //nolint:errcheck // the client would tell
		}
	}))
	defer engine.Close()
	client := dynamodb.NewFromConfig(awsConfig(), func(o *dynamodb.Options) { o.BaseEndpoint = &engine.URL })
	attrs := attributes{}
	if err := createTable(t.Context(), client, template.Table{ID: "T", Name: "T", TTL: "ttl"}, attrs); err != nil || attrs["T"]["StreamArn"] != "arn:stream" {
		t.Errorf("%v %v", attrs, err)
	}
	if want := []string{"DescribeTable", "CreateTable", "DescribeTable", "UpdateTimeToLive"}; !slices.Equal(asked, want) {
		t.Errorf("asked %v, want %v", asked, want)
	}
}

// An engine that answers with an error is not taken for one that has no table.
func TestCreateTableTellsTheErrorOfTheEngine(t *testing.T) {
	t.Parallel()
	engine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"__type":"com.amazon.coral.service#AccessDeniedException","message":"not yours"}`) //nolint:errcheck // the client would tell
	}))
	defer engine.Close()
	client := dynamodb.NewFromConfig(awsConfig(), func(o *dynamodb.Options) { o.BaseEndpoint = &engine.URL })
	err := createTables(t.Context(), client, []template.Table{{ID: "T", Name: "T", Line: 7}}, attributes{})
	if err == nil || !strings.HasPrefix(err.Error(), "create table T (template.yaml:7): ") || !strings.Contains(err.Error(), "DescribeTable") || !strings.Contains(err.Error(), "not yours") {
		t.Errorf("create: %v", err)
	}
}

// What was started before a step fails is stopped again, and the error is that step's alone.
func TestStartCleansUp(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := taken.Addr().String()
	taken.Close()
	_, err = Start(t.Context(), Options{Root: checkout(t), Address: address, DynamoDBEndpoint: "http://127.0.0.1:1", Log: io.Discard})
	if err == nil || !strings.Contains(err.Error(), "DYNAMODB_ENDPOINT") || strings.Contains(err.Error(), "\n") {
		t.Fatalf("start: %v", err)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatalf("the port is still held: %v", err)
	}
	l.Close()
}
