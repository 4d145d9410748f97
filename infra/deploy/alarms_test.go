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

	"doorstep/shared/obs"
)

var runbookPath = regexp.MustCompile(`infra/deploy/runbooks/[a-z-]+\.md`)

// watched lists what alarms look at: "AWS/SQS ApproximateAgeOfOldestMessage InboundQueue.QueueName".
func watched(s system) []string {
	var lines []string
	add := func(metric node) {
		line := metric.at("Namespace").text() + " " + metric.at("MetricName").text()
		for _, dimension := range metric.at("Dimensions").items() {
			line += " " + dimension.at("Value").text()
		}
		lines = append(lines, line)
	}
	for _, id := range s.ids("AWS::CloudWatch::Alarm") {
		alarm := s.properties(id)
		if !alarm.at("MetricName").missing() {
			add(alarm)
		}
		for _, query := range alarm.at("Metrics").items() {
			if !query.at("MetricStat").missing() {
				add(query.at("MetricStat", "Metric"))
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func unwatched(s system) []string {
	want := []string{
		"AWS/ApiGateway 5xx Api",
		"AWS/Lambda IteratorAge Relay",
		"AWS/Lambda Invocations Schedule",
		"AWS/SES Reputation.BounceRate",
		"AWS/SES Reputation.ComplaintRate",
		"Doorstep/dev AccountsBarred poll",
		"Doorstep/dev BodiesUnreadable ingest",
		"Doorstep/dev CodesUnmapped ingest",
		"Doorstep/dev DueLag schedule",
		"Doorstep/dev MailRefused feedback",
		"Doorstep/dev MilestonesMissed watch",
		"Doorstep/dev SendFailures notify email",
		"Doorstep/dev SendFailures notify sms",
		"Doorstep/dev ShopAttention orders",
	}
	for _, function := range s.Functions() {
		want = append(want, "AWS/Lambda Errors "+function.ID, "AWS/Lambda Throttles "+function.ID)
	}
	for _, q := range s.Queues() {
		metric := "ApproximateAgeOfOldestMessage"
		if slices.Contains(sinks(s), q.ID) {
			metric = "ApproximateNumberOfMessagesVisible"
		}
		want = append(want, "AWS/SQS "+metric+" "+q.ID+".QueueName")
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, watched(s)); diff != "" {
		return []string{"watched metrics (-want +got):\n" + diff}
	}
	return nil
}

// TestStagesCountApart: a stage hears what it counts itself, whoever shares its account.
func TestStagesCountApart(t *testing.T) {
	t.Parallel()
	s := load(t, map[string]string{"Stage": "try"})
	own := obs.Namespace("try") + " "
	lines := append(watched(s), dashboard(t, s).shown(t)...)
	heard := 0
	for _, line := range lines {
		if !strings.HasPrefix(line, "AWS/") && !strings.HasPrefix(line, own) {
			t.Errorf("stage try looks at %s", line)
		}
		if strings.HasPrefix(line, own) {
			heard++
		}
	}
	if heard == 0 {
		t.Error("stage try looks at nothing of its own")
	}
	for _, f := range s.Functions() {
		if stage := s.properties(f.ID).at("Environment", "Variables", "STAGE").text(); stage != "try" {
			t.Errorf("%s counts as stage %q", f.ID, stage)
		}
	}
}

func muteAlarms(s system) []string {
	var problems []string
	for _, id := range s.ids("AWS::CloudWatch::Alarm") {
		alarm := s.properties(id)
		if actions := alarm.at("AlarmActions").texts(); !slices.Equal(actions, []string{"AlarmTopic"}) {
			problems = append(problems, fmt.Sprintf("%s tells %v, want AlarmTopic", id, actions))
		}
		if enabled := alarm.at("ActionsEnabled"); !enabled.missing() && !enabled.isTrue() {
			problems = append(problems, id+" is switched off")
		}
		runbook := runbookPath.FindString(alarm.at("AlarmDescription").text())
		if runbook == "" {
			problems = append(problems, id+": its description names no runbook")
			continue
		}
		if _, err := os.Stat(filepath.Join(root, runbook)); err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", id, err))
		}
	}
	return problems
}

// misreadSilence: most metrics are silent when nothing happens, which is well. Where an alarm waits for a sign of life, silence is the
// trouble. The rates that SES reports now and then stay what they were.
func misreadSilence(s system) []string {
	var problems []string
	for _, id := range s.ids("AWS::CloudWatch::Alarm") {
		alarm := s.properties(id)
		want := "notBreaching"
		switch {
		case strings.HasPrefix(alarm.at("ComparisonOperator").text(), "LessThan"):
			want = "breaching"
		case alarm.at("Namespace").text() == "AWS/SES":
			want = "ignore"
		}
		if got := alarm.at("TreatMissingData").text(); got != want {
			problems = append(problems, fmt.Sprintf("%s takes silence for %q, want %s", id, got, want))
		}
	}
	return problems
}

func patientAlarms(s system) []string {
	var problems []string
	for _, id := range s.ids("AWS::CloudWatch::Alarm") {
		alarm := s.properties(id)
		if alarm.at("MetricName").text() != "ApproximateNumberOfMessagesVisible" {
			continue
		}
		if alarm.at("Threshold").number() != 0 || alarm.at("ComparisonOperator").text() != "GreaterThanThreshold" || alarm.at("EvaluationPeriods").number() != 1 ||
			alarm.at("Period").number() > 60 {
			problems = append(problems, id+" does not ring on the first message")
		}
	}
	return problems
}

// lateAlarms: half of the time that messages are kept is for people, and nobody shall hear later than after an hour and a half. The
// stream keeps records for a day, of which Relay uses some.
func lateAlarms(s system) []string {
	const latest = 90 * time.Minute
	var problems []string
	for _, id := range s.ids("AWS::CloudWatch::Alarm") {
		alarm := s.properties(id)
		threshold, kept := time.Duration(alarm.at("Threshold").number())*time.Second, day
		switch alarm.at("MetricName").text() {
		case "ApproximateAgeOfOldestMessage":
			name, _, _ := strings.Cut(alarm.at("Dimensions").items()[0].at("Value").text(), ".")
			kept = queue(s, name).Retention
		case "IteratorAge":
			threshold /= 1000 // the only one in milliseconds
		default:
			continue
		}
		if rings := threshold + time.Duration(alarm.at("EvaluationPeriods").number()*alarm.at("Period").number())*time.Second; rings > min(latest, kept/2) {
			problems = append(problems, fmt.Sprintf("%s rings after %s, want %s at most", id, rings, min(latest, kept/2)))
		}
	}
	return problems
}

// TestRunbooksAreReachable wants every file that the template and the runbooks name to exist, and every runbook to be named.
func TestRunbooksAreReachable(t *testing.T) {
	t.Parallel()
	named := runbookPath.FindAllString(string(source(t)), -1)
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

// TestBudgetIsAsked: a budget without an amount, or without somebody to tell, fails the deployment.
func TestBudgetIsAsked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		parameters map[string]string
		want       int
	}{
		"by default":  {nil, 0},
		"for nobody":  {map[string]string{"MonthlyBudget": "50"}, 0},
		"of nothing":  {map[string]string{"AlarmEmail": "ops@example.com"}, 0},
		"as it ought": {map[string]string{"MonthlyBudget": "50", "AlarmEmail": "ops@example.com"}, 1},
	} {
		s := load(t, c.parameters)
		if ids := s.ids("AWS::Budgets::Budget"); len(ids) != c.want {
			t.Errorf("%s: budgets %v", name, ids)
		}
		for _, n := range s.properties("Budget").at("NotificationsWithSubscribers").items() {
			if to := n.at("Subscribers").items(); len(to) != 1 || to[0].at("Address").text() != "ops@example.com" {
				t.Errorf("%s: it tells %v", name, to)
			}
		}
	}
}

// TestAlarmTopicWithoutAddress: an empty e-mail parameter must not create a subscription to nobody.
func TestAlarmTopicWithoutAddress(t *testing.T) {
	t.Parallel()
	if got := load(t, nil).properties("AlarmTopic").at("Subscription").value; got != nil {
		t.Errorf("subscriptions without AlarmEmail: %v", got)
	}
	got := load(t, map[string]string{"AlarmEmail": "ops@example.com"}).properties("AlarmTopic").at("Subscription").value
	want := []any{map[string]any{"Protocol": "email", "Endpoint": "ops@example.com"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("subscriptions (-want +got):\n%s", diff)
	}
}
