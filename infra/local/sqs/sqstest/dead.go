package sqstest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/infra/conformance/engine"
)

// samePolicy wants the redrive policy back as it was given; engines differ in whether a number is written as text.
func (b bench) samePolicy(t *testing.T, q, dead made, max int) {
	t.Helper()
	var policy struct {
		Target string `json:"deadLetterTargetArn"`
		Max    any    `json:"maxReceiveCount"`
	}
	said := b.attribute(t, q.url, types.QueueAttributeNameRedrivePolicy)
	if err := json.Unmarshal([]byte(said), &policy); err != nil || policy.Target != dead.arn || fmt.Sprint(policy.Max) != fmt.Sprint(max) {
		t.Errorf("redrive policy %s, %v, want %s after %d", said, err, dead.arn, max)
	}
}

// dies sends a message and receives it until it is a dead letter.
func (b bench) dies(t *testing.T, q made, body string) {
	t.Helper()
	_, err := b.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: q.url, MessageBody: &body, MessageGroupId: aws.String("ups"), MessageAttributes: map[string]types.MessageAttributeValue{
		"source": {DataType: aws.String("String"), StringValue: aws.String("ups")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		b.release(t, q, b.receive(t, q, 1)[0])
	}
	b.none(t, q, 1, "it was received twice, which is all that it may be") // the third try moves it
}

func testDeadLetters(t *testing.T, b bench) {
	dead := b.queue(t, nil)
	q := b.queue(t, settings{"VisibilityTimeout": "600", "RedrivePolicy": redrive(t, dead, 2)})
	b.dies(t, q, "poison")
	m := b.receive(t, dead, 1)[0]
	if *m.Body != "poison" || aws.ToString(m.MessageAttributes["source"].StringValue) != "ups" || m.Attributes["MessageGroupId"] != "ups" {
		t.Errorf("the dead letter is %q %v %v", *m.Body, m.MessageAttributes, m.Attributes)
	}
	if m.Attributes["DeadLetterQueueSourceArn"] != q.arn {
		t.Errorf("it says that it comes from %q, want %s", m.Attributes["DeadLetterQueueSourceArn"], q.arn)
	}
	sources, err := b.ListDeadLetterSourceQueues(t.Context(), &sqs.ListDeadLetterSourceQueuesInput{QueueUrl: dead.url})
	if err != nil || len(sources.QueueUrls) != 1 || !sameQueue(sources.QueueUrls[0], *q.url) {
		t.Errorf("queues that die into it: %v, %v", sources, err)
	}
}

// sameQueue compares the names at the ends of two URLs.
func sameQueue(a, b string) bool {
	return a[strings.LastIndexByte(a, '/'):] == b[strings.LastIndexByte(b, '/'):]
}

// What operators do about dead letters: back to where they came from.
func testMove(t *testing.T, b bench) {
	dead := b.queue(t, nil)
	q := b.queue(t, settings{"VisibilityTimeout": "600", "RedrivePolicy": redrive(t, dead, 2)})
	b.dies(t, q, "one")
	b.dies(t, q, "two")
	for _, m := range b.receive(t, dead, 2) { // a message in flight would stay
		b.release(t, dead, m)
	}
	b.move(t, dead, nil)
	got := b.receive(t, q, 2)
	if fmt.Sprint(bodies(got)) != "[one two]" {
		t.Errorf("moved back: %q", bodies(got))
	}
	for _, m := range got {
		if m.Attributes["ApproximateReceiveCount"] != "1" || aws.ToString(m.MessageAttributes["source"].StringValue) != "ups" {
			t.Errorf("%q begins anew with receive count %s, attributes %v", *m.Body, m.Attributes["ApproximateReceiveCount"], m.MessageAttributes)
		}
	}
	b.none(t, dead, 0, "all were moved")
}

func testMoveTo(t *testing.T, b bench) {
	dead, other := b.queue(t, nil), b.queue(t, nil)
	q := b.queue(t, settings{"VisibilityTimeout": "600", "RedrivePolicy": redrive(t, dead, 2)})
	b.dies(t, q, "elsewhere")
	b.release(t, dead, b.receive(t, dead, 1)[0])
	b.move(t, dead, &other.arn)
	if got := bodies(b.receive(t, other, 1)); fmt.Sprint(got) != "[elsewhere]" {
		t.Errorf("moved: %q", got)
	}
	b.none(t, q, 0, "another destination was named")
}

// move starts a task at the rate that `doorstep ops` takes by itself and waits for its end.
func (b bench) move(t *testing.T, dead made, to *string) {
	t.Helper()
	started, err := b.StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{SourceArn: &dead.arn, DestinationArn: to, MaxNumberOfMessagesPerSecond: aws.Int32(10)})
	if err != nil || aws.ToString(started.TaskHandle) == "" {
		t.Fatalf("start a move: %+v, %v", started, err)
	}
	var last string
	b.eventually(t, "the move is complete", func() bool {
		out, err := b.ListMessageMoveTasks(t.Context(), &sqs.ListMessageMoveTasksInput{SourceArn: &dead.arn})
		if err != nil || len(out.Results) == 0 {
			t.Fatalf("list moves: %+v, %v", out, err)
		}
		last = aws.ToString(out.Results[0].Status)
		if last == "FAILED" || last == "CANCELLED" {
			t.Fatalf("the move ended as %s: %s", last, aws.ToString(out.Results[0].FailureReason))
		}
		return last == "COMPLETED"
	})
}

func testRefusedMoves(t *testing.T, b bench) {
	plain := b.queue(t, nil)
	nowhere := plain.arn + "-gone"
	_, err := b.StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{SourceArn: &nowhere})
	b.refused(t, "a queue that is not there", err, "ResourceNotFoundException")
	if b.on.Lacks(engine.MovesFromDeadOnly) {
		t.Log(b.on.Name + " never answers a move from a queue that takes no dead letters: not asked")
		return
	}
	_, err = b.StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{SourceArn: &plain.arn})
	b.refused(t, "a queue that nobody dies into", err, "InvalidParameterValue", "UnsupportedOperation")
}
