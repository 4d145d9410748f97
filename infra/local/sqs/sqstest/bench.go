package sqstest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"doorstep/infra/conformance/engine"
)

// patience bounds a failure; AWS moves dead letters and counts messages within seconds, and says "up to a minute" for counts.
const patience = 70 * time.Second

// bench is the engine under test with the calls that most tests make.
type bench struct {
	*sqs.Client
	on engine.Engine
}

// made is a queue of one test.
type made struct {
	url *string
	arn string
}

// settings are attributes of a queue.
type settings map[string]string

// queue creates a queue with a name that nobody used before, and deletes it after the test.
func (b bench) queue(t *testing.T, s settings) made {
	t.Helper()
	out, err := b.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("conformance-" + rand.Text()), Attributes: s})
	if err != nil {
		t.Fatalf("create queue: %v", err)
	}
	t.Cleanup(func() { // after t.Context has ended
		if _, err := b.DeleteQueue(context.Background(), &sqs.DeleteQueueInput{QueueUrl: out.QueueUrl}); err != nil {
			t.Errorf("delete queue: %v", err)
		}
	})
	return made{out.QueueUrl, b.attribute(t, out.QueueUrl, types.QueueAttributeNameQueueArn)}
}

// redrive is the setting that moves messages to dead after max receives.
func redrive(t *testing.T, dead made, max int) string {
	t.Helper()
	policy, err := json.Marshal(map[string]any{"deadLetterTargetArn": dead.arn, "maxReceiveCount": max})
	if err != nil {
		t.Fatal(err)
	}
	return string(policy)
}

func (b bench) attribute(t *testing.T, url *string, name types.QueueAttributeName) string {
	t.Helper()
	out, err := b.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: url, AttributeNames: []types.QueueAttributeName{name}})
	if err != nil {
		t.Fatalf("get attribute %s: %v", name, err)
	}
	return out.Attributes[string(name)]
}

func (b bench) send(t *testing.T, q made, body string) string {
	t.Helper()
	out, err := b.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: q.url, MessageBody: &body})
	if err != nil {
		t.Fatalf("send %.40q: %v", body, err)
	}
	return aws.ToString(out.MessageId)
}

// take receives once, waiting up to the given number of seconds; visibility below 0 is the queue's own.
func (b bench) take(t *testing.T, q made, wait, visibility int32) []types.Message {
	t.Helper()
	in := &sqs.ReceiveMessageInput{
		QueueUrl: q.url, MaxNumberOfMessages: 10, WaitTimeSeconds: wait, MessageAttributeNames: []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	}
	// The SDK leaves out a time-out of 0, which then is the queue's own: looking without taking is done by a change to 0.
	if visibility > 0 {
		in.VisibilityTimeout = visibility
	}
	out, err := b.ReceiveMessage(t.Context(), in)
	if err != nil {
		t.Fatalf("receive: %v", err)
	}
	return out.Messages
}

// receive takes messages until it has n different ones.
func (b bench) receive(t *testing.T, q made, n int) []types.Message {
	t.Helper()
	var got []types.Message
	for until := time.Now().Add(patience); len(got) < n; {
		if time.Now().After(until) {
			t.Fatalf("%d of %d messages came within %s", len(got), n, patience)
		}
		for _, m := range b.take(t, q, 5, -1) {
			if !slices.ContainsFunc(got, func(seen types.Message) bool { return *seen.MessageId == *m.MessageId }) {
				got = append(got, m)
			}
		}
	}
	return got
}

// deleteAgain deletes with a handle that is no longer the latest, or of a message that is gone: AWS takes it
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html).
func (b bench) deleteAgain(t *testing.T, q made, m types.Message) {
	t.Helper()
	_, err := b.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: q.url, ReceiptHandle: m.ReceiptHandle})
	if b.on.Lacks(engine.LateDeletes) {
		var invalid *types.ReceiptHandleIsInvalid
		if !errors.As(err, &invalid) {
			t.Errorf("%s refuses a late delete no longer, but says %v: strike it from what it lacks", b.on.Name, err)
		}
		return
	}
	if err != nil {
		t.Errorf("delete again: %v", err)
	}
}

func (b bench) delete(t *testing.T, q made, m types.Message) {
	t.Helper()
	if _, err := b.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: q.url, ReceiptHandle: m.ReceiptHandle}); err != nil {
		t.Errorf("delete: %v", err)
	}
}

// release makes a received message visible again at once.
func (b bench) release(t *testing.T, q made, m types.Message) {
	t.Helper()
	_, err := b.ChangeMessageVisibility(t.Context(), &sqs.ChangeMessageVisibilityInput{QueueUrl: q.url, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 0})
	if err != nil {
		t.Errorf("make visible: %v", err)
	}
}

// none wants no message within the given number of seconds.
func (b bench) none(t *testing.T, q made, wait int32, why string) {
	t.Helper()
	if got := b.take(t, q, wait, -1); len(got) > 0 {
		t.Errorf("%s, and %q came", why, bodies(got))
	}
}

// eventually asks again until it is so; waiting is a long poll of a queue that stays empty, so that no test sleeps.
func (b bench) eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	idle := b.queue(t, nil)
	for until := time.Now().Add(patience); !so(); {
		if time.Now().After(until) {
			t.Fatalf("not so within %s: %s", patience, what)
		}
		b.take(t, idle, 1, -1)
	}
}

func bodies(messages []types.Message) []string {
	all := make([]string, len(messages))
	for i, m := range messages {
		all[i] = aws.ToString(m.Body)
	}
	slices.Sort(all)
	return all
}

// refused wants an error of a documented name. The older protocol of SQS had others for some
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-faqs.html), so any of the names given will do.
// Of an engine that has names of its own, a refusal that blames the caller is enough.
func (b bench) refused(t *testing.T, what string, err error, names ...string) {
	t.Helper()
	var got smithy.APIError
	if !errors.As(err, &got) {
		t.Errorf("%s: error %v, want %s", what, err, strings.Join(names, " or "))
		return
	}
	named := slices.ContainsFunc(names, func(name string) bool { return strings.HasSuffix(got.ErrorCode(), name) })
	var answer *awshttp.ResponseError
	if b.on.Lacks(engine.ErrorNames) && errors.As(err, &answer) && answer.HTTPStatusCode() == http.StatusBadRequest {
		return
	}
	if !named {
		t.Errorf("%s: error %v, want %s", what, err, strings.Join(names, " or "))
	}
}
