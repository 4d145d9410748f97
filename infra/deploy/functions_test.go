package deploy_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// apiTimeout is how long API Gateway waits for a function at most.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const apiTimeout = 30 * time.Second

func TestFunctionsAreBuiltAlike(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	for _, function := range loaded.Functions() {
		t.Run(function.ID, func(t *testing.T) {
			t.Parallel()
			own := properties(t, loaded, function.ID)
			folder := "functions/" + strings.ToLower(function.ID)
			got := map[string]any{
				"Architectures": own.at("Architectures").value, "Runtime": own.at("Runtime").value,
				"Handler": own.at("Handler").value, "CodeUri": own.at("CodeUri").value, "RecursiveLoop": own.at("RecursiveLoop").value,
				"LogFormat": own.at("LoggingConfig", "LogFormat").value, "SystemLogLevel": own.at("LoggingConfig", "SystemLogLevel").value,
				"LogGroup": own.at("LoggingConfig", "LogGroup").value,
			}
			want := map[string]any{
				"Architectures": []any{"arm64"}, "Runtime": "provided.al2023",
				"Handler": "bootstrap", "CodeUri": folder, "RecursiveLoop": "Terminate",
				"LogFormat": "JSON", "SystemLogLevel": "WARN",
				"LogGroup": function.ID + "Logs",
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("properties (-want +got):\n%s", diff)
			}
			// With the top as context and working directory, sam copies only CodeUri and builds in the checkout.
			resource, _ := loaded.Resource(function.ID)
			wantBuild := map[string]any{"BuildMethod": "makefile", "ContextPath": ".", "WorkingDirectory": "."}
			if diff := cmp.Diff(wantBuild, resource.Metadata.Plain()); diff != "" {
				t.Errorf("metadata (-want +got):\n%s", diff)
			}
			if own.at("Timeout").value == nil || own.at("MemorySize").value == nil {
				t.Error("Timeout and MemorySize are not its own")
			}
			if len(function.HTTP) > 0 && function.Timeout >= apiTimeout {
				t.Errorf("it may run %s, API Gateway waits less than %s", function.Timeout, apiTimeout)
			}
		})
	}
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
	if diff := cmp.Diff(ids(load(t), "AWS::Serverless::Function"), built); diff != "" {
		t.Errorf("functions (-template +Makefile):\n%s", diff)
	}
}

func TestLogsAreKeptForAWhile(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	groups := ids(loaded, "AWS::Logs::LogGroup")
	for _, function := range loaded.Functions() {
		if !slices.Contains(groups, function.ID+"Logs") {
			t.Errorf("%s has no log group of its own: Lambda would create one that keeps its lines for ever", function.ID)
		}
	}
	for _, id := range groups {
		if days := properties(t, loaded, id).at("RetentionInDays").value; days == nil {
			t.Errorf("%s keeps its lines for ever", id)
		}
	}
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	got := map[string]string{}
	for _, function := range loaded.Functions() {
		for _, event := range function.HTTP {
			got[event.Method+" "+event.Path] = function.ID
		}
	}
	want := map[string]string{
		"POST /webhooks/{source}":                    "Webhook",
		"POST /webhooks/{source}/{account}":          "Webhook",
		"PUT /v1/orders/{brand}/{number}":            "Orders",
		"GET /v1/orders/{brand}/{number}":            "Orders",
		"POST /v1/orders/{brand}/{number}/shipments": "Orders",
		"DELETE /v1/orders/{brand}/{number}":         "Orders",
		"GET /v1/orders/{brand}/{number}/export":     "Orders",
		"POST /v1/orders/{brand}/{number}/links":     "Orders",
		"DELETE /v1/orders/{brand}/{number}/links":   "Orders",
		"POST /v1/shops/{platform}/{brand}":          "Orders",
		"GET /t/{token}":                             "Track",
		"GET /t/{token}/calendar.ics":                "Track",
		"GET /widget.js":                             "Track",
		"POST /t/{token}/gift":                       "Track",
		"POST /t/{token}/consent":                    "Track",
		"GET /track":                                 "Track",
		"POST /track":                                "Track",
		"GET /s/{token}":                             "Survey",
		"POST /s/{token}":                            "Survey",
		"GET /s/{token}/report":                      "Survey",
		"POST /s/{token}/report":                     "Survey",
		"GET /u/{token}":                             "Feedback",
		"POST /u/{token}":                            "Feedback",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("routes (-want +got):\n%s", diff)
	}
	apis := loaded.HTTPAPIs()
	if len(apis) != 1 || apis[0].Throttle == nil {
		t.Fatalf("want one API with a throttle for routes that have none: %+v", apis)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(apis[0].Routes))); diff != "" {
		t.Errorf("throttled routes (-routes +RouteSettings):\n%s", diff)
	}
	for route, throttle := range apis[0].Routes {
		if throttle.Rate <= 0 || throttle.Burst <= 0 {
			t.Errorf("%s is not throttled: %+v", route, throttle)
		}
	}
}

func TestQueueEventsSurvivePartialFailure(t *testing.T) {
	t.Parallel()
	for _, function := range load(t).Functions() {
		for _, event := range function.SQS {
			if !event.ReportFailures {
				t.Errorf("%s from %s: one bad message would fail its whole batch", function.ID, event.Queue)
			}
			if event.MaximumConcurrency == 0 {
				t.Errorf("%s from %s: no MaximumConcurrency", function.ID, event.Queue)
			}
			if event.BatchSize > 10 && event.Window == 0 {
				t.Errorf("%s from %s: batches over 10 want a window", function.ID, event.Queue)
			}
		}
	}
}

func TestStreamGivesUpVisibly(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	var streams int
	for _, function := range loaded.Functions() {
		for _, event := range function.Streams {
			streams++
			if !event.Bisect || !event.ReportFailures || event.MaxRetries < 0 || event.MaxRecordAge <= 0 || event.OnFailure == "" {
				t.Errorf("%s: one bad record would hold up its shard for a day: %+v", function.ID, event)
			}
			const filter = `{"eventName":["INSERT","MODIFY"],"dynamodb":{"NewImage":{"news":{"N":["1"]}}}}`
			if diff := cmp.Diff([]string{filter}, event.Filters); diff != "" {
				t.Errorf("%s: filters (-want +got):\n%s", function.ID, diff)
			}
		}
	}
	if streams != 1 {
		t.Errorf("%d stream events, want the one of Relay", streams)
	}
}
