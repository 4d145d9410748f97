// Package tools_test runs the scripts of this folder with programs in place of those that they call.
package tools_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDeployScript runs infra/tools/deploy with a program in place of sam that prints what it is asked, for a stage that is known and for
// one that is not.
func TestDeployScript(t *testing.T) {
	t.Parallel()
	script := path(t, "deploy")
	cases := map[string]struct {
		stage string
		want  []string
	}{
		"a stage that has its answers": {"prod", []string{"deploy", "--config-file", "CONFIG", "--config-env", "prod", "--tags", "system=doorstep stage=prod"}},
		"a new stage": {"dev", []string{"deploy", "--guided", "--config-file", "CONFIG", "--config-env", "dev", "--tags", "system=doorstep stage=dev",
			"--stack-name", "doorstep-dev", "--capabilities", "CAPABILITY_IAM", "--parameter-overrides", "Stage=dev"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			config := filepath.Join(folder, "infra/deploy/samconfig.toml")
			write(t, config, "version = 0.1\n[prod.deploy.parameters]\n", 0o644)
			run := exec.Command(script, c.stage, "printf", `%s\n`)
			run.Dir = folder
			output, err := run.Output()
			if err != nil {
				t.Fatal(err)
			}
			_, asked, _ := strings.Cut("\n"+string(output), "\ndeploy\n")
			got := strings.Split(strings.ReplaceAll("deploy\n"+strings.TrimSpace(asked), config, "CONFIG"), "\n")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("sam is asked (-want +got):\n%s", diff)
			}
		})
	}
}

// fakeGo takes the place of go: what a target does is in its name.
const fakeGo = `#!/usr/bin/env bash
case "$*" in
*FuzzGood*) ;;
*FuzzLate*) echo "--- FAIL: FuzzLate (1.03s)"; echo "    context deadline exceeded"; exit 1 ;;
*FuzzBad*) echo "--- FAIL: FuzzBad (0.02s)"; echo "    Failing input written to testdata/fuzz/FuzzBad/1"; exit 1 ;;
*FuzzOdd*) echo "build failed"; exit 1 ;;
esac
`

// TestFuzzScript: a target that fails must fail the script, and be reported in full.
func TestFuzzScript(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		files map[string]string
		says  []string
		fails bool
	}{
		"all is well": {
			files: map[string]string{"shared/a/a_test.go": "func FuzzGood(f *testing.F) {}\nfunc FuzzLate(f *testing.F) {}\n"},
			says:  []string{"2 targets", "ok   ./shared/a FuzzGood", "ok   ./shared/a FuzzLate (ended at its deadline"},
		},
		"a failing input": {
			files: map[string]string{"shared/a/a_test.go": "func FuzzGood(f *testing.F) {}\n", "functions/b/b_test.go": "func FuzzBad(f *testing.F) {}\n"},
			says:  []string{"ok   ./shared/a FuzzGood", "FAIL ./functions/b FuzzBad", "== ./functions/b FuzzBad", "Failing input written to"}, fails: true,
		},
		"no build": {
			files: map[string]string{"infra/c/c_test.go": "func FuzzOdd(f *testing.F) {}\n"},
			says:  []string{"FAIL ./infra/c FuzzOdd", "build failed"}, fails: true,
		},
		// The one over all adapters stands for it.
		"an adapter's own": {
			files: map[string]string{"shared/a/a_test.go": "func FuzzGood(f *testing.F) {}\n", "shared/a/codes.csv": "", "shared/b/b_test.go": "func FuzzGood(f *testing.F) {}\n"},
			says:  []string{"1 targets", "ok   ./shared/b FuzzGood"},
		},
		"nothing to do": {files: map[string]string{"shared/a/a_test.go": "func TestA(t *testing.T) {}\n"}, says: []string{"no fuzz target found"}, fails: true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			for _, always := range []string{"functions/README.md", "shared/README.md", "infra/README.md"} {
				write(t, filepath.Join(folder, always), "", 0o644)
			}
			write(t, filepath.Join(folder, "bin/go"), fakeGo, 0o755)
			for file, content := range c.files {
				write(t, filepath.Join(folder, file), content, 0o644)
			}
			run := exec.Command(path(t, "fuzz"), "2")
			run.Dir = folder
			run.Env = append(os.Environ(), "PATH="+filepath.Join(folder, "bin")+":"+os.Getenv("PATH"))
			output, err := run.CombinedOutput()
			if (err != nil) != c.fails {
				t.Errorf("it ends with %v", err)
			}
			for _, says := range c.says {
				if !strings.Contains(string(output), says) {
					t.Errorf("it does not say %q:\n%s", says, output)
				}
			}
		})
	}
}

// path gives where a script is.
func path(t *testing.T, script string) string {
	t.Helper()
	absolute, err := filepath.Abs(script)
	if err != nil {
		t.Fatal(err)
	}
	return absolute
}

func write(t *testing.T, file, content string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}
