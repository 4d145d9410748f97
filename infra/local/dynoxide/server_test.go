package dynoxide

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// playParent makes this test binary start a stand-in, print where, and wait to be killed.
const playParent = "DYNOXIDE_TEST_PLAY_PARENT"

func TestMain(m *testing.M) {
	if binary := os.Getenv(playParent); binary != "" {
		server, err := Start(context.Background(), Options{Binary: binary})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(server.address)
		select {}
	}
	os.Exit(m.Run())
}

// pinned returns the real binary or skips.
func pinned(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	binary, err := Ensure(ctx, "..")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("SKIPPED %s: %v", t.Name(), err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

func TestServerAnswersUntilClosed(t *testing.T) {
	t.Parallel()
	server, err := Start(t.Context(), Options{Binary: pinned(t)})
	if err != nil {
		t.Fatal(err)
	}
	if !answers(t.Context(), server.Endpoint()) {
		t.Error("no answer after Start")
	}
	for range 2 {
		if err := server.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if answers(t.Context(), server.Endpoint()) {
		t.Error("it still answers after Close")
	}
	if server.Crashes() != 0 {
		t.Error("Close counted as a crash")
	}
}

func TestServerStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server, err := Start(ctx, Options{Binary: pinned(t)})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-server.done
	if answers(t.Context(), server.Endpoint()) {
		t.Error("it still answers")
	}
}

func TestServerReportsACrashAndStartsAgain(t *testing.T) {
	t.Parallel()
	reports := make(chan string, 1)
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	binary := pinned(t)
	ctx, cancel := context.WithCancel(t.Context())
	first, err := startProcess(ctx, binary, address)
	if err != nil {
		t.Fatal(err)
	}
	server := &Server{options: Options{Binary: binary, Report: func(s string) { reports <- s }}, address: address, cancel: cancel, done: make(chan struct{})}
	go server.watch(ctx, first)
	defer server.Close()

	if err := first.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	report := <-reports
	for _, want := range []string{"crashed", "signal: killed", "EMPTY", address} {
		if !strings.Contains(report, want) {
			t.Errorf("report %q does not say %q", report, want)
		}
	}
	if server.Crashes() != 1 {
		t.Errorf("%d crashes counted, want 1", server.Crashes())
	}
	deadline, stop := context.WithTimeout(t.Context(), startTimeout)
	defer stop()
	for !answers(deadline, server.Endpoint()) {
		if deadline.Err() != nil {
			t.Fatal("no answer on the same port after the crash")
		}
	}
}

func TestServerThatCannotRestartSaysSo(t *testing.T) {
	t.Parallel()
	reports := make(chan string, 2)
	gone := &process{ended: make(chan struct{}), err: errors.New("exit status 3")}
	close(gone.ended)
	ctx, cancel := context.WithCancel(t.Context())
	server := &Server{options: Options{Binary: filepath.Join(t.TempDir(), "missing"), Report: func(s string) { reports <- s }},
		address: "127.0.0.1:1", cancel: cancel, done: make(chan struct{})}
	go server.watch(ctx, gone)
	if first := <-reports; !strings.Contains(first, "exit status 3") {
		t.Errorf("first report %q", first)
	}
	if second := <-reports; !strings.Contains(second, "stays down") {
		t.Errorf("second report %q", second)
	}
	server.Close()
}

func TestStartExplains(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, binary, want string }{
		{"ends at once", "testdata/broken", "exit status 3, last words: cannot open the database"},
		{"ends without a word", "testdata/silent", "it ended without an error"},
		{"every port is taken", "testdata/unlucky", "5 times in a row"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Start(t.Context(), Options{Binary: c.binary})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want it to say %q", err, c.want)
			}
		})
	}
}

func TestStartNoticesATakenPort(t *testing.T) {
	t.Parallel()
	stranger, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	_, err = startProcess(t.Context(), pinned(t), stranger.Addr().String())
	if !errors.Is(err, errPortTaken) {
		t.Fatalf("got %v, want errPortTaken", err)
	}
}

// Ctrl-C, a panic, kill -9: whatever ends the parent ends the stand-in.
func TestServerDiesWithItsParent(t *testing.T) {
	t.Parallel()
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), playParent+"="+pinned(t))
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	var address string
	if _, err := fmt.Fscanln(out, &address); err != nil {
		t.Fatal(err)
	}
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	defer connection.Close()
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	parent.Wait()
	if err := connection.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(io.Discard, connection)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal("the stand-in outlived its parent")
	}
}
