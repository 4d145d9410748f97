package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// command is one run of the binary.
type command struct {
	cmd            *exec.Cmd
	stdout, stderr spoken
	ended          chan struct{} // closed when the process is gone
}

func launch(t *testing.T, binary string, env ...string) *command {
	t.Helper()
	return launchIn(t, binary, root, env...)
}

// launchIn starts the binary on a free port and, unless env says otherwise, its own engines; env goes before what the test runs in.
func launchIn(t *testing.T, binary, dir string, env ...string) *command {
	t.Helper()
	c := &command{cmd: exec.Command(binary), ended: make(chan struct{})}
	c.cmd.Dir = dir
	c.cmd.Env = append(os.Environ(), append([]string{"DYNAMODB_ENDPOINT=", "SQS_ENDPOINT=", "PORT=0", "LOG=" + filepath.Join(t.TempDir(), "log")}, env...)...)
	c.cmd.Stdout, c.cmd.Stderr = &c.stdout, &c.stderr
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.ended)
		_ = c.cmd.Wait() // ProcessState says more
	}()
	t.Cleanup(func() {
		_ = c.cmd.Process.Kill() // it has ended, unless the test failed
		<-c.ended
	})
	return c
}

// ready waits for the line that says where the first request is answered.
func (c *command) ready(t *testing.T) (url string) {
	t.Helper()
	c.eventually(t, func() error {
		for line := range strings.Lines(c.stdout.String()) {
			if rest, ok := strings.CutPrefix(line, "ready "); ok && strings.HasSuffix(rest, "\n") {
				url = strings.TrimSpace(rest)
				return nil
			}
		}
		return fmt.Errorf("it is not ready: %s%s", c.stdout.String(), c.stderr.String())
	})
	if !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("ready %s", url)
	}
	return url
}

// stop ends the command by a signal; it must say nothing and exit with 0.
func (c *command) stop(t *testing.T, signal os.Signal) {
	t.Helper()
	if err := c.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	<-c.ended
	if code := c.cmd.ProcessState.ExitCode(); code != 0 || c.stderr.String() != "" {
		t.Errorf("after %s: %s, standard error %q", signal, c.cmd.ProcessState, c.stderr.String())
	}
}

// refused checks that the command has ended by itself with exit code 1 and one sentence.
func (c *command) refused(t *testing.T, want string) {
	t.Helper()
	said := c.stderr.String()
	if code := c.cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(said, want) {
		t.Errorf("exit code %d, standard error %q, want %q", code, said, want)
	}
	if !strings.HasPrefix(said, "doorstep: ") || strings.Count(said, "\n") != 1 {
		t.Errorf("this is not one line of one sentence: %q", said)
	}
}

func (c *command) eventually(t *testing.T, right func() error) {
	t.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(patience)
	for {
		err := right()
		if err == nil {
			return
		}
		select {
		case <-ticker.C:
		case <-c.ended:
			t.Fatalf("it has ended: %s\n%s", c.cmd.ProcessState, c.stderr.String())
		case <-deadline:
			t.Fatalf("after %s: %v", patience, err)
		}
	}
}

// family gives the processes that the command has started: DynamoDB and at least one function.
func (c *command) family(t *testing.T) map[int]string {
	t.Helper()
	children := map[int]string{}
	for pid, p := range processes(t) {
		if p.parent == c.cmd.Process.Pid {
			children[pid] = p.name
		}
	}
	names := fmt.Sprint(children)
	if !strings.Contains(names, "dynoxide") || !strings.Contains(names, "orders") {
		t.Fatalf("the command runs %s, which is not all", names)
	}
	return children
}

// gone waits until none of the processes is left. The kernel ends them a moment after their parent.
func gone(t *testing.T, family map[int]string) {
	t.Helper()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(patience)
	for {
		left := map[int]string{}
		running := processes(t)
		for pid, name := range family {
			if running[pid].name == name {
				left[pid] = name
			}
		}
		if len(left) == 0 {
			return
		}
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("left behind: %v", left)
		}
	}
}

type process struct {
	name   string
	parent int
}

// processes lists what runs, by id, without zombies: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html.
func processes(t *testing.T) map[int]process {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(files) == 0 {
		t.Skipf("SKIPPED %s, which looks at /proc: %v", t.Name(), err)
	}
	running := map[int]process{}
	for _, file := range files {
		stat, err := os.ReadFile(file)
		open, end := bytes.IndexByte(stat, '('), bytes.LastIndexByte(stat, ')')
		if err != nil || open < 0 || end < open {
			continue // it has ended meanwhile
		}
		rest := strings.Fields(string(stat[end+1:]))
		pid, pidErr := strconv.Atoi(strings.TrimSpace(string(stat[:open])))
		parent, parentErr := strconv.Atoi(rest[1])
		if pidErr == nil && parentErr == nil && rest[0] != "Z" {
			running[pid] = process{name: string(stat[open+1 : end]), parent: parent}
		}
	}
	return running
}

// spoken keeps what a process prints.
type spoken struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (s *spoken) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// String gives all that was printed so far.
func (s *spoken) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}
