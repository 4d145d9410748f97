package deploy_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// told is what one function writes: the units of work that have a line, the fields of their lines, notes with their fields, and what it counts.
type told struct{ units, fields, notes, metrics []string }

// toldBy reads it from the source: unit.Set("bytes", ...), obs.Begin(ctx, "push"), Count("Refused", 1, "source", s). Routes are named where
// they are served: h.serve("view", ...).
func toldBy(t *testing.T, function string) (all told) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(root, "functions", function), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				all.add(call)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range []*[]string{&all.units, &all.fields, &all.notes, &all.metrics} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return all
}

func (all *told) add(call *ast.CallExpr) {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) < 2 {
		return
	}
	word := func(i int) string {
		if literal, ok := call.Args[i].(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, err := strconv.Unquote(literal.Value)
			if err == nil {
				return text
			}
		}
		return ""
	}
	switch f.Sel.Name {
	case "Begin":
		if unit := word(1); unit != "start" {
			all.units = append(all.units, unit)
		}
	case "serve":
		all.units = append(all.units, word(0))
	case "Set":
		if receiver(f) == "unit" {
			all.fields = append(all.fields, word(0))
		}
	case "Note":
		if receiver(f) != "unit" {
			return
		}
		var fields []string
		for i := 2; i < len(call.Args); i += 2 {
			fields = append(fields, word(i))
		}
		all.notes = append(all.notes, word(0)+" | "+strings.Join(fields, ", "))
	case "Count", "Time":
		if receiver(f) != "obs" && receiver(f) != "Obs" || word(0) == "" {
			return
		}
		var dims []string
		for i := 2; i < len(call.Args); i += 2 {
			dims = append(dims, word(i))
		}
		unit := "count"
		if f.Sel.Name == "Time" {
			unit = "ms"
		}
		all.metrics = append(all.metrics, strings.Join([]string{word(0), unit, strings.Join(dims, ", ")}, " | "))
	}
	all.units = slices.DeleteFunc(all.units, func(u string) bool { return u == "" })
}

// receiver gives the last name of what a method is called on: "obs" of h.obs.Count.
func receiver(f *ast.SelectorExpr) string {
	switch x := f.X.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	default:
		return ""
	}
}

// rows gives the cells of a document's tables, by the words of their first cell.
func rows(text string) map[string][][]string {
	all := map[string][][]string{}
	for _, line := range regexp.MustCompile(`(?m)^\| .+ \|$`).FindAllString(text, -1) {
		cells := strings.Split(strings.Trim(line, "| "), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(strings.ReplaceAll(cells[i], "`", ""))
		}
		all[cells[0]] = append(all[cells[0]], cells)
	}
	return all
}

// TestMetricsAreDocumented: metrics.md names every unit of work, every field of its line and every metric, and none that is not there.
func TestMetricsAreDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	table := rows(string(text))
	for _, field := range []string{"timestamp", "level", "msg", "function", "ms", "cold", "kind", "error", "requestId"} {
		if len(table[field]) != 1 {
			t.Errorf("metrics.md explains %s %d times", field, len(table[field]))
		}
	}
	for _, function := range functions(t) {
		all := toldBy(t, function)
		var units, fields, notes, metrics []string
		for _, cells := range table[function] {
			switch len(cells) {
			case 3: // function, units, fields
				units, fields = append(units, strings.Split(cells[1], ", ")...), append(fields, strings.Split(cells[2], ", ")...)
			case 4: // function, note, fields, what it tells
				notes = append(notes, strings.Join(cells[1:3], " | "))
			case 5: // function, metric, unit, dimensions, what it tells
				if cells[4] == "" {
					t.Errorf("%s: nothing is said about %s", function, cells[1])
				}
				metrics = append(metrics, strings.Join(cells[1:4], " | "))
			}
		}
		for _, list := range []struct {
			what             string
			documented, told []string
		}{{"unit", units, all.units}, {"field", fields, all.fields}, {"note", notes, all.notes}, {"metric", metrics, all.metrics}} {
			for _, name := range list.told {
				if !slices.Contains(list.documented, name) {
					t.Errorf("metrics.md: %s has the %s %q", function, list.what, name)
				}
			}
			for _, name := range list.documented {
				if name != "" && !slices.Contains(list.told, name) && !fromJobs(name) {
					t.Errorf("metrics.md: %s has no %s %q", function, list.what, name)
				}
			}
		}
	}
}

// fromJobs says that a metric's name stands in a variable: those of the jobs of schedule.
func fromJobs(metric string) bool {
	return slices.Contains([]string{"PollsQueued | count | ", "MessagesQueued | count | ", "ChecksQueued | count | "}, metric)
}

// functions lists the folders of functions.
func functions(t *testing.T) (all []string) {
	t.Helper()
	for _, f := range load(t, nil).Functions() {
		all = append(all, strings.ToLower(f.ID))
	}
	if len(all) < 12 {
		t.Fatalf("functions: %v", all)
	}
	return all
}

// TestEveryFunctionHoldsItsLines: the tests of each function run its handler and check that it wrote one line.
func TestEveryFunctionHoldsItsLines(t *testing.T) {
	t.Parallel()
	for _, function := range functions(t) {
		found := false
		for _, folder := range []string{"", "handler"} {
			text, err := os.ReadFile(filepath.Join(root, "functions", function, folder, "line_test.go"))
			found = found || err == nil && strings.Contains(string(text), fmt.Sprintf("%q", function)) && strings.Contains(string(text), "obstest.Unit(t, ")
		}
		if !found {
			t.Errorf("functions/%s has no line_test.go that checks a line of it", function)
		}
	}
}
