// Package obstest tells apart what a function wrote while it ran and checks its form: one wide line per unit of work, notes about what went
// wrong on the way, metrics; no words of people in any of them. Tests of every function use it.
package obstest

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// requestID is that of every invocation here.
const requestID = "3a1d5f0e-0000-4000-8000-000000000001"

// Context is that of an invocation, as Lambda gives it.
func Context(parent context.Context) context.Context {
	return lambdacontext.NewContext(parent, &lambdacontext.LambdaContext{AwsRequestID: requestID})
}

// Unit wants that one invocation, called with a context of Context, wrote one line about a unit of work that has these counts, and besides
// it only notes and metrics. It gives that line.
func Unit(t testing.TB, log, function, name string, counts ...string) map[string]any {
	t.Helper()
	unit, problems := Check(log, function, name, counts...)
	for _, problem := range problems {
		t.Errorf("log of %s: %s", function, problem)
	}
	if len(problems) > 0 {
		t.Logf("the log:\n%s", log)
	}
	return unit
}

// Check says what is wrong with what one invocation of a function wrote, and gives the line of its unit.
func Check(log, function, name string, counts ...string) (unit map[string]any, problems []string) {
	add := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	units := 0
	for text := range strings.Lines(log) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			add("%q is no JSON: %v", text, err)
			continue
		}
		if line["function"] != function {
			add("a line is of function %v", line["function"])
		}
		if found := personal.FindString(text); found != "" {
			add("a line holds %q", found)
		}
		_, isUnit := line["ms"]
		switch {
		case line["_aws"] != nil:
			problems = append(problems, metricLine(line)...)
			continue
		case units > 0:
			add("%v stands behind the line of the unit, or is a second one", line["msg"])
		}
		problems = append(problems, plainLine(line)...)
		if isUnit {
			units++
			unit = line
		}
	}
	if units != 1 {
		return unit, append(problems, fmt.Sprintf("%d lines about units of work, want one", units))
	}
	if ms, ok := unit["ms"].(float64); !ok || ms < 0 {
		add("it took %v ms", unit["ms"])
	}
	if unit["msg"] != name {
		add("the unit is called %v, want %s", unit["msg"], name)
	}
	if cold, said := unit["cold"]; said && cold != true {
		add("cold is %v", cold)
	}
	for _, count := range counts {
		if _, ok := unit[count]; !ok {
			add("%s is missing", count)
		}
	}
	return unit, problems
}

// personal is what looks like an address of e-mail, a phone or the token of a link.
var personal = regexp.MustCompile(`[\w.+-]+@[\w-]+\.\w|\+\d{8,15}\b|/[tsu]/[\w-]{16,}`)

// levels are those that Lambda filters by.
var levels = []string{"DEBUG", "INFO", "WARN", "ERROR"}

// plainLine checks what lines about units and notes have in common: Lambda filters by level and timestamp, a failure has a kind and an
// error, and what went wrong leads to Lambda's own lines about the same invocation.
func plainLine(line map[string]any) (problems []string) {
	at, _ := line["timestamp"].(string)
	if _, err := time.Parse(time.RFC3339, at); err != nil {
		problems = append(problems, fmt.Sprintf("%v has the time %q", line["msg"], at))
	}
	level, _ := line["level"].(string)
	if !slices.Contains(levels, level) {
		problems = append(problems, fmt.Sprintf("%v has the level %q", line["msg"], level))
	}
	kind, failed := line["kind"].(string)
	if said := line["error"] != nil; said != (failed && kind != "") || said != (level != "INFO") {
		problems = append(problems, fmt.Sprintf("%v is %s with kind %q and error %v", line["msg"], level, kind, line["error"]))
	}
	if level != "INFO" && line["requestId"] != requestID {
		problems = append(problems, fmt.Sprintf("%v is %s and of invocation %v", line["msg"], level, line["requestId"]))
	}
	return problems
}

// metricLine checks that CloudWatch finds every metric and dimension of a line that the line announces, and nothing else in it.
func metricLine(line map[string]any) (problems []string) {
	text, err := json.Marshal(line["_aws"])
	var head struct {
		CloudWatchMetrics []struct {
			Namespace  string
			Dimensions [][]string
			Metrics    []struct{ Name string }
		}
	}
	if err == nil {
		err = json.Unmarshal(text, &head)
	}
	if err != nil || len(head.CloudWatchMetrics) != 1 || len(head.CloudWatchMetrics[0].Dimensions) != 1 {
		return []string{fmt.Sprintf("metrics are announced as %s, %v", text, err)}
	}
	announced := []string{"_aws"}
	for _, name := range head.CloudWatchMetrics[0].Dimensions[0] {
		if value, ok := line[name].(string); !ok || value == "" {
			problems = append(problems, fmt.Sprintf("the dimension %s is %v", name, line[name]))
		}
		announced = append(announced, name)
	}
	for _, m := range head.CloudWatchMetrics[0].Metrics {
		announced = append(announced, m.Name)
	}
	for name := range line {
		if !slices.Contains(announced, name) {
			problems = append(problems, "a metric line holds "+name+" and does not announce it")
		}
	}
	return problems
}
