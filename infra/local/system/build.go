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

	"doorstep/infra/local/lockfile"
	"doorstep/infra/local/template"
)

// build compiles every function for this machine as the Makefile does for Lambda, in one run of the compiler so that what the
// functions share is compiled once; paths stay in, so that it is shared with this program too. It gives the path of each function's binary
// by logical id. When ctx ends, the compiler and what it has started are gone before build returns.
//
// The binaries of the last build stay in a folder where the compiler finds them: it links again only what is older than its sources,
// which it tells by the build id that the Makefile leaves out. Functions run from another folder, where each is replaced in one step,
// because another system of this checkout may run from there.
func build(ctx context.Context, root string, functions []template.Function) (map[string]string, error) {
	cache := filepath.Join(root, ".cache", "local")
	built, out, scratch := filepath.Join(cache, "built"), filepath.Join(cache, "bin"), filepath.Join(cache, "tmp")
	for _, dir := range []string{built, out, scratch} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("make a folder for the functions: %w", err)
		}
	}
	unlock, err := lockfile.Lock(ctx, filepath.Join(cache, "build.lock"))
	if err != nil {
		return nil, fmt.Errorf("wait for another build of this checkout: %w", err)
	}
	defer unlock()
	if err := empty(scratch); err != nil {
		return nil, fmt.Errorf("clear what a killed compiler left: %w", err)
	}
	if err := compile(ctx, root, built, scratch, functions); err != nil {
		return nil, err
	}
	paths := make(map[string]string, len(functions))
	for _, f := range functions {
		name := path.Base(path.Clean(f.CodeURI))
		paths[f.ID] = filepath.Join(out, name)
		if err := place(filepath.Join(built, name), paths[f.ID]); err != nil {
			return nil, fmt.Errorf("put a function in its place: %w", err)
		}
	}
	return paths, nil
}

// compile brings the binaries in built up to date. scratch lies on the same disk, so that the compiler puts each there in one step: one
// that was cut short would pass for a whole one.
func compile(ctx context.Context, root, built, scratch string, functions []template.Function) error {
	args := []string{"build", "-buildvcs=false", "-ldflags=-s -w", "-tags", "lambda.norpc", "-o", built + string(filepath.Separator)}
	for _, f := range functions {
		args = append(args, "./"+path.Clean(f.CodeURI))
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOTMPDIR="+scratch)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the functions do not build: %w\n%s", err, said.Bytes())
	}
	return nil
}

func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// place makes to the same file as from, unless it is already. Whoever runs the old one keeps it.
func place(from, to string) error {
	wanted, err := os.Stat(from)
	if err != nil {
		return err
	}
	if there, err := os.Stat(to); err == nil && os.SameFile(wanted, there) {
		return nil
	}
	next := to + ".next"
	if err := os.Remove(next); err != nil && !os.IsNotExist(err) {
		return err
	}
	if err := os.Link(from, next); err != nil {
		return err
	}
	return os.Rename(next, to)
}
