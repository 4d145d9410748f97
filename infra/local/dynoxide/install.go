package dynoxide

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"doorstep/infra/local/lockfile"
)

// packageKey is how npm's lock files name the package with the binary.
const packageKey = "node_modules/@dynoxide/linux-x64"

// instead ends every sentence about a machine on which the stand-in cannot be installed.
const instead = "set DYNAMODB_ENDPOINT to a running DynamoDB engine instead"

// installer holds what Ensure takes from the machine.
type installer struct {
	goos, goarch string
	lookPath     func(file string) (string, error)
	run          func(ctx context.Context, dir, program string, args ...string) (output []byte, err error)
}

// Ensure returns the path of the dynoxide binary that dir/package-lock.json pins. It runs `npm ci` in dir when that version is
// not installed yet, and nothing otherwise. Any number of processes may call it at once: they wait for each other on
// a lock file in dir/.data, until ctx ends.
//
// Each error is one sentence that a newcomer can act on.
func Ensure(ctx context.Context, dir string) (binaryPath string, err error) {
	here := installer{goos: runtime.GOOS, goarch: runtime.GOARCH, lookPath: exec.LookPath, run: runCommand}
	return here.ensure(ctx, dir)
}

func (i installer) ensure(ctx context.Context, dir string) (string, error) {
	if i.goos != "linux" || i.goarch != "amd64" {
		return "", fmt.Errorf("the DynamoDB stand-in is pinned for linux/amd64 only and this is %s/%s: %s", i.goos, i.goarch, instead)
	}
	unlock, err := lockfile.Lock(ctx, filepath.Join(dir, ".data", "npm.lock"))
	if err != nil {
		return "", fmt.Errorf("wait for another installation of the DynamoDB stand-in: %w", err)
	}
	defer unlock()

	binary := filepath.Join(dir, packageKey, "dynoxide")
	missing := checkInstalled(dir, binary)
	if missing == nil {
		return binary, nil
	}
	if err := i.install(ctx, dir); err != nil {
		return "", err
	}
	if err := checkInstalled(dir, binary); err != nil {
		return "", fmt.Errorf("npm ci in %s succeeded without installing the DynamoDB stand-in: %w", dir, err)
	}
	return binary, nil
}

func (i installer) install(ctx context.Context, dir string) error {
	for _, program := range []string{"node", "npm"} {
		if _, err := i.lookPath(program); err != nil {
			return fmt.Errorf("%s is not on the PATH: install Node.js 20 or newer with npm, or %s", program, instead)
		}
	}
	output, err := i.run(ctx, dir, "npm", "ci", "--no-audit", "--no-fund")
	if err != nil {
		return fmt.Errorf("npm ci in %s failed (%w: %s): repair that, or %s", dir, err, complaint(output), instead)
	}
	return nil
}

// checkInstalled says what is missing. npm writes its hidden lock file last, so that an interrupted `npm ci` is noticed.
func checkInstalled(dir, binary string) error {
	want, err := integrity(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return err
	}
	got, err := integrity(filepath.Join(dir, "node_modules", ".package-lock.json"))
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("the installed package has integrity %s, package-lock.json wants %s", got, want)
	}
	info, err := os.Stat(binary)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Mode()&0o111 == 0 {
		return fmt.Errorf("%s is not executable: %w", binary, fs.ErrPermission)
	}
	return nil
}

// integrity reads the hash of the pinned package from one of npm's lock files.
func integrity(lockPath string) (string, error) {
	raw, err := os.ReadFile(lockPath)
	if err != nil {
		return "", err
	}
	var lock struct {
		Packages map[string]struct {
			Integrity string `json:"integrity"`
		} `json:"packages"`
	}
	if err := json.Unmarshal(raw, &lock); err != nil {
		return "", fmt.Errorf("read %s: %w", lockPath, err)
	}
	hash := lock.Packages[packageKey].Integrity
	if hash == "" {
		return "", fmt.Errorf("%s holds no integrity hash for %s", lockPath, packageKey)
	}
	return hash, nil
}

// complaint picks the line of npm's output that says most: the first error line that is not only a code.
func complaint(output []byte) string {
	last := "no output"
	for line := range bytes.Lines(output) {
		text := strings.TrimSpace(string(line))
		if text == "" {
			continue
		}
		last = text
		message, isError := strings.CutPrefix(text, "npm error ")
		if isError && !strings.HasPrefix(message, "code ") {
			return message
		}
	}
	return last
}

func runCommand(ctx context.Context, dir, program string, args ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, program, args...)
	command.Dir = dir
	output, err := command.CombinedOutput()
	if ctx.Err() != nil {
		return output, errors.Join(ctx.Err(), err)
	}
	return output, err
}
