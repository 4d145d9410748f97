package deploy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// apiTimeout is how long API Gateway waits for a function at most.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const apiTimeout = 30 * time.Second

func unlikeFunctions(s system) []string {
	var problems []string
	for _, function := range s.Functions() {
		own := s.properties(function.ID)
		got := map[string]any{"LogGroup": own.at("LoggingConfig", "LogGroup").value}
		for _, name := range []string{"Architectures", "Runtime", "Handler", "CodeUri", "RecursiveLoop"} {
			got[name] = own.at(name).value
		}
		for _, name := range []string{"LogFormat", "SystemLogLevel"} {
			got[name] = own.at("LoggingConfig", name).value
		}
		// With the top as context and working directory, sam copies only CodeUri and builds in the checkout.
		resource, _ := s.Resource(function.ID)
		got["Metadata"] = resource.Metadata.Plain()
		want := map[string]any{
			"Architectures": []any{"arm64"}, "Runtime": "provided.al2023", "Handler": "bootstrap",
			"CodeUri": "functions/" + strings.ToLower(function.ID), "RecursiveLoop": "Terminate",
			"LogFormat": "JSON", "SystemLogLevel": "WARN", "LogGroup": function.ID + "Logs",
			"Metadata": map[string]any{"BuildMethod": "makefile", "ContextPath": ".", "WorkingDirectory": "."},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			problems = append(problems, fmt.Sprintf("%s is not built as the others (-want +got):\n%s", function.ID, diff))
		}
	}
	return problems
}

// unsizedFunctions: SAM's own 3 s and 128 MB fit no function here.
func unsizedFunctions(s system) []string {
	var problems []string
	for _, function := range s.Functions() {
		own := s.properties(function.ID)
		if own.at("Timeout").missing() || own.at("MemorySize").missing() {
			problems = append(problems, function.ID+" leaves Timeout or MemorySize to SAM")
		}
		if len(function.HTTP) > 0 && function.Timeout >= apiTimeout {
			problems = append(problems, fmt.Sprintf("%s may run %s, API Gateway waits less than %s", function.ID, function.Timeout, apiTimeout))
		}
	}
	return problems
}

func unkeptLogs(s system) []string {
	var problems []string
	groups := s.ids("AWS::Logs::LogGroup")
	for _, function := range s.Functions() {
		if !slices.Contains(groups, function.ID+"Logs") {
			problems = append(problems, function.ID+" has no log group: Lambda would create one that keeps its lines for ever")
		}
	}
	for _, id := range groups {
		if days := s.properties(id).at("RetentionInDays").number(); days < 1 || days > 365 {
			problems = append(problems, fmt.Sprintf("%s keeps its lines for %d days, want 1 to 365", id, days))
		}
	}
	return problems
}

// harmless are variables that can hold no secret: names of tables, queues, parameters and configuration sets, and settings.
var harmless = regexp.MustCompile(`^(TABLE|KEYS_TABLE|[A-Z]+_QUEUE|PARAMETERS|PUBLIC_URL|STAGE|[A-Z]+_CONFIG_SET|LOG_LEVEL)$`)

// secretVariables: everybody who may look at the stack sees parameters and variables. Secrets stand in the Parameter Store, where
// functions read them themselves. A dynamic reference ({{resolve:...}}) would write one into the stack: infra/local/template refuses it.
func secretVariables(s system) []string {
	var problems []string
	for _, function := range s.Functions() {
		for _, name := range s.properties(function.ID).at("Environment", "Variables").names() {
			if !harmless.MatchString(name) {
				problems = append(problems, fmt.Sprintf("%s gets the variable %s: is that no secret?", function.ID, name))
			}
		}
	}
	return problems
}

func batchFailures(s system) []string {
	var problems []string
	for _, function := range s.Functions() {
		for _, event := range function.SQS {
			if !event.ReportFailures {
				problems = append(problems, fmt.Sprintf("%s from %s: one bad message would fail its whole batch", function.ID, event.Queue))
			}
		}
		for _, event := range function.Streams {
			if !event.ReportFailures {
				problems = append(problems, fmt.Sprintf("%s from the stream of %s: one bad record would repeat its whole batch", function.ID, event.Table))
			}
		}
	}
	return problems
}

func unboundedReaders(s system) []string {
	var problems []string
	for _, function := range s.Functions() {
		for _, event := range function.SQS {
			if event.MaximumConcurrency < 2 || event.MaximumConcurrency > 20 {
				problems = append(problems, fmt.Sprintf("%s reads %s with MaximumConcurrency %d, want 2 to 20", function.ID, event.Queue, event.MaximumConcurrency))
			}
		}
	}
	return problems
}

