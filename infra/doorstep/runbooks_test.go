package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	typed       = regexp.MustCompile("(?m)^ {4,}(?:go run \\./infra/|\\$)?(doorstep .+)$|`(doorstep [^`]+)`")
	remark      = regexp.MustCompile(`\s#.*$`)
	placeholder = regexp.MustCompile(`<[^<>]+>`)
	verbs       = regexp.MustCompile(`^[a-z|]+$`)
	word        = regexp.MustCompile(`"[^"]*"|'[^']*'|\S+`)
)

// commands lists what a document tells people to type, as words behind "doorstep".
func commands(document string) (all [][]string) {
	document = strings.ReplaceAll(document, "\\\n", " ")
	for _, m := range typed.FindAllStringSubmatch(document, -1) {
		line := remark.ReplaceAllString(m[1]+m[2], "")
		line = strings.ReplaceAll(line, "<day>", "2026-11-20")
		var words []string
		for _, w := range word.FindAllString(placeholder.ReplaceAllString(line, "x"), -1) {
			words = append(words, strings.Trim(w, `"'`))
		}
		all = append(all, words[1:])
	}
	return all
}

// TestRunbooksCanBeTyped runs every command that the runbooks name, with --help behind it: it must exist, and its flags with it.
func TestRunbooksCanBeTyped(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../deploy/runbooks/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no runbooks: %v", err)
	}
	found := 0
	for _, file := range append(files, "../deploy/README.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, args := range commands(string(text)) {
			found++
			if problem := untypable(t, args); problem != "" {
				t.Errorf("%s: doorstep %s: %s", filepath.Base(file), strings.Join(args, " "), problem)
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d commands were found", found)
	}
}

// untypable says why a command line is none. The first line of a help names the words that it begins with: "doorstep ops dead list|peek".
func untypable(t *testing.T, args []string) string {
	t.Helper()
	out, complaint, code := run(t, "", append(args, "--help")...)
	first, _, _ := strings.Cut(out, "\n")
	if code != exitDone || complaint != "" {
		return fmt.Sprintf("exit %d, %s%s", code, first, complaint)
	}
	for i, want := range strings.Fields(first)[1:] {
		if i == len(args) || strings.HasPrefix(args[i], "-") || !verbs.MatchString(want) {
			break
		}
		if !slices.Contains(strings.Split(want, "|"), args[i]) {
			return fmt.Sprintf("%q is none of %s", args[i], want)
		}
	}
	return ""
}

func TestUntypableCommandsAreFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		line string
		good bool
	}{
		"as it is":             {"doorstep ops dead redrive --all --rate 20", true},
		"a flag behind":        {"doorstep messages why aster ORDER --stage <stage>", true},
		"no such command":      {"doorstep opps health", false},
		"no such part":         {"doorstep ops helth", false},
		"no such verb":         {"doorstep cases lost", false},
		"no such flag":         {"doorstep ops health --strickt", false},
		"a flag of another":    {"doorstep ops health --reveal", false},
		"a rate that is none":  {"doorstep ops replay --rate quick", false},
		"a flag without value": {"doorstep ops dead drop relay-lost --id", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if problem := untypable(t, commands("    " + c.line + "\n")[0]); (problem == "") != c.good {
				t.Errorf("it says %q", problem)
			}
		})
	}
}
