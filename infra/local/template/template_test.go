package template

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// ignoreLines compares views without positions; positions have their own test.
var ignoreLines = cmp.Options{
	cmpopts.IgnoreFields(Queue{}, "Line"), cmpopts.IgnoreFields(Table{}, "Line"), cmpopts.IgnoreFields(HTTPAPI{}, "Line"),
	cmpopts.IgnoreFields(Function{}, "Line", "Environment", "Policies"), cmpopts.IgnoreFields(HTTPEvent{}, "Line"),
	cmpopts.IgnoreFields(SQSEvent{}, "Line"), cmpopts.IgnoreFields(StreamEvent{}, "Line"), cmpopts.IgnoreFields(ScheduleEvent{}, "Line"),
}

func loadSystem(t *testing.T, params map[string]string) *Template {
	t.Helper()
	tmpl, err := Load("testdata/system.yaml", params)
	if err != nil {
		t.Fatal(err)
	}
	return tmpl
}

func TestQueues(t *testing.T) {
	t.Parallel()
	want := []Queue{
		{ID: "InboundDead", Name: "InboundDead", MaxBytes: 1 << 20, Retention: 96 * time.Hour, Visibility: 30 * time.Second},
		{ID: "InboundQueue", Name: "inbound-dev", MaxBytes: 1 << 20, Retention: 96 * time.Hour, Visibility: time.Minute, DeadLetter: "InboundDead", MaxReceiveCount: 5},
	}
	if diff := cmp.Diff(want, loadSystem(t, nil).Queues(), ignoreLines); diff != "" {
		t.Errorf("queues (-want +got):\n%s", diff)
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	want := []Table{{
		ID: "Table", Name: "Doorstep-dev",
		Attributes: []Attribute{{"pk", "S"}, {"sk", "S"}},
		Key:        Key{"pk", "sk"},
		Indexes:    []Index{{Name: "due", Key: Key{Hash: "sk"}, Projection: "INCLUDE", NonKey: []string{"a", "b"}}},
		StreamView: "NEW_AND_OLD_IMAGES",
		TTL:        "ttl",
	}}
	if diff := cmp.Diff(want, loadSystem(t, nil).Tables(), ignoreLines); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
}

func TestFunctions(t *testing.T) {
	t.Parallel()
	want := []Function{{
		ID: "Ingest", Name: "Ingest", CodeURI: "functions/ingest", Handler: "bootstrap", BuildMethod: "makefile",
		Timeout: 10 * time.Second, MemoryMB: 128, ReservedConcurrency: 4,
		HTTP: []HTTPEvent{{Name: "Orders", API: "Api", Method: "PUT", Path: "/v1/orders/{brand}/{number}", Timeout: 5 * time.Second}},
		SQS: []SQSEvent{{
			Name: "Queue", Queue: "InboundQueue", Enabled: true, BatchSize: 20, Window: time.Second,
			MaximumConcurrency: 2, ReportFailures: true,
		}},
		Streams: []StreamEvent{{
			Name: "Stream", Table: "Table", Enabled: true, StartingPosition: "TRIM_HORIZON", BatchSize: 100, Parallelization: 1,
			Bisect: true, MaxRetries: 3, MaxRecordAge: -time.Second, OnFailure: "InboundDead", Filters: []string{`{"eventName":["MODIFY"]}`},
		}},
		Schedules: []ScheduleEvent{
			{
				Name: "Tick", Scheduler: true, Expression: "rate(1 minute)", TimeZone: "UTC", Enabled: true,
				Input: `{"kind":"due"}`, MaxAge: 24 * time.Hour,
			},
			{Name: "Night", Expression: "cron(0 3 * * ? *)", TimeZone: "UTC", MaxRetries: 185, MaxAge: 24 * time.Hour},
		},
	}}
	if diff := cmp.Diff(want, loadSystem(t, nil).Functions(), ignoreLines); diff != "" {
		t.Errorf("functions (-want +got):\n%s", diff)
	}
}

func TestHTTPAPIs(t *testing.T) {
	t.Parallel()
	want := []HTTPAPI{{
		ID: "Api", Stage: "$default",
		Throttle: &Throttle{Rate: 50.5, Burst: 100},
		Routes:   map[string]Throttle{"PUT /v1/orders/{brand}/{number}": {Rate: 5, Burst: 10}},
		CORS:     &CORS{AllowOrigins: []string{"*"}, AllowMethods: []string{"GET"}, AllowHeaders: []string{"x-a"}, MaxAge: 10 * time.Minute},
	}}
	if diff := cmp.Diff(want, loadSystem(t, nil).HTTPAPIs(), ignoreLines); diff != "" {
		t.Errorf("APIs (-want +got):\n%s", diff)
	}
}

func TestImplicitAPI(t *testing.T) {
	t.Parallel()
	tmpl := parse(t, `
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      {Runtime: provided.al2023, CodeUri: fn, Environment: {Variables: {API: !Ref ServerlessHttpApi}}, Events: {Any: {Type: HttpApi}}}
`)
	if diff := cmp.Diff([]HTTPAPI{{ID: "ServerlessHttpApi", Stage: "$default"}}, tmpl.HTTPAPIs(), ignoreLines); diff != "" {
		t.Errorf("APIs (-want +got):\n%s", diff)
	}
	route := tmpl.Functions()[0].HTTP[0]
	if route.API != "ServerlessHttpApi" || route.Method != "ANY" || route.Path != "$default" || route.Timeout != 30*time.Second {
		t.Errorf("route = %+v, want the default route of the implicit API", route)
	}
}

func TestResolveEnvironment(t *testing.T) {
	t.Parallel()
	tmpl := loadSystem(t, nil)
	got, err := tmpl.ResolveEnvironment(tmpl.Functions()[0], func(id, attr string) (string, bool) { return "physical-" + id + "-" + attr, true })
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"TABLE": "physical-Table-Ref", "LOG_LEVEL": "debug", "QUEUE": "physical-InboundQueue-Ref"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
}

func TestResolveNamesWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	tmpl := loadSystem(t, nil)
	_, err := tmpl.ResolveEnvironment(tmpl.Functions()[0], func(id, _ string) (string, bool) { return id, id != "InboundQueue" })
	want := `system.yaml:84: Function Ingest: property "Environment.Variables.QUEUE": Ref of "InboundQueue" is not known in a local run`
	if err == nil || err.Error() != want {
		t.Errorf("error = %v\n want %s", err, want)
	}
}

