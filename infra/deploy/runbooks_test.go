package deploy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// parts are what a runbook says of each alarm, in this order.
var parts = []string{"**What it means.**", "**What the shopper notices.**", "**What to type.**"}

// sections splits a document at its headings.
func sections(text string) []string {
	return regexp.MustCompile(`(?m)^#{1,2} `).Split(text, -1)[1:]
}

// mute says what a section lacks for an alarm; empty: nothing.
func mute(section, alarm string, shared bool) string {
	at := make([]int, 0, len(parts)+1)
	for _, part := range parts {
		if strings.Count(section, part) != 1 {
			return fmt.Sprintf("says %q %d times", part, strings.Count(section, part))
		}
		at = append(at, strings.Index(section, part))
	}
	if !slices.IsSorted(at) {
		return "has its parts in another order"
	}
	at = append(at, len(section))
	for i, part := range parts {
		if words := strings.Fields(section[at[i]+len(part) : at[i+1]]); len(words) == 0 {
			return "says nothing about " + part
		}
	}
	if shared && !strings.Contains(section[at[1]:at[2]], "`"+alarm+"`") {
		return "is about several alarms and does not say what a shopper notices of this one"
	}
	if !command.MatchString(section[at[2]:]) {
		return "has nothing to type"
	}
	return ""
}

// command is a line or a word in backticks that can be typed.
var command = regexp.MustCompile("(?m)(?:^ {4,}|`)(?:doorstep|aws) \\S")

// TestRunbooksAnswer: whoever is woken reads what it means, what a shopper notices and what to type, in the section that names the alarm.
func TestRunbooksAnswer(t *testing.T) {
	t.Parallel()
	s := load(t, nil)
	alarms := s.ids("AWS::CloudWatch::Alarm")
	for _, id := range alarms {
		path := runbookPath.FindString(s.properties(id).at("AlarmDescription").text())
		text, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		problem := "does not name it"
		for _, section := range sections(string(text)) {
			if !strings.Contains(section, "`"+id+"`") || !strings.Contains(section, parts[0]) {
				continue
			}
			others := slices.ContainsFunc(alarms, func(other string) bool {
				return other != id && strings.Contains(section, "`"+other+"`") && strings.HasSuffix(runbookPath.FindString(s.properties(other).at("AlarmDescription").text()), filepath.Base(path))
			})
			if problem = mute(section, id, others); problem == "" {
				break
			}
		}
		if problem != "" {
			t.Errorf("%s: %s %s", id, path, problem)
		}
	}
}

// TestOperateListsEveryAlarm: README's table leads from each alarm to the runbook that its description names, and from nothing else.
func TestOperateListsEveryAlarm(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	row := regexp.MustCompile("(?m)^\\| (`.+`) \\| \\[[a-z-]+\\]\\((runbooks/[a-z-]+\\.md)\\) \\|$")
	for _, m := range row.FindAllStringSubmatch(string(readme), -1) {
		for _, alarm := range strings.Split(m[1], ", ") {
			listed[strings.Trim(alarm, "`")] = "infra/deploy/" + m[2]
		}
	}
	s := load(t, nil)
	alarms := s.ids("AWS::CloudWatch::Alarm")
	for _, id := range alarms {
		if want := runbookPath.FindString(s.properties(id).at("AlarmDescription").text()); listed[id] != want {
			t.Errorf("%s leads to %q, want %s", id, listed[id], want)
		}
	}
	for id := range listed {
		if !slices.Contains(alarms, id) {
			t.Errorf("there is no alarm %s", id)
		}
	}
}

// TestOperateSaysWhatAlarmsCost: CloudWatch bills each metric that an alarm looks at, also inside an expression
// (https://aws.amazon.com/cloudwatch/pricing/).
func TestOperateSaysWhatAlarmsCost(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("$%.2f in all", 0.1*float64(len(watched(load(t, nil)))))
	if !strings.Contains(string(readme), want) {
		t.Errorf("README.md does not say %s", want)
	}
}

// resourceName is a name in a command that starts as those of our resources do.
var resourceName = regexp.MustCompile(`(?:/aws/lambda/)?\b[Dd]oorstep(?:Keys)?-<stage>(?:-[a-z]+)*`)

// TestRunbooksNameWhatIsThere: functions, queues, log groups and tables have the names that template.yaml gives them.
func TestRunbooksNameWhatIsThere(t *testing.T) {
	t.Parallel()
	s := load(t, map[string]string{"Stage": "stage"})
	known := []string{"doorstep-<stage>", "doorstep-<stage>-<function>"}
	for _, r := range s.Resources() {
		for _, field := range []string{"FunctionName", "QueueName", "TableName", "LogGroupName", "DashboardName"} {
			if name := s.properties(r.ID).at(field).text(); name != "" {
				known = append(known, strings.Replace(name, "-stage", "-<stage>", 1))
			}
		}
	}
	files, err := filepath.Glob("runbooks/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no runbooks: %v", err)
	}
	named := 0
	for _, file := range append(files, "README.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range resourceName.FindAllString(string(text), -1) {
			named++
			if bare := strings.TrimPrefix(name, "/aws/lambda/"); !slices.Contains(known, name) && !slices.Contains(known, bare) && !yours(bare) {
				t.Errorf("%s: nothing is called %s", file, name)
			}
		}
	}
	if named < 15 {
		t.Errorf("only %d names were found", named)
	}
}

// yours are names that the runbooks let people give.
func yours(name string) bool {
	return name == "doorstep-<stage>-silent-ups" || name == "Doorstep-<stage>-restored"
}
