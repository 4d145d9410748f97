package deploy_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// named finds a package and the tests of it that a table names.
var named = regexp.MustCompile("`((?:shared|functions|infra)[a-z0-9_/]*) ((?:(?:Test|Fuzz)[A-Za-z0-9_]+ ?)+)`")

// Every promise of the README names a test, or a target, that would fail.
func TestPromisesNameTests(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(text), "| promise | the test that would fail | last measured |\n")
	if !ok {
		t.Fatal("README.md has no table of promises")
	}
	table, _, _ = strings.Cut(table, "\n\n")
	promises := 0
	for line := range strings.Lines(table) {
		cells := strings.Split(line, " | ")
		if strings.HasPrefix(line, "|---") || len(cells) != 3 {
			continue
		}
		promises++
		tests := namedTests(t, cells[1])
		if tests == 0 && !strings.Contains(cells[1], "`make ") {
			t.Errorf("nothing would fail: %.120s", line)
		}
	}
	if promises < 15 {
		t.Errorf("%d promises", promises)
	}
}

// namedTests counts the tests that a text names, and wants each to be there.
func namedTests(t *testing.T, text string) (n int) {
	t.Helper()
	for _, m := range named.FindAllStringSubmatch(text, -1) {
		for _, name := range strings.Fields(m[2]) {
			n++
			if !declares(t, m[1], name) {
				t.Errorf("%s has no %s", m[1], name)
			}
		}
	}
	return n
}
