package deploy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/template"
)

const day = 24 * time.Hour

// sinks are queues that only people read. They have no dead-letter queue because nothing receives from them.
func sinks(s system) []string {
	sinks := []string{"RelayLost"}
	for _, queue := range s.Queues() {
		if queue.DeadLetter != "" {
			sinks = append(sinks, queue.DeadLetter)
		}
	}
	return sinks
}

// readQueues are the others.
func readQueues(s system) []template.Queue {
	return slices.DeleteFunc(s.Queues(), func(q template.Queue) bool { return slices.Contains(sinks(s), q.ID) })
}

func queue(s system, id string) template.Queue {
	for _, q := range s.Queues() {
		if q.ID == id {
			return q
		}
	}
	return template.Queue{}
}

func lostLetters(s system) []string {
	var problems []string
	for _, q := range readQueues(s) {
		if want := strings.TrimSuffix(q.ID, "Queue") + "Dead"; q.DeadLetter != want {
			problems = append(problems, fmt.Sprintf("%s: its dead letters go to %q, want %s", q.ID, q.DeadLetter, want))
		}
		if q.MaxReceiveCount < 5 {
			problems = append(problems, fmt.Sprintf("%s gives up after %d attempts, want 5 at least", q.ID, q.MaxReceiveCount))
		}
	}
	return problems
}

// hastyLetters: a message keeps its first sending time when it moves, so that with equal retentions it would arrive to be deleted.
func hastyLetters(s system) []string {
	var problems []string
	for _, q := range readQueues(s) {
		if dead := queue(s, q.DeadLetter); dead.Retention != 14*day || q.Retention > 7*day {
			problems = append(problems, fmt.Sprintf("%s keeps messages %s, %s %s: want a week at most, and 14 days", q.ID, q.Retention, dead.ID, dead.Retention))
		}
	}
	for _, id := range sinks(s) {
		if kept := queue(s, id).Retention; kept != 14*day {
			problems = append(problems, fmt.Sprintf("%s keeps messages %s, want 14 days", id, kept))
		}
	}
	return problems
}

func strayLetters(s system) []string {
	var problems []string
	for _, q := range readQueues(s) {
		allow := s.properties(q.DeadLetter).at("RedriveAllowPolicy")
		source := "arn:aws:sqs:us-east-1:000000000000:" + q.Name
		if allow.at("redrivePermission").text() != "byQueue" || !slices.Equal(allow.at("sourceQueueArns").texts(), []string{source}) {
			problems = append(problems, fmt.Sprintf("%s takes dead letters of others than %s: %v", q.DeadLetter, source, allow.value))
		}
	}
	if permission := s.properties("RelayLost").at("RedriveAllowPolicy", "redrivePermission").text(); permission != "denyAll" {
		problems = append(problems, fmt.Sprintf("RelayLost can be a dead-letter queue (%q): it takes what Lambda tells of streams", permission))
	}
	return problems
}

func openQueues(s system) []string {
	var problems []string
	for _, q := range s.Queues() {
		if !s.properties(q.ID).at("SqsManagedSseEnabled").isTrue() {
			problems = append(problems, q.ID+" is not encrypted")
		}
	}
	return problems
}

// hastyQueues: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
func hastyQueues(s system) []string {
	var problems []string
	for _, function := range s.Functions() {
		for _, event := range function.SQS {
			least := 6*function.Timeout + event.Window
			if q := queue(s, event.Queue); q.Visibility < least || q.Visibility > 2*least {
				problems = append(problems, fmt.Sprintf("%s: messages come back after %s, want %s (six times %s of %s plus its window) to twice that",
					q.ID, q.Visibility, least, function.Timeout, function.ID))
			}
		}
	}
	return problems
}

func unreadQueues(s system) []string {
	var problems []string
	readers := map[string]string{}
	for _, function := range s.Functions() {
		for _, event := range function.SQS {
			if other := readers[event.Queue]; other != "" {
				problems = append(problems, fmt.Sprintf("%s and %s both read %s", other, function.ID, event.Queue))
			}
			readers[event.Queue] = function.ID
		}
	}
	for _, q := range s.Queues() {
		if sink := slices.Contains(sinks(s), q.ID); sink != (readers[q.ID] == "") {
			problems = append(problems, fmt.Sprintf("%s is read by %q (dead letters are for people, all else is for a function)", q.ID, readers[q.ID]))
		}
	}
	return problems
}

// openQueuePolicies: beside the roles, only EventBridge may write, for rules that are named.
func openQueuePolicies(s system) []string {
	var problems []string
	for _, id := range s.ids("AWS::SQS::QueuePolicy") {
		for _, statement := range s.properties(id).at("PolicyDocument", "Statement").items() {
			who := statement.at("Principal", "Service").text()
			rules := statement.at("Condition", "ArnEquals", "aws:SourceArn").texts()
			stray := slices.ContainsFunc(rules, func(arn string) bool { return !strings.HasSuffix(arn, "Rule.Arn") })
			if who != "events.amazonaws.com" || len(rules) == 0 || stray || !slices.Equal(statement.at("Action").texts(), []string{"sqs:SendMessage"}) {
				problems = append(problems, fmt.Sprintf("%s lets more in than rules that are named: %v", id, statement.value))
			}
			for _, to := range statement.at("Resource").texts() {
				if queue(s, strings.TrimSuffix(to, ".Arn")).ID == "" {
					problems = append(problems, fmt.Sprintf("%s opens %q, which is no queue of ours", id, to))
				}
			}
		}
	}
	return problems
}

// TestVisibilityIsAParameter: the end-to-end test that kills functions lowers it.
func TestVisibilityIsAParameter(t *testing.T) {
	t.Parallel()
	lowered := load(t, map[string]string{
		"InboundVisibilitySeconds": "2", "PollsVisibilitySeconds": "2", "MessagesVisibilitySeconds": "2", "RelayVisibilitySeconds": "2", "ChecksVisibilitySeconds": "2",
		"FeedbackVisibilitySeconds": "2",
	})
	for _, q := range lowered.Queues() {
		if q.DeadLetter != "" && q.Visibility != 2*time.Second {
			t.Errorf("%s: visibility is %s after its parameter was lowered to 2 s", q.ID, q.Visibility)
		}
	}
}
