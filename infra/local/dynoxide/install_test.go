package dynoxide

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"doorstep/infra/local/lockfile"
)

func lockWith(hash string) string {
	return `{"packages":{"node_modules/@dynoxide/linux-x64":{"version":"1.2.1","integrity":"` + hash + `"}}}`
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

// fakeNPM installs hash the way npm ci does: the binary first, the hidden lock file last.
func fakeNPM(t *testing.T, runs *atomic.Int64, hash string) installer {
	return installer{
		goos: "linux", goarch: "amd64",
		lookPath: func(file string) (string, error) { return "/bin/" + file, nil },
		run: func(_ context.Context, dir, program string, args ...string) ([]byte, error) {
			runs.Add(1)
			if program != "npm" || args[0] != "ci" {
				t.Errorf("ran %s %v, want npm ci", program, args)
			}
			write(t, filepath.Join(dir, packageKey, "dynoxide"), "binary", 0o755)
			write(t, filepath.Join(dir, "node_modules", ".package-lock.json"), lockWith(hash), 0o644)
			return nil, nil
		},
	}
}

func TestEnsureInstallsOnceAmongMany(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "package-lock.json"), lockWith("sha512-new"), 0o644)
	var runs atomic.Int64
	npm := fakeNPM(t, &runs, "sha512-new")

	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			path, err := npm.ensure(t.Context(), dir)
			if err != nil || path != filepath.Join(dir, packageKey, "dynoxide") {
				t.Errorf("ensure: %q, %v", path, err)
			}
		})
	}
	wait.Wait()
	if runs.Load() != 1 {
		t.Errorf("npm ci ran %d times, want once", runs.Load())
	}
}

func TestEnsureRepairs(t *testing.T) {
	t.Parallel()
	cases := map[string]func(t *testing.T, dir string){
		"another version is installed": func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "node_modules", ".package-lock.json"), lockWith("sha512-old"), 0o644)
		},
		"an installation was interrupted": func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "node_modules", ".package-lock.json")); err != nil {
				t.Fatal(err)
			}
		},
		"the binary is gone": func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, packageKey, "dynoxide")); err != nil {
				t.Fatal(err)
			}
		},
		"the binary is not executable": func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, packageKey, "dynoxide")); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, packageKey, "dynoxide"), "binary", 0o644)
		},
	}
	for name, damage := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, filepath.Join(dir, "package-lock.json"), lockWith("sha512-new"), 0o644)
			var runs atomic.Int64
			npm := fakeNPM(t, &runs, "sha512-new")
			if _, err := npm.ensure(t.Context(), dir); err != nil {
				t.Fatal(err)
			}
			damage(t, dir)
			// npm ci starts from an empty node_modules.
			clean := npm.run
			npm.run = func(ctx context.Context, dir, program string, args ...string) ([]byte, error) {
				if err := os.RemoveAll(filepath.Join(dir, "node_modules")); err != nil {
					return nil, err
				}
				return clean(ctx, dir, program, args...)
			}
			if _, err := npm.ensure(t.Context(), dir); err != nil {
				t.Fatal(err)
			}
			if runs.Load() != 2 {
				t.Errorf("npm ci ran %d times, want 2", runs.Load())
			}
		})
	}
}

func TestEnsureExplains(t *testing.T) {
	t.Parallel()
	without := func(program string) func(string) (string, error) {
		return func(file string) (string, error) {
			if file == program {
				return "", exec.ErrNotFound
			}
			return file, nil
		}
	}
	failing := func(output string) func(context.Context, string, string, ...string) ([]byte, error) {
		return func(context.Context, string, string, ...string) ([]byte, error) {
			return []byte(output), errors.New("exit status 1")
		}
	}
	cases := []struct {
		name string
		with installer
		want []string
	}{
		{"a Mac", installer{goos: "darwin", goarch: "arm64"}, []string{"linux/amd64 only", "darwin/arm64", "DYNAMODB_ENDPOINT"}},
		{"linux on arm", installer{goos: "linux", goarch: "arm64"}, []string{"linux/arm64", "DYNAMODB_ENDPOINT"}},
		{"no Node", installer{goos: "linux", goarch: "amd64", lookPath: without("node")}, []string{"node is not on the PATH", "Node.js 20", "DYNAMODB_ENDPOINT"}},
		{"no npm", installer{goos: "linux", goarch: "amd64", lookPath: without("npm")}, []string{"npm is not on the PATH"}},
		{"npm fails", installer{goos: "linux", goarch: "amd64", lookPath: without(""), run: failing("npm warn old\nnpm error code ENOTFOUND\nnpm error no such host\nnpm error a log\n")},
			[]string{"npm ci in", "exit status 1: no such host", "DYNAMODB_ENDPOINT"}},
		{"npm fails silently", installer{goos: "linux", goarch: "amd64", lookPath: without(""), run: failing("")}, []string{"no output"}},
		{"npm does nothing", installer{goos: "linux", goarch: "amd64", lookPath: without(""), run: func(context.Context, string, string, ...string) ([]byte, error) { return nil, nil }},
			[]string{"without installing"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, filepath.Join(dir, "package-lock.json"), lockWith("sha512-new"), 0o644)
			_, err := c.with.ensure(t.Context(), dir)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %q", err)
			}
		})
	}
}

func TestEnsureStopsWaitingForTheLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	unlock, err := lockfile.Lock(t.Context(), filepath.Join(dir, ".data", "npm.lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = installer{goos: "linux", goarch: "amd64"}.ensure(ctx, dir)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want context canceled", err)
	}
}

// The lock file is what makes a download trustworthy: it must hold the hash and must not tie anybody to one registry.
func TestLockFilePinsTheHashAndNoRegistry(t *testing.T) {
	t.Parallel()
	hash, err := integrity("../package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	const want = "sha512-sBHqlxJ9ANkLluFkYRfd5r8Y0ApFew4FhOrlhgRAgD4XzEoFOukEo1nuBTQ1+jTtofqwn4NWQ2k0Tn5mNTjgUg=="
	if hash != want {
		t.Errorf("integrity %s, want %s", hash, want)
	}
	raw, err := os.ReadFile("../package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), `"resolved"`) {
		t.Error("package-lock.json names a registry: keep omit-lockfile-registry-resolved in .npmrc and write it again")
	}
}