// reservations: what nobody can call from outside keeps as many executions as it may use, and what everybody can call has no ceiling
// but the throttles of its routes. Relay runs once per shard of the stream, a number that the table decides.
func reservations(s system) []string {
	var problems []string
	for _, function := range s.Functions() {
		want := -1
		switch {
		case len(function.HTTP)+len(function.Streams) > 0:
		case len(function.Schedules) > 0:
			want = min(2, max(1, function.ReservedConcurrency)) // one, or two where a tick may overtake
		default:
			want = 0
			for _, event := range function.SQS {
				want += event.MaximumConcurrency
			}
		}
		if function.ReservedConcurrency != want {
			problems = append(problems, fmt.Sprintf("%s reserves %d executions, want %d (-1: none)", function.ID, function.ReservedConcurrency, want))
		}
	}
	return problems
}

// TestReservationsCanBeSwitchedOff: a new account has ten executions in all and refuses to reserve any.
func TestReservationsCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	total := 0
	for _, function := range load(t, nil).Functions() {
		total += max(0, function.ReservedConcurrency)
	}
	var sections struct {
		Parameters map[string]struct {
			Description string `yaml:"Description"`
		} `yaml:"Parameters"`
	}
	if err := yaml.Unmarshal(source(t), &sections); err != nil {
		t.Fatal(err)
	}
	description := sections.Parameters["ReserveConcurrency"].Description
	for _, says := range []string{fmt.Sprintf("Keep %d ", total), fmt.Sprintf("fewer than %d", total+100)} {
		if !strings.Contains(description, says) {
			t.Errorf("ReserveConcurrency is described as %q, want %q in it", description, says)
		}
	}
	for _, function := range load(t, map[string]string{"ReserveConcurrency": "no"}).Functions() {
		if function.ReservedConcurrency != -1 {
			t.Errorf("%s reserves %d although that is switched off", function.ID, function.ReservedConcurrency)
		}
	}
}

func stubbornStreams(s system) []string {
	var problems []string
	streams := 0
	for _, function := range s.Functions() {
		for _, event := range function.Streams {
			streams++
			// A stream keeps its records for a day. Half of it is left for people.
			if !event.Bisect || event.MaxRetries < 1 || event.MaxRecordAge <= 0 || event.MaxRecordAge > 12*time.Hour || event.OnFailure == "" {
				problems = append(problems, fmt.Sprintf("%s: one bad record would hold up its shard for a day: %+v", function.ID, event))
			}
			const filter = `{"eventName":["INSERT","MODIFY"],"dynamodb":{"NewImage":{"news":{"N":["1"]}}}}`
			if diff := cmp.Diff([]string{filter}, event.Filters); diff != "" {
				problems = append(problems, fmt.Sprintf("%s: filters (-want +got):\n%s", function.ID, diff))
			}
		}
	}
	if streams != 1 {
		problems = append(problems, fmt.Sprintf("%d stream events, want the one of Relay", streams))
	}
	return problems
}

// periods are those of the ticks there are.
var periods = map[string]time.Duration{"rate(1 minute)": time.Minute, "rate(1 hour)": time.Hour}

// repeatedTicks: Lambda repeats a failed asynchronous invocation twice within six hours unless it is told not to.
func repeatedTicks(s system) []string {
	var problems []string
	for _, function := range s.Functions() {
		for _, event := range function.Schedules {
			invoke := s.properties(function.ID).at("EventInvokeConfig")
			age := time.Duration(invoke.at("MaximumEventAgeInSeconds").number()) * time.Second
			if attempts := invoke.at("MaximumRetryAttempts"); attempts.missing() || attempts.number() != 0 || age == 0 || age > periods[event.Expression] {
				problems = append(problems, fmt.Sprintf("%s: a tick (%s) is repeated beside the next one: %v", function.ID, event.Expression, invoke.value))
			}
		}
	}
	return problems
}

func TestMakefileBuildsEveryFunction(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	match := regexp.MustCompile(`(?m)^FUNCTIONS := (.*)$`).FindSubmatch(makefile)
	if match == nil {
		t.Fatal("Makefile has no line FUNCTIONS :=")
	}
	built := strings.Fields(string(match[1]))
	slices.Sort(built)
	if diff := cmp.Diff(load(t, nil).ids("AWS::Serverless::Function"), built); diff != "" {
		t.Errorf("functions (-template +Makefile):\n%s", diff)
	}
}
