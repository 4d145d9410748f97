package deploy_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What infra/README.md says is defended has a test that would fail, under the name that stands there.
func TestSecurityNamesTests(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "\n## Security\n")
	if !ok {
		t.Fatal("infra/README.md has no section Security")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	_, table, _ := strings.Cut(section, "| topic | how | tests |")
	topics := 0
	for line := range strings.Lines(table) {
		if !strings.HasPrefix(line, "| ") || !strings.Contains(line, "Test") && !strings.Contains(line, "Fuzz") {
			continue
		}
		topics++
		found := named.FindAllStringSubmatch(line, -1)
		if len(found) != strings.Count(line, "`")/2 {
			t.Errorf("not every mark names tests: %.120s", line)
		}
		namedTests(t, line)
	}
	if topics < 15 {
		t.Errorf("%d topics have tests", topics)
	}
}

// declares tells whether a package's tests hold a function of this name.
func declares(t *testing.T, dir, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
