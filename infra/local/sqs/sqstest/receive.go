package sqstest

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func testDelay(t *testing.T, b bench) {
	q := b.queue(t, nil)
	begun := time.Now()
	if _, err := b.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: q.url, MessageBody: aws.String("later"), DelaySeconds: 2}); err != nil {
		t.Fatal(err)
	}
	b.send(t, q, "now")
	if got := bodies(b.receive(t, q, 1)); fmt.Sprint(got) != "[now]" {
		t.Errorf("at first came %q", got)
	}
	if got := bodies(b.receive(t, q, 1)); fmt.Sprint(got) != "[later]" {
		t.Errorf("then came %q", got)
	}
	notBefore(t, begun, 2*time.Second)
}

func testQueueDelay(t *testing.T, b bench) {
	q := b.queue(t, settings{"DelaySeconds": "2"})
	begun := time.Now()
	b.send(t, q, "later")
	b.none(t, q, 0, "its delay has not passed")
	b.receive(t, q, 1)
	notBefore(t, begun, 2*time.Second)
}

// notBefore allows for clocks that count whole seconds.
func notBefore(t *testing.T, begun time.Time, wait time.Duration) {
	t.Helper()
	if took := time.Since(begun); took < wait-time.Second {
		t.Errorf("it came after %s, want %s", took, wait)
	}
}

// What nobody deletes comes back, with the same id, a receive count that says so and a handle of its own.
func testVisibility(t *testing.T, b bench) {
	q := b.queue(t, settings{"VisibilityTimeout": "2"})
	id := b.send(t, q, "again")
	first := b.receive(t, q, 1)[0]
	b.none(t, q, 0, "it is in flight")
	second := b.receive(t, q, 1)[0]
	if *first.MessageId != id || *second.MessageId != id || second.Attributes["ApproximateReceiveCount"] != "2" || *first.ReceiptHandle == *second.ReceiptHandle {
		t.Errorf("sent %s; came %s, then %s, count %s", id, *first.MessageId, *second.MessageId, second.Attributes["ApproximateReceiveCount"])
	}
	if first.Attributes["SentTimestamp"] != second.Attributes["SentTimestamp"] || first.Attributes["ApproximateFirstReceiveTimestamp"] != second.Attributes["ApproximateFirstReceiveTimestamp"] {
		t.Errorf("its times changed from %v to %v", first.Attributes, second.Attributes)
	}
	b.release(t, q, second)
	third := b.take(t, q, 5, 600)
	if len(third) != 1 || third[0].Attributes["ApproximateReceiveCount"] != "3" {
		t.Fatalf("after its release came %v", third)
	}
	b.none(t, q, 3, "this receive took it for ten minutes")
	b.delete(t, q, third[0])
}

// The local event source hands back what a function did not treat in batches.
func testVisibilityBatch(t *testing.T, b bench) {
	q := b.queue(t, settings{"VisibilityTimeout": "600"})
	b.send(t, q, "a")
	b.send(t, q, "b")
	var changes []types.ChangeMessageVisibilityBatchRequestEntry
	for i, m := range b.receive(t, q, 2) {
		changes = append(changes, types.ChangeMessageVisibilityBatchRequestEntry{Id: aws.String(fmt.Sprint("m", i)), ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 0})
	}
	changes = append(changes, types.ChangeMessageVisibilityBatchRequestEntry{Id: aws.String("none"), ReceiptHandle: aws.String("no handle"), VisibilityTimeout: 0})
	out, err := b.ChangeMessageVisibilityBatch(t.Context(), &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: q.url, Entries: changes})
	if err != nil || len(out.Successful) != 2 || len(out.Failed) != 1 || aws.ToString(out.Failed[0].Id) != "none" || !out.Failed[0].SenderFault {
		t.Fatalf("%+v, %v", out, err)
	}
	if got := bodies(b.receive(t, q, 2)); fmt.Sprint(got) != "[a b]" {
		t.Errorf("came back: %q", got)
	}
}

// A consumer that was too slow deletes with an old handle. Whether that deletes the message is open; it is no error.
func testLateDelete(t *testing.T, b bench) {
	q := b.queue(t, settings{"VisibilityTimeout": "1"})
	b.send(t, q, "slow")
	late := b.receive(t, q, 1)[0]
	again := b.receive(t, q, 1)[0]
	b.deleteAgain(t, q, late)
	b.delete(t, q, again)
	b.none(t, q, 2, "it was deleted")
}

func testLongPoll(t *testing.T, b bench) {
	q := b.queue(t, nil)
	begun := time.Now()
	b.none(t, q, 2, "the queue is empty")
	if took := time.Since(begun); took < time.Second {
		t.Errorf("an empty long poll of 2 s took %s", took)
	}
	got := make(chan []types.Message, 1)
	begun = time.Now()
	go func() {
		out, err := b.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: q.url, WaitTimeSeconds: 20})
		if err != nil {
			t.Error(err)
			got <- nil
			return
		}
		got <- out.Messages
	}()
	b.none(t, b.queue(t, nil), 1, "this queue is only waited at, so that the poll has begun")
	b.send(t, q, "wake up")
	if m := <-got; len(m) != 1 || time.Since(begun) > 15*time.Second {
		t.Errorf("a waiting poll gave %v after %s", m, time.Since(begun))
	}
}
