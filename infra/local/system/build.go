package system

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"syscall"

	"doorstep/infra/local/template"
)

// build compiles every function for this machine with the flags of the Makefile, in one run of the compiler so that what the
// functions share is compiled once. It gives the path of each function's binary by logical id. When ctx ends, the compiler and
// what it has started are gone before build returns.
func build(ctx context.Context, root string, functions []template.Function) (map[string]string, error) {
	out := filepath.Join(root, ".cache", "local", "bin")
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, fmt.Errorf("make a folder for the functions: %w", err)
	}
	// Another system of this checkout may run from the folder: each binary is replaced in one step, never half written.
	fresh, err := os.MkdirTemp(filepath.Dir(out), "build-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the compiler: %w", err)
	}
	defer os.RemoveAll(fresh) //nolint:errcheck // what is left lies in the cache
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", "-tags", "lambda.norpc", "-o", fresh + string(filepath.Separator)}
	paths := make(map[string]string, len(functions))
	for _, f := range functions {
		args = append(args, "./"+path.Clean(f.CodeURI))
		paths[f.ID] = filepath.Join(out, path.Base(path.Clean(f.CodeURI)))
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("the functions do not build: %w\n%s", err, said.Bytes())
	}
	for _, binary := range paths {
		if err := os.Rename(filepath.Join(fresh, filepath.Base(binary)), binary); err != nil {
			return nil, fmt.Errorf("put a function in its place: %w", err)
		}
	}
	return paths, nil
}
