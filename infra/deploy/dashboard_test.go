package deploy_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"doorstep/shared/obs"
)

// board is what a dashboard shows, in the form of
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html.
type board struct {
	Widgets []struct {
		Type                string
		X, Y, Width, Height int
		Properties          struct {
			Title   string
			Alarms  []string
			Metrics [][]any
		}
	}
}

// counting is where the functions of the default stage count.
var counting = obs.Namespace("dev")

// searched reads a search expression: the namespace with its dimensions, and the metric.
var searched = regexp.MustCompile(`^SEARCH\('\{([^}]*)\} MetricName="([^"]+)"', '[^']+', \d+\)$`)

// shown lists the metrics of a dashboard: "Doorstep/dev Pushes source", "AWS/SQS ApproximateAgeOfOldestMessage InboundQueue.QueueName".
// Of our own, dimensions go by their names, function left out; of AWS's by their values.
func (b board) shown(t *testing.T) []string {
	t.Helper()
	var lines []string
	for _, w := range b.Widgets {
		for _, m := range w.Properties.Metrics {
			var words []string
			for _, part := range m {
				switch part := part.(type) {
				case string:
					words = append(words, part)
				case map[string]any:
					if e, ok := part["expression"].(string); ok {
						found := searched.FindStringSubmatch(e)
						if found == nil {
							t.Fatalf("%s: %q is no search", w.Properties.Title, e)
						}
						namespace, dims, _ := strings.Cut(found[1], ",")
						lines = append(lines, ours(unquoted(t, namespace), found[2], strings.Split(dims, ",")))
					}
				}
			}
			switch {
			case len(words) == 0:
			case words[0] == counting:
				lines = append(lines, ours(words[0], words[1], everySecond(words[2:], 0)))
			default:
				lines = append(lines, strings.Join(append(words[:2:2], everySecond(words[2:], 1)...), " "))
			}
		}
	}
	return lines
}

// unquoted reads a namespace of a search: with a slash or a dash in it, it must be quoted.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
func unquoted(t *testing.T, namespace string) string {
	t.Helper()
	name, err := strconv.Unquote(namespace)
	if err != nil {
		t.Fatalf("a search in %s: %v", namespace, err)
	}
	return name
}

func ours(namespace, metric string, dims []string) string {
	dims = slices.DeleteFunc(slices.Clone(dims), func(d string) bool { return d == "function" })
	return strings.Join(append([]string{namespace, metric}, dims...), " ")
}

func everySecond(all []string, from int) (some []string) {
	for i := from; i < len(all); i += 2 {
		some = append(some, all[i])
	}
	return some
}

func dashboard(t *testing.T, s system) board {
	t.Helper()
	var b board
	if err := json.Unmarshal([]byte(s.properties("Dashboard").at("DashboardBody").text()), &b); err != nil {
		t.Fatalf("the dashboard's body: %v", err)
	}
	return b
}

// TestDashboardShowsEverything: a function, queue or alarm that is added is on the dashboard as well.
func TestDashboardShowsEverything(t *testing.T) {
	t.Parallel()
	s := load(t, nil)
	b := dashboard(t, s)
	shown := b.shown(t)
	var want []string
	for _, f := range s.Functions() {
		for _, metric := range []string{"Errors", "Throttles", "Duration", "ConcurrentExecutions"} {
			want = append(want, "AWS/Lambda "+metric+" "+f.ID)
		}
	}
	for _, q := range s.Queues() {
		want = append(want, "AWS/SQS ApproximateNumberOfMessagesVisible "+q.ID+".QueueName")
		if !slices.Contains(sinks(s), q.ID) {
			want = append(want, "AWS/SQS ApproximateAgeOfOldestMessage "+q.ID+".QueueName")
		}
	}
	for _, line := range want {
		if !slices.Contains(shown, line) {
			t.Errorf("it does not show %s", line)
		}
	}
	var alarms []string
	for _, w := range b.Widgets {
		alarms = append(alarms, w.Properties.Alarms...)
	}
	for _, id := range s.ids("AWS::CloudWatch::Alarm") {
		if !slices.Contains(alarms, id+".Arn") {
			t.Errorf("it does not show the alarm %s", id)
		}
	}
}

// TestDashboardFits: CloudWatch's grid is 24 wide, and widgets that overlap hide each other.
func TestDashboardFits(t *testing.T) {
	t.Parallel()
	type cell struct{ x, y int }
	taken := map[cell]string{}
	for _, w := range dashboard(t, load(t, nil)).Widgets {
		if w.X+w.Width > 24 {
			t.Errorf("%q ends at column %d", w.Properties.Title, w.X+w.Width)
		}
		for x := w.X; x < w.X+w.Width; x++ {
			for y := w.Y; y < w.Y+w.Height; y++ {
				if other, ok := taken[cell{x, y}]; ok {
					t.Fatalf("%q lies on %q", w.Properties.Title, other)
				}
				taken[cell{x, y}] = w.Properties.Title
			}
		}
	}
}

// TestDashboardShowsWhatIsCounted: a metric that nobody writes, or writes under other dimensions, would be an empty graph for ever.
func TestDashboardShowsWhatIsCounted(t *testing.T) {
	t.Parallel()
	counted := metrics(t)
	for _, line := range dashboard(t, load(t, nil)).shown(t) {
		if strings.HasPrefix(line, counting+" ") && !slices.Contains(counted, line) {
			t.Errorf("no function counts %s", line)
		}
	}
}

// metrics lists what functions count: "Doorstep/dev Polls source".
func metrics(t *testing.T) (all []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(root, "functions"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 2 {
				return true
			}
			name, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || name.Sel.Name != "Count" && name.Sel.Name != "Time" {
				return true
			}
			var words []string
			for i, arg := range call.Args {
				literal, ok := arg.(*ast.BasicLit)
				if i%2 == 0 && ok && literal.Kind == token.STRING {
					word, err := strconv.Unquote(literal.Value)
					if err == nil {
						words = append(words, word)
					}
				}
			}
			if len(words) > 0 {
				all = append(all, ours(counting, words[0], words[1:]))
			}
			return true
		})
		return nil
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("find what functions count: %d, %v", len(all), err)
	}
	return all
}
