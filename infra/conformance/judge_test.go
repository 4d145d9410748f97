package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary play java and mvn, which costs no script.
func TestMain(m *testing.M) {
	switch last := os.Args[len(os.Args)-1]; {
	case slices.Contains(os.Args, "serve"):
		if slices.Contains(os.Args, "stubborn") {
			signal.Ignore(syscall.SIGTERM)
		}
		fmt.Println(http.ListenAndServe("127.0.0.1:"+last, http.NotFoundHandler()))
		os.Exit(1)
	case slices.Contains(os.Args, "die"):
		fmt.Println("no memory for that")
		os.Exit(3)
	case slices.Contains(os.Args, copyDependencies):
		deliver(strings.TrimPrefix(last, "-DoutputDirectory="))
	default:
		os.Exit(m.Run())
	}
}

// deliver is what Maven does: it puts engine.jar into a folder.
func deliver(lib string) {
	err := errors.Join(os.MkdirAll(lib, 0o755), os.WriteFile(filepath.Join(lib, "engine.jar"), []byte("engine"), 0o644))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func tests(t *testing.T, path string, declared *regexp.Regexp) []string {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, found := range declared.FindAllStringSubmatch(string(source), -1) {
		names = append(names, found[1])
	}
	return names
}

// court is a hall with one judge, whose only file is engine.jar and who does what the words say.
func court(t *testing.T, words ...string) (hall, judge) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	folder := filepath.Join(root, "infra", "conformance", "solo")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "jars.sha256"), sumOfEngine+"  engine.jar\n")
	h := hall{root: root, cache: filepath.Join(root, "cache"), out: &bytes.Buffer{}, java: self, mvn: self}
	return h, judge{"solo", "Solo 1", "DYNAMODB_ENDPOINT", func(port string) []string { return append(slices.Clone(words), port) }}
}

const sumOfEngine = "ed9f6f25068608efd412958da4dfc19328ca3511251fa6d5f9c42baf230e32f8" // of the word engine

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestAnEngineStartsAndStops(t *testing.T) {
	t.Parallel()
	h, j := court(t, "serve")
	r, err := h.start(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get(r.endpoint)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if !strings.HasPrefix(r.endpoint, "http://127.0.0.1:") || answer.StatusCode != http.StatusNotFound {
		t.Errorf("%s answers %s", r.endpoint, answer.Status)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(r.command.Process.Pid, 0); err == nil {
		t.Error("the process is still there")
	}
}

func TestAnEngineThatStopsForNothingIsKilled(t *testing.T) {
	t.Parallel()
	h, j := court(t, "serve", "stubborn")
	r, err := h.start(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.stopWithin(100 * time.Millisecond); err != nil {
		t.Error(err)
	}
}

func TestAnEngineThatDoesNotStart(t *testing.T) {
	t.Parallel()
	h, j := court(t, "die")
	begun := time.Now()
	_, err := h.start(t.Context(), j)
	if err == nil || !strings.Contains(err.Error(), "start Solo 1: it ended at once") || !strings.Contains(err.Error(), "no memory for that") {
		t.Errorf("got %v", err)
	}
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("it took %s to see that", took)
	}
}
