package deploy_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"doorstep/infra/local/template"

	"github.com/google/go-cmp/cmp"
)

var runbookPath = regexp.MustCompile(`infra/deploy/runbooks/[a-z-]+\.md`)

// watched lists what alarms look at: "AWS/SQS ApproximateAgeOfOldestMessage InboundQueue.QueueName".
func watched(t *testing.T, loaded *template.Template) []string {
	t.Helper()
	var lines []string
	add := func(metric node) {
		line := metric.at("Namespace").text() + " " + metric.at("MetricName").text()
		for _, dimension := range metric.at("Dimensions").items() {
			line += " " + dimension.at("Value").text()
		}
		lines = append(lines, line)
	}
	for _, id := range ids(loaded, "AWS::CloudWatch::Alarm") {
		alarm := properties(t, loaded, id)
		if alarm.at("MetricName").value != nil {
			add(alarm)
		}
		for _, query := range alarm.at("Metrics").items() {
			if query.at("MetricStat").value != nil {
				add(query.at("MetricStat", "Metric"))
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func TestEverythingIsWatched(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	want := []string{
		"AWS/ApiGateway 5xx Api",
		"AWS/Lambda IteratorAge Relay",
		"AWS/Lambda Invocations Schedule",
		"AWS/SES Reputation.BounceRate",
		"AWS/SES Reputation.ComplaintRate",
		"Doorstep MailRefused feedback",
		"Doorstep SendFailures notify email",
		"Doorstep ShopAttention orders",
	}
	for _, function := range loaded.Functions() {
		want = append(want, "AWS/Lambda Errors "+function.ID, "AWS/Lambda Throttles "+function.ID)
	}
	for _, queue := range loaded.Queues() {
		metric := "ApproximateAgeOfOldestMessage"
		if slices.Contains(sinks(loaded), queue.ID) {
			metric = "ApproximateNumberOfMessagesVisible"
		}
		want = append(want, "AWS/SQS "+metric+" "+queue.ID+".QueueName")
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, watched(t, loaded)); diff != "" {
		t.Errorf("watched metrics (-want +got):\n%s", diff)
	}
}

func TestEveryAlarmSaysWhatToDo(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	for _, id := range ids(loaded, "AWS::CloudWatch::Alarm") {
		alarm := properties(t, loaded, id)
		if actions := alarm.at("AlarmActions").texts(); !slices.Equal(actions, []string{"AlarmTopic"}) {
			t.Errorf("%s tells %v, want AlarmTopic", id, actions)
		}
		runbook := runbookPath.FindString(alarm.at("AlarmDescription").text())
		if runbook == "" {
			t.Errorf("%s: its description names no runbook", id)
			continue
		}
		if _, err := os.Stat(filepath.Join(root, runbook)); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		if alarm.at("TreatMissingData").value == nil {
			t.Errorf("%s does not say what silence means", id)
		}
	}
}

func TestDeadLettersRingAtOnce(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	for _, id := range ids(loaded, "AWS::CloudWatch::Alarm") {
		alarm := properties(t, loaded, id)
		if alarm.at("MetricName").text() != "ApproximateNumberOfMessagesVisible" {
			continue
		}
		if alarm.at("Threshold").number() != 0 || alarm.at("ComparisonOperator").text() != "GreaterThanThreshold" || alarm.at("EvaluationPeriods").number() != 1 {
			t.Errorf("%s does not ring on the first message", id)
		}
	}
}

// TestRunbooksAreReachable wants every file that the template and the runbooks name to exist, and every runbook to be named.
func TestRunbooksAreReachable(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	named := runbookPath.FindAllString(string(source), -1)
	files, err := filepath.Glob(filepath.Join(root, "infra/deploy/runbooks/*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no runbooks: %v", err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		path := "infra/deploy/runbooks/" + filepath.Base(file)
		if !slices.Contains(named, path) {
			t.Errorf("template.yaml does not name %s", path)
		}
		if !strings.Contains(string(readme), "runbooks/"+filepath.Base(file)) {
			t.Errorf("README.md does not list %s", path)
		}
	}
	for _, path := range named {
		if _, err := os.Stat(filepath.Join(root, path)); err != nil {
			t.Errorf("template.yaml names it: %v", err)
		}
	}
}

// TestAlarmTopicWithoutAddress: an empty e-mail parameter must not create a subscription to nobody.
func TestAlarmTopicWithoutAddress(t *testing.T) {
	t.Parallel()
	if got := properties(t, load(t), "AlarmTopic").at("Subscription").value; got != nil {
		t.Errorf("subscriptions without AlarmEmail: %v", got)
	}
	loaded, err := template.Load(filepath.Join(root, "template.yaml"), map[string]string{"AlarmEmail": "ops@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	want := []any{map[string]any{"Protocol": "email", "Endpoint": "ops@example.com"}}
	if diff := cmp.Diff(want, properties(t, loaded, "AlarmTopic").at("Subscription").value); diff != "" {
		t.Errorf("subscriptions (-want +got):\n%s", diff)
	}
}
