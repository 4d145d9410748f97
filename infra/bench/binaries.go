package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"doorstep/infra/local/template"
)

// binary is a function as it is deployed.
type binary struct {
	function     string // logical id
	bytes, zip   int
	initialising int // allocations before main
}

// measureBinaries builds every function of template.yaml below dir and measures it.
func measureBinaries(ctx context.Context, root, dir string) ([]binary, error) {
	t, err := template.Load(filepath.Join(root, "template.yaml"), nil)
	if err != nil {
		return nil, err
	}
	all, err := build(ctx, root, filepath.Join(dir, "arm64"), t.Functions())
	if err != nil {
		return nil, err
	}
	return all, initialise(ctx, root, filepath.Join(dir, "here"), t.Functions(), all)
}

// build makes each function by the Makefile's target, the way sam does, into a folder per function below dir, and gives the sizes.
// arm64 is what template.yaml asks for.
func build(ctx context.Context, root, dir string, functions []template.Function) ([]binary, error) {
	var all []binary
	for _, f := range functions {
		artifacts := filepath.Join(dir, f.ID)
		if err := os.MkdirAll(artifacts, 0o755); err != nil {
			return nil, fmt.Errorf("make a folder for %s: %w", f.ID, err)
		}
		if _, err := run(ctx, root, withoutMake(os.Environ()), "make", "--no-print-directory", "build-"+f.ID, "ARTIFACTS_DIR="+artifacts); err != nil {
			return nil, err
		}
		bootstrap, err := os.ReadFile(filepath.Join(artifacts, "bootstrap"))
		if err != nil {
			return nil, fmt.Errorf("read the binary of %s: %w", f.ID, err)
		}
		zipped, err := zipSize(bootstrap)
		if err != nil {
			return nil, fmt.Errorf("zip %s: %w", f.ID, err)
		}
		all = append(all, binary{function: f.ID, bytes: len(bootstrap), zip: zipped})
	}
	return all, nil
}

// withoutMake keeps a make that may be running above from giving its flags to the one that is started.
func withoutMake(env []string) []string {
	return slices.DeleteFunc(env, func(v string) bool {
		return strings.HasPrefix(v, "MAKEFLAGS=") || strings.HasPrefix(v, "MFLAGS=") || strings.HasPrefix(v, "MAKELEVEL=")
	})
}

// zipSize is the size of the archive that is uploaded.
func zipSize(bootstrap []byte) (int, error) {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	w, err := z.Create("bootstrap")
	if err != nil {
		return 0, err
	}
	if _, err := w.Write(bootstrap); err != nil {
		return 0, err
	}
	if err := z.Close(); err != nil {
		return 0, err
	}
	return archive.Len(), nil
}

// initialise builds every function for this machine into dir and fills in what its packages allocate before main begins.
// Allocations hardly differ between architectures, and this machine may not be able to run arm64; nor do the paths count that stay in, as
// in what the system runs here, so that both are compiled once.
func initialise(ctx context.Context, root, dir string, functions []template.Function, binaries []binary) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make a folder for the functions: %w", err)
	}
	args := []string{"build", "-buildvcs=false", "-ldflags=-s -w", "-tags", "lambda.norpc", "-o", dir + string(filepath.Separator)}
	for _, f := range functions {
		args = append(args, "./"+path.Clean(f.CodeURI))
	}
	if _, err := run(ctx, root, append(os.Environ(), "CGO_ENABLED=0"), "go", args...); err != nil {
		return err
	}
	for i, f := range functions {
		allocations, err := initAllocations(ctx, filepath.Join(dir, path.Base(path.Clean(f.CodeURI))))
		if err != nil {
			return fmt.Errorf("trace the start of %s: %w", f.ID, err)
		}
		binaries[i].initialising = allocations
	}
	return nil
}

// traced is a line of GODEBUG=inittrace=1 (https://pkg.go.dev/runtime#hdr-Environment_Variables).
var traced = regexp.MustCompile(`(?m)^init \S+ @.* (\d+) allocs$`)

// initAllocations starts a function as Lambda does, but with nobody at the Runtime API, so that it ends by itself.
func initAllocations(ctx context.Context, binary string) (int, error) {
	cmd := exec.CommandContext(ctx, binary)
	cmd.Env = []string{
		"GODEBUG=inittrace=1", "AWS_LAMBDA_RUNTIME_API=127.0.0.1:1", "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=none", "AWS_SECRET_ACCESS_KEY=none",
		"AWS_LAMBDA_FUNCTION_NAME=bench", "_HANDLER=bootstrap", "LANG=en_US.UTF-8", "TZ=:UTC",
	}
	var said bytes.Buffer
	cmd.Stderr, cmd.Stdout = &said, io.Discard
	err := cmd.Run()
	lines := traced.FindAllSubmatch(said.Bytes(), -1)
	if len(lines) == 0 {
		return 0, fmt.Errorf("%s printed no init trace (%w)", binary, err)
	}
	sum := 0
	for _, l := range lines {
		n, err := strconv.Atoi(string(l[1]))
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// run runs a program in the checkout; what it printed is in the error when it fails.
func run(ctx context.Context, root string, env []string, program string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env = root, env
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s %v: %w\n%s", program, args, err, out)
	}
	return out, nil
}
