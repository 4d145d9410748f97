//go:build linux

package lambda

import (
	"io"
	"os"
	"os/exec"
	"testing"
)

// TestRunnerKilled shows that kill -9 of the runner takes its instances with it:
// the connection that a working function holds to this test breaks.
func TestRunnerKilled(t *testing.T) {
	t.Parallel()
	b := newBlocker(t)
	runner := exec.Command(os.Args[0])
	runner.Env = append(os.Environ(), "RUNNER_SIGNAL="+b.listener.Addr().String(), "RUNNER_BINARY="+binary)
	runner.Stderr = os.Stderr
	if err := runner.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = runner.Process.Kill() }) // when the test fails early
	one := b.wait()
	if err := runner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = runner.Wait() // killed: an error is expected
	// A function that lives on would keep the connection, and this test, waiting.
	_, _ = io.ReadAll(one.conn)
}
