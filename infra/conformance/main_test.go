package main

import (
	"bytes"
	"errors"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"doorstep/infra/local/system"
)

func TestChosenParts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"nothing":      {nil, "store queue e2e"},
		"empty":        {[]string{""}, "store queue e2e"},
		"one":          {[]string{"queue"}, "queue"},
		"with a comma": {[]string{"store,queue"}, "store queue"},
		"unknown":      {[]string{"stores"}, "PART=stores: there are store, queue and e2e"},
	} {
		var names []string
		wanted, err := chosen(c.args)
		for _, p := range wanted {
			names = append(names, p.name)
		}
		if err != nil {
			names = []string{err.Error()}
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// Java is asked for only where an engine has to be started, and who lacks it is told what to do.
func TestMachinesWithoutJava(t *testing.T) {
	t.Parallel()
	without := func(missing string) func(string) (string, error) {
		return func(program string) (string, error) {
			if program == missing {
				return "", errors.New("not found")
			}
			return "/usr/bin/" + program, nil
		}
	}
	given := map[string]string{"DYNAMODB_ENDPOINT": "http://127.0.0.1:8000"}
	store, _ := chosen([]string{"store"})
	if why := unable(judgesOf(store, given), without("java")); why != "" {
		t.Errorf("an endpoint is given, and yet: %s", why)
	}
	for _, program := range []string{"java", "mvn"} {
		why := unable(judgesOf(parts(), given), without(program))
		for _, want := range []string{program + " is not on the PATH", "SQS_ENDPOINT"} {
			if !strings.Contains(why, want) {
				t.Errorf("without %s: %q does not say %q", program, why, want)
			}
		}
	}
	if why := unable(judgesOf(parts(), nil), without("")); why != "" {
		t.Errorf("all is there, and yet: %s", why)
	}
}

// Every package whose tests speak to a database is asked about, and where only some tests are, the ones in files that do.
func TestEveryDatabaseTestIsAsked(t *testing.T) {
	t.Parallel()
	root, err := system.Checkout()
	if err != nil {
		t.Fatal(err)
	}
	const endpoints = `"doorstep/infra/local/dynoxide/dynoxidetest"`
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(t `)
	asked := func(pkg, test string) bool {
		return slices.ContainsFunc(parts(), func(p part) bool {
			return slices.ContainsFunc(p.rounds, func(r round) bool {
				return slices.Contains(r.packages, pkg) && regexp.MustCompile(r.tests).MatchString(test)
			})
		})
	}
	found := 0
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || path != root && strings.HasPrefix(entry.Name(), ".")) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			if i.Path.Value != endpoints {
				continue
			}
			dir, err := filepath.Rel(root, filepath.Dir(path))
			if err != nil {
				return err
			}
			found++
			for _, test := range tests(t, path, declared) {
				if !asked("./"+filepath.ToSlash(dir), test) && !exempt(test) {
					t.Errorf("%s: nobody asks %s on another database", filepath.Base(path), test)
				}
			}
		}
		return nil
	})
	if err != nil || found < 10 {
		t.Fatalf("%d files speak to a database, %v", found, err)
	}
}

// exempt are tests beside others that use a database, which use none.
func exempt(test string) bool {
	return slices.Contains([]string{
		"TestWhatSaysNothingIsAnError", "TestOtherRequestsAreNoCalls", "TestSize", "TestCalls", // of the meter itself
		"TestSendTellsWhatIsFinal", "TestPutTellsWhyAnOrderIsRefused", // of the demo's way out
	}, test)
}

// A run that cannot say what it is asked to do says so, and asks nobody.
func TestRunRefusesUnknownParts(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"everything"}, &out); err == nil || out.Len() > 0 {
		t.Errorf("%v, printed %q", err, out.String())
	}
}
