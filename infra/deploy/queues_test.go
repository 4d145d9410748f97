package deploy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/template"
)

const day = 24 * time.Hour

// sinks are queues that only people read. They have no dead-letter queue because nothing receives from them.
func sinks(loaded *template.Template) []string {
	sinks := []string{"RelayLost"}
	for _, queue := range loaded.Queues() {
		if queue.DeadLetter != "" {
			sinks = append(sinks, queue.DeadLetter)
		}
	}
	return sinks
}

func TestEveryQueueHasItsDeadLetters(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	byID := map[string]template.Queue{}
	for _, queue := range loaded.Queues() {
		byID[queue.ID] = queue
	}
	for _, queue := range loaded.Queues() {
		if slices.Contains(sinks(loaded), queue.ID) {
			continue
		}
		if want := strings.TrimSuffix(queue.ID, "Queue") + "Dead"; queue.DeadLetter != want {
			t.Errorf("%s: its dead letters go to %q, want %s", queue.ID, queue.DeadLetter, want)
			continue
		}
		if queue.MaxReceiveCount < 5 {
			t.Errorf("%s: gives up after %d attempts, want 5 at least", queue.ID, queue.MaxReceiveCount)
		}
		// A message keeps its first sending time when it moves: with equal retentions it would arrive to be deleted.
		dead := byID[queue.DeadLetter]
		if dead.Retention != 14*day || queue.Retention >= dead.Retention {
			t.Errorf("%s keeps messages %s, %s %s: want less than 14 days, and 14 days", queue.ID, queue.Retention, dead.ID, dead.Retention)
		}
		allow := properties(t, loaded, dead.ID).at("RedriveAllowPolicy")
		source := "arn:aws:sqs:us-east-1:000000000000:" + queue.Name
		if allow.at("redrivePermission").text() != "byQueue" || !slices.Equal(allow.at("sourceQueueArns").texts(), []string{source}) {
			t.Errorf("%s takes dead letters of others than %s: %v", dead.ID, source, allow.value)
		}
	}
}

func TestEveryQueueIsEncrypted(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	for _, queue := range loaded.Queues() {
		if !properties(t, loaded, queue.ID).at("SqsManagedSseEnabled").isTrue() {
			t.Errorf("%s is not encrypted", queue.ID)
		}
		if queue.Retention > 14*day {
			t.Errorf("%s keeps bodies for %s", queue.ID, queue.Retention)
		}
	}
}

// TestVisibilityOutlivesTheFunction: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
func TestVisibilityOutlivesTheFunction(t *testing.T) {
	t.Parallel()
	loaded := load(t)
	queues := map[string]template.Queue{}
	for _, queue := range loaded.Queues() {
		queues[queue.ID] = queue
	}
	consumed := map[string]string{}
	for _, function := range loaded.Functions() {
		for _, event := range function.SQS {
			if other, taken := consumed[event.Queue]; taken {
				t.Errorf("%s and %s both read %s", other, function.ID, event.Queue)
			}
			consumed[event.Queue] = function.ID
			if least := 6*function.Timeout + event.Window; queues[event.Queue].Visibility < least {
				t.Errorf("%s: messages come back after %s, want %s at least (six times %s of %s plus its window)",
					event.Queue, queues[event.Queue].Visibility, least, function.Timeout, function.ID)
			}
		}
	}
	for _, queue := range loaded.Queues() {
		if consumed[queue.ID] == "" && !slices.Contains(sinks(loaded), queue.ID) {
			t.Errorf("nothing reads %s", queue.ID)
		}
	}
}

// TestVisibilityIsAParameter: the end-to-end test that kills functions lowers it.
func TestVisibilityIsAParameter(t *testing.T) {
	t.Parallel()
	lowered, err := template.Load(root+"/template.yaml", map[string]string{
		"InboundVisibilitySeconds": "2", "PollsVisibilitySeconds": "2", "MessagesVisibilitySeconds": "2", "RelayVisibilitySeconds": "2", "ChecksVisibilitySeconds": "2",
		"FeedbackVisibilitySeconds": "2",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, queue := range lowered.Queues() {
		if queue.DeadLetter != "" && queue.Visibility != 2*time.Second {
			t.Errorf("%s: visibility is %s after its parameter was lowered to 2 s", queue.ID, queue.Visibility)
		}
	}
}
