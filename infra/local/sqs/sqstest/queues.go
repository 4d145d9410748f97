package sqstest

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/infra/conformance/engine"
)

// What template.yaml sets is what the queue has.
func testSettings(t *testing.T, b bench) {
	dead := b.queue(t, settings{"MessageRetentionPeriod": "1209600"})
	want := settings{
		"VisibilityTimeout": "180", "MessageRetentionPeriod": "345600", "DelaySeconds": "3", "ReceiveMessageWaitTimeSeconds": "20",
		"MaximumMessageSize": "1048576",
	}
	with := settings{"RedrivePolicy": redrive(t, dead, 5)}
	for name, value := range want {
		with[name] = value
	}
	q := b.queue(t, with)
	if b.on.Lacks(engine.LimitsShown) {
		want["MaximumMessageSize"], want["MessageRetentionPeriod"] = "", ""
	}
	for name, value := range want {
		if got := b.attribute(t, q.url, types.QueueAttributeName(name)); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	b.samePolicy(t, q, dead, 5)
}

func testNoQueue(t *testing.T, b bench) {
	_, err := b.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("conformance-never-made")})
	b.refused(t, "url of a queue that is not there", err, "QueueDoesNotExist", "NonExistentQueue")
	q := b.queue(t, nil)
	gone := *q.url + "-gone"
	_, err = b.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &gone, MessageBody: aws.String("x")})
	b.refused(t, "send to it", err, "QueueDoesNotExist", "NonExistentQueue")
	_, err = b.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &gone})
	b.refused(t, "receive from it", err, "QueueDoesNotExist", "NonExistentQueue")
}

// Operators look at how full queues are; AWS says that the numbers are approximate.
func testCounts(t *testing.T, b bench) {
	q := b.queue(t, nil)
	if _, err := b.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: q.url, MessageBody: aws.String("later"), DelaySeconds: 900}); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"a", "b", "c"} {
		b.send(t, q, body)
	}
	b.receive(t, q, 1) // takes up to three
	b.eventually(t, "three messages wait or are in flight, one is delayed", func() bool {
		waiting := b.attribute(t, q.url, types.QueueAttributeNameApproximateNumberOfMessages)
		flying := b.attribute(t, q.url, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible)
		return len(waiting) == 1 && len(flying) == 1 && waiting[0]+flying[0] == '0'+'3' && flying != "0" &&
			b.attribute(t, q.url, types.QueueAttributeNameApproximateNumberOfMessagesDelayed) == "1"
	})
}