func TestSSMParameterResolves(t *testing.T) {
	t.Parallel()
	tmpl := loadSystem(t, nil)
	p := tmpl.SSMParameters()[0]
	v, err := tmpl.Resolve(p.Value, func(string, string) (string, bool) { return "http://queue", true })
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "/doorstep/dev/setting" || p.Type != "String" || v.Scalar != "http://queue" {
		t.Errorf("parameter = %s %s %q", p.Name, p.Type, v.Scalar)
	}
}

func TestConditionLeavesResourcesOut(t *testing.T) {
	t.Parallel()
	ids := func(tmpl *Template) (out []string) {
		for _, q := range tmpl.Queues() {
			out = append(out, q.ID)
		}
		return out
	}
	if got := ids(loadSystem(t, nil)); slices.Contains(got, "ProdOnly") {
		t.Errorf("dev has queues %v, want none of ProdOnly", got)
	}
	if got := ids(loadSystem(t, map[string]string{"Stage": "prod"})); !slices.Contains(got, "ProdOnly") {
		t.Errorf("prod has queues %v, want ProdOnly too", got)
	}
}

func TestResourcesKeepRawPropertiesAndLines(t *testing.T) {
	t.Parallel()
	tmpl := loadSystem(t, nil)
	policies := tmpl.Functions()[0].Policies
	want := []any{map[string]any{"Statement": []any{map[string]any{
		"Effect": "Allow", "Action": "sqs:*", "Resource": map[string]any{"Fn::GetAtt": []any{"InboundQueue", "Arn"}},
	}}}}
	if diff := cmp.Diff(want, policies.Plain()); diff != "" {
		t.Errorf("policies (-want +got):\n%s", diff)
	}
	if line := policies.Items[0].Get("Statement").Items[0].Get("Resource").Line; line != 86 {
		t.Errorf("the policy's resource is on line %d, want 86", line)
	}
	alarm, ok := tmpl.Resource("Alarm")
	if !ok || !alarm.Ignored || alarm.Line != 122 {
		t.Errorf("alarm = %+v, %v; want an ignored resource on line 122", alarm, ok)
	}
	id, attr, ok := alarm.Properties.Get("Dimensions").Items[0].Get("Value").Reference()
	if id != "InboundDead" || attr != "QueueName" || !ok {
		t.Errorf("alarm watches %s.%s, %v", id, attr, ok)
	}
	if table, _ := tmpl.Resource("Table"); table.Properties.Get("DeletionProtectionEnabled") != nil || table.DeletionPolicy != "Retain" {
		t.Error("AWS::NoValue did not leave the property out, or the deletion policy is lost")
	}
}

func TestParameterOverrides(t *testing.T) {
	t.Parallel()
	tmpl := loadSystem(t, map[string]string{"Visibility": "5", "AWS::Region": "eu-west-1"})
	if got := tmpl.Queues()[1].Visibility; got != 5*time.Second {
		t.Errorf("visibility = %v, want 5s", got)
	}
	for name, want := range map[string]string{"Visibility": "5", "Stage": "dev", "AWS::Region": "eu-west-1", "AWS::Partition": "aws"} {
		if got, ok := tmpl.Parameter(name); got != want || !ok {
			t.Errorf("parameter %s = %q, %v; want %q", name, got, ok, want)
		}
	}
	if _, ok := tmpl.Parameter("Nope"); ok {
		t.Error("parameter Nope is known")
	}
}

func TestProjectTemplateLoads(t *testing.T) {
	t.Parallel()
	const path = "../../../template.yaml"
	if _, err := os.Stat(path); err != nil {
		t.Skip("the project has no template.yaml yet")
	}
	if _, err := Load(path, nil); err != nil {
		t.Errorf("the local runner cannot read template.yaml:\n%v", err)
	}
}

func TestLoadMissingFile(t *testing.T) {
	t.Parallel()
	if _, err := Load("testdata/absent.yaml", nil); err == nil || !strings.Contains(err.Error(), "absent.yaml") {
		t.Errorf("error = %v, want one that names the file", err)
	}
}

// parse loads a template that must be understood.
func parse(t *testing.T, source string) *Template {
	t.Helper()
	tmpl, err := Parse("t.yaml", strings.NewReader(strings.TrimPrefix(source, "\n")), nil)
	if err != nil {
		t.Fatal(err)
	}
	return tmpl
}
