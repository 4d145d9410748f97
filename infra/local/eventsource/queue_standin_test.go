package eventsource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	standin "doorstep/infra/local/sqs"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// jumps is the stand-in's clock; a test moves it instead of waiting for visibility timeouts.
type jumps struct {
	mu sync.Mutex
	by time.Duration
}

func (j *jumps) now() time.Time {
	j.mu.Lock()
	defer j.mu.Unlock()
	return time.Now().Add(j.by)
}

func (j *jumps) jump(d time.Duration) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.by += d
}

func queueWith(t *testing.T, client *sqs.Client, name string, attributes map[string]string) (url, arn string) {
	t.Helper()
	created, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes})
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: created.QueueUrl, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameQueueArn}})
	if err != nil {
		t.Fatal(err)
	}
	return *created.QueueUrl, got.Attributes["QueueArn"]
}

// Over the real SDK and the real protocol: one crash, one message that always fails, and 29 others. The others are processed, the poison ends in
// the dead letters after two receives, and the queue is empty.
func TestQueueOfTheStandIn(t *testing.T) {
	t.Parallel()
	clock := &jumps{}
	web := httptest.NewServer(standin.New("http://queues.test", clock.now))
	t.Cleanup(web.Close)
	client := sqs.New(sqs.Options{Region: standin.Region, BaseEndpoint: &web.URL, HTTPClient: web.Client(),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		})})
	deadURL, deadARN := queueWith(t, client, "dead", nil)
	url, arn := queueWith(t, client, "inbound", map[string]string{"VisibilityTimeout": "30", "RedrivePolicy": fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":2}`, deadARN)})

	function := &choosy{clock: clock, done: map[string]int{}}
	queue, err := NewQueue(QueueConfig{Name: "Test", URL: url, ARN: arn, Pollers: 1, ReportBatchItemFailures: true}, client, function, SystemClock{}, discardLog())
	if err != nil {
		t.Fatal(err)
	}
	for n := range 30 {
		body := fmt.Sprint(n)
		if n == 17 {
			body = "poison"
		}
		_, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body,
			MessageAttributes: map[string]types.MessageAttributeValue{"source": {DataType: new("String"), StringValue: new("ups")}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	stop := start(t, queue.Run)
	dead, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &deadURL, WaitTimeSeconds: 20})
	stop()
	if err != nil {
		t.Fatal(err)
	}
	if len(dead.Messages) != 1 || *dead.Messages[0].Body != "poison" {
		t.Fatalf("dead letters: %d messages", len(dead.Messages))
	}
	left, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url})
	if err != nil || len(left.Messages) != 0 {
		t.Errorf("%d messages left, %v", len(left.Messages), err)
	}
	if function.done["poison"] != 2 || len(function.done) != 30 {
		t.Errorf("handled %v, want 29 bodies and the poison twice", function.done)
	}
}

// choosy crashes at first and then fails the poison only. Each failure lets the visibility timeout pass.
type choosy struct {
	clock *jumps

	mu      sync.Mutex
	crashed bool
	done    map[string]int
}

func (c *choosy) Invoke(_ context.Context, payload []byte) ([]byte, error) {
	var event events.SQSEvent
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.crashed {
		c.crashed = true
		c.clock.jump(31 * time.Second)
		return nil, errors.New("Unhandled")
	}
	response := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for _, record := range event.Records {
		if *record.MessageAttributes["source"].StringValue != "ups" {
			return nil, fmt.Errorf("message %s lost its attribute", record.MessageId)
		}
		c.done[record.Body]++
		if record.Body == "poison" {
			response.BatchItemFailures = append(response.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})
			c.clock.jump(31 * time.Second)
		}
	}
	return json.Marshal(response)
}
