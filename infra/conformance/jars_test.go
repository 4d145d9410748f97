package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/infra/local/system"
)

func TestFilesAreWhatTheDigestsSay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(t *testing.T, lib string)
		want   string // part of the error; empty: none
	}{
		"as listed":  {func(*testing.T, string) {}, ""},
		"changed":    {func(t *testing.T, lib string) { write(t, filepath.Join(lib, "engine.jar"), "changed") }, "engine.jar has the digest"},
		"one more":   {func(t *testing.T, lib string) { write(t, filepath.Join(lib, "other.jar"), "x") }, "other.jar is not listed"},
		"one fewer":  {func(t *testing.T, lib string) { remove(t, filepath.Join(lib, "engine.jar")) }, "engine.jar is missing"},
		"not at all": {func(t *testing.T, lib string) { remove(t, lib) }, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lib := filepath.Join(t.TempDir(), "lib")
			if err := os.Mkdir(lib, 0o755); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(lib, "engine.jar"), "engine")
			c.change(t, lib)
			err := check(lib, map[string]string{"engine.jar": sumOfEngine})
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

// Files are fetched once, again when somebody changed them, and never run when they are not what they should be.
func TestFetch(t *testing.T) {
	t.Parallel()
	h, j := court(t)
	lib, err := h.jars(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	fetching := h.mvn
	h.mvn = "false"
	if _, err := h.jars(t.Context(), j); err != nil {
		t.Errorf("they are there: %v", err)
	}
	write(t, filepath.Join(lib, "engine.jar"), "tampered")
	if _, err := h.jars(t.Context(), j); err == nil || !strings.Contains(err.Error(), "mvn: exit status 1") {
		t.Errorf("a changed file is fetched again: %v", err)
	}
	h.mvn = fetching
	if _, err := h.jars(t.Context(), j); err != nil {
		t.Errorf("fetched again: %v", err)
	}
	write(t, filepath.Join(h.folder(j), "jars.sha256"), strings.Repeat("0", 64)+"  engine.jar\n")
	if _, err := h.jars(t.Context(), j); err == nil || !strings.Contains(err.Error(), "so it is not run") {
		t.Errorf("another file than the one listed: %v", err)
	}
}

func TestReadSums(t *testing.T) {
	t.Parallel()
	good := strings.Repeat("ab", 32)
	for name, c := range map[string]struct{ content, want string }{
		"empty":       {"", "names no file"},
		"one space":   {good + " a.jar\n", ":1: want a SHA-256"},
		"short":       {good + "  a.jar\nabcd  b.jar\n", ":2: want a SHA-256"},
		"another dir": {good + "  ../a.jar\n", ":1: want a SHA-256"},
	} {
		path := filepath.Join(t.TempDir(), "jars.sha256")
		write(t, path, c.content)
		if _, err := readSums(path); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// The digests that are used name the programs that start, and each of them once.
func TestDigestsOfTheJudges(t *testing.T) {
	t.Parallel()
	root, err := system.Checkout()
	if err != nil {
		t.Fatal(err)
	}
	h := hall{root: root}
	for _, c := range []struct {
		judge judge
		jar   string
		files int
	}{{dynamoDBLocal(), "DynamoDBLocal-3.3.1.jar", 84}, {elasticMQ(), "elasticmq-server_2.13-1.7.1.jar", 39}} {
		sums, err := readSums(filepath.Join(h.folder(c.judge), "jars.sha256"))
		if err != nil || sums[c.jar] == "" || len(sums) != c.files {
			t.Errorf("%s: %d files, %v", c.judge.name, len(sums), err)
		}
	}
}
