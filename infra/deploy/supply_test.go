package deploy_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func read(t *testing.T, path ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(append([]string{root}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestEveryDependencyIsExplained: README's last table names what is built upon, each with why it is not our own work. A module that
// go.mod requires directly stands there by the end of its path ("rickar/cal"), and so do the packages of npm.
func TestEveryDependencyIsExplained(t *testing.T) {
	t.Parallel()
	required := map[string]bool{} // and whether it is explained
	for _, line := range strings.Split(read(t, "go.mod"), "\n") {
		if module := regexp.MustCompile(`^\t(\S+?)(/v\d+)? v\S+$`).FindStringSubmatch(line); module != nil {
			required[module[1]] = false
		}
	}
	for _, folder := range []string{"infra/browser", "infra/local"} {
		var manifest struct{ Dependencies, DevDependencies map[string]string }
		if err := json.Unmarshal([]byte(read(t, folder, "package.json")), &manifest); err != nil {
			t.Fatal(err)
		}
		for name := range manifest.Dependencies {
			required[name] = false
		}
		for name := range manifest.DevDependencies {
			required[name] = false
		}
	}
	_, table, found := strings.Cut(read(t, "README.md"), "\n| module | why not our own |\n|---|---|\n")
	if !found || len(required) == 0 {
		t.Fatal("README.md has no table of modules, or go.mod requires none")
	}
	for _, row := range strings.Split(table, "\n") {
		cell, isRow := strings.CutPrefix(row, "| ")
		if !isRow {
			break
		}
		cell, _, _ = strings.Cut(cell, " | ")
		for _, word := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" ,;()", r) }) {
			if slices.Contains([]string{"locally", "in", "tests", "npm", "idna"}, word) {
				continue
			}
			known := false
			for module := range required {
				if module == word || strings.HasSuffix(module, "/"+word) {
					required[module], known = true, true
				}
			}
			if !known {
				t.Errorf("README.md explains %s, which nothing requires", word)
			}
		}
	}
	for module, explained := range required {
		if !explained {
			t.Errorf("README.md does not say what %s is for", module)
		}
	}
}

// TestActionsArePinned: a tag can be moved to other code, a commit cannot.
func TestActionsArePinned(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, ".github/workflows/*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	for _, file := range files {
		for i, line := range strings.Split(read(t, ".github/workflows", filepath.Base(file)), "\n") {
			if _, action, found := strings.Cut(line, "uses:"); found && !regexp.MustCompile(`^ [\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$`).MatchString(action) {
				t.Errorf("%s line %d: %s, want a commit and its release as a comment", filepath.Base(file), i+1, strings.TrimSpace(action))
			}
		}
		if !strings.Contains(read(t, ".github/workflows", filepath.Base(file)), "permissions:\n  contents: read\n") {
			t.Errorf("%s does not limit what its token may do", filepath.Base(file))
		}
	}
}

// TestPythonToolsAreLocked: every package in one version, with hashes, from wherever pip is told to look.
func TestPythonToolsAreLocked(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"requirements", "checkov"} {
		lock := read(t, "infra/tools", name+".txt")
		hashed, entries := 0, strings.Split(strings.ReplaceAll(lock, " \\\n", " "), "\n")
		for _, entry := range entries {
			if strings.HasPrefix(entry, "-") || strings.Contains(entry, "://") || strings.Contains(entry, " @ ") {
				t.Errorf("%s.txt says where to look: %s", name, entry)
			}
			if regexp.MustCompile(`^[\w.\[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}`).MatchString(entry) {
				hashed++
			} else if entry != "" {
				t.Errorf("%s.txt: %.60s has no version or no hash", name, entry)
			}
		}
		for _, line := range strings.Split(read(t, "infra/tools", name+".in"), "\n") {
			if line != "" && !strings.HasPrefix(line, "#") && !strings.Contains(lock, line+" \\\n") {
				t.Errorf("%s.txt does not hold %s", name, line)
			}
		}
		if hashed == 0 {
			t.Errorf("%s.txt is empty", name)
		}
	}
}
