package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"doorstep/infra/conformance/engine"
)

// hall is where judges sit.
type hall struct {
	root  string // of the checkout
	cache string // where fetched files and logs go
	out   io.Writer

	java, mvn string // the programs
}

// hold runs the rounds of a part, each with engines of its own, so that tables of one round do not slow the next one down.
func (h hall) hold(ctx context.Context, p part, given map[string]string) error {
	var failed []error
	for _, r := range p.rounds {
		if err := h.round(ctx, p.name, r, given); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", r.what, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(failed...)
}

func (h hall) round(ctx context.Context, part string, r round, given map[string]string) (err error) {
	env := os.Environ()
	for _, variable := range []string{"DYNAMODB_ENDPOINT", "SQS_ENDPOINT"} { // what a round does not ask about is the stand-in
		env = append(env, variable+"=")
	}
	for _, j := range r.judges {
		endpoint, title := given[j.variable], "the engine at "+given[j.variable]
		if endpoint == "" {
			running, err := h.start(ctx, j)
			if err != nil {
				return err
			}
			defer func() {
				if stopped := running.stop(); stopped != nil {
					err = errors.Join(err, stopped)
				}
			}()
			endpoint, title = running.endpoint, j.title
		} else if known, err := engine.At(endpoint); err != nil {
			return fmt.Errorf("%s=%s: %w", j.variable, endpoint, err)
		} else if known.Name != "" {
			title += ", which is " + known.Name
		}
		fmt.Fprintf(h.out, "== %s: %s on %s\n", part, r.what, title)
		env = append(env, j.variable+"="+endpoint)
	}
	return h.test(ctx, r, env)
}

// test runs `go test` in a process group of its own, so that its binaries end with it.
func (h hall) test(ctx context.Context, r round, env []string) error {
	args := []string{"test", "-count=1", "-timeout", r.timeout}
	if r.tests != "" {
		args = append(args, "-run", r.tests)
	}
	command := exec.CommandContext(ctx, "go", append(args, r.packages...)...)
	command.Dir, command.Env, command.Stdout, command.Stderr = h.root, env, h.out, h.out
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }
	command.WaitDelay = 10 * time.Second
	if err := command.Run(); err != nil {
		return fmt.Errorf("go test: %w", err)
	}
	return nil
}

// folder is where a judge is described.
func (h hall) folder(j judge) string { return filepath.Join(h.root, "infra", "conformance", j.name) }
