// Package dead looks at the dead letters of a deployment without taking them away, sends them back to where they came from at a rate, and
// drops them. Bodies may hold personal data: what it shows of one is its size and keys.
package dead

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/shared/fault"
)

// Queue is one of the queues of template.yaml.
type Queue struct {
	Name    string        // without the stage: "inbound"
	Dead    string        // its dead-letter queue; empty for Lost
	Patient time.Duration // how old its oldest message may get: the threshold of its alarm
	Holds   string        // what a message is, for people
	Runbook string        // of its age
}

// Lost is where Lambda reports batches of the stream that relay never answered for. Its messages name places in the stream and no items.
const Lost = "relay-lost"

// Queues are those that functions work off. A test holds them and their patience to template.yaml.
func Queues() []Queue {
	return []Queue{
		{"inbound", "inbound-dead", 10 * time.Minute, "bodies that carriers pushed or answered", "queue-age"},
		{"relay", "relay-dead", 30 * time.Minute, "changes whose news was not told", "queue-age"},
		{"messages", "messages-dead", 15 * time.Minute, "milestones without a decision", "queue-age"},
		{"feedback", "feedback-dead", 15 * time.Minute, "bounces and complaints", "feedback"},
		{"polls", "polls-dead", time.Hour, "numbers to ask a carrier about", "queue-age"},
		{"checks", "checks-dead", time.Hour, "parcels that something seems wrong with", "queue-age"},
	}
}

// DeadNames are the names of the queues that hold what nobody settled.
func DeadNames() []string {
	var names []string
	for _, q := range Queues() {
		names = append(names, q.Dead)
	}
	return append(names, Lost)
}

// Find gives the queue that a dead-letter queue is of; both names lead to it, and Lost to itself.
func Find(name string) (Queue, bool) {
	if name == Lost {
		return Queue{Name: Lost, Dead: Lost, Holds: "batches of the stream that relay never answered for"}, true
	}
	for _, q := range Queues() {
		if name == q.Name || name == q.Dead {
			return q, true
		}
	}
	return Queue{}, false
}

// Client is what this package needs of *sqs.Client.
type Client interface {
	GetQueueUrl(context.Context, *sqs.GetQueueUrlInput, ...func(*sqs.Options)) (*sqs.GetQueueUrlOutput, error)
	GetQueueAttributes(context.Context, *sqs.GetQueueAttributesInput, ...func(*sqs.Options)) (*sqs.GetQueueAttributesOutput, error)
	ReceiveMessage(context.Context, *sqs.ReceiveMessageInput, ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error)
	ChangeMessageVisibilityBatch(context.Context, *sqs.ChangeMessageVisibilityBatchInput, ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityBatchOutput, error)
	DeleteMessageBatch(context.Context, *sqs.DeleteMessageBatchInput, ...func(*sqs.Options)) (*sqs.DeleteMessageBatchOutput, error)
	StartMessageMoveTask(context.Context, *sqs.StartMessageMoveTaskInput, ...func(*sqs.Options)) (*sqs.StartMessageMoveTaskOutput, error)
	ListMessageMoveTasks(context.Context, *sqs.ListMessageMoveTasksInput, ...func(*sqs.Options)) (*sqs.ListMessageMoveTasksOutput, error)
	CancelMessageMoveTask(context.Context, *sqs.CancelMessageMoveTaskInput, ...func(*sqs.Options)) (*sqs.CancelMessageMoveTaskOutput, error)
}

// Desk is the queues of one stage.
type Desk struct {
	Client Client
	Stage  string
	Now    func() time.Time
	Pause  func(context.Context, time.Duration) error
}

// Depth is how full a queue is, approximately, as SQS says.
type Depth struct {
	Name                       string
	URL, ARN                   string
	Waiting, InFlight, Delayed int
}

// All is every message of the queue.
func (d Depth) All() int { return d.Waiting + d.InFlight + d.Delayed }

// Depth asks how full a queue is; name is without the stage.
func (d Desk) Depth(ctx context.Context, name string) (Depth, error) {
	full := "doorstep-" + d.Stage + "-" + name
	found, err := d.Client.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &full})
	if err != nil {
		return Depth{}, fmt.Errorf("find queue %s: %w", full, said(err))
	}
	out, err := d.Client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: found.QueueUrl, AttributeNames: []types.QueueAttributeName{
		types.QueueAttributeNameQueueArn, types.QueueAttributeNameApproximateNumberOfMessages,
		types.QueueAttributeNameApproximateNumberOfMessagesNotVisible, types.QueueAttributeNameApproximateNumberOfMessagesDelayed,
	}})
	if err != nil {
		return Depth{}, fmt.Errorf("ask queue %s: %w", full, said(err))
	}
	count := func(name types.QueueAttributeName) int {
		n, _ := strconv.Atoi(out.Attributes[string(name)]) // SQS writes numbers; what is none counts as empty
		return n
	}
	return Depth{
		Name: name, URL: aws.ToString(found.QueueUrl), ARN: out.Attributes[string(types.QueueAttributeNameQueueArn)],
		Waiting:  count(types.QueueAttributeNameApproximateNumberOfMessages),
		InFlight: count(types.QueueAttributeNameApproximateNumberOfMessagesNotVisible),
		Delayed:  count(types.QueueAttributeNameApproximateNumberOfMessagesDelayed),
	}, nil
}

// URL gives the address of a queue; name is without the stage.
func (d Desk) URL(ctx context.Context, name string) (string, error) {
	depth, err := d.Depth(ctx, name)
	return depth.URL, err
}

// said shortens what the SDK says to what helps: the last of its nested sentences, without the request's id.
func said(err error) error {
	text := err.Error()
	if i := strings.LastIndex(text, "api error "); i >= 0 {
		return fault.New(fault.Unavailable, "SQS says %s", text[i+len("api error "):])
	}
	return fault.Wrap(fault.Unavailable, err, "SQS")
}
