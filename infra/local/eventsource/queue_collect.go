package eventsource

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// QueueClient is what a mapping needs of *sqs.Client.
type QueueClient interface {
	ReceiveMessage(ctx context.Context, in *sqs.ReceiveMessageInput, options ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error)
	DeleteMessageBatch(ctx context.Context, in *sqs.DeleteMessageBatchInput, options ...func(*sqs.Options)) (*sqs.DeleteMessageBatchOutput, error)
	ChangeMessageVisibilityBatch(ctx context.Context, in *sqs.ChangeMessageVisibilityBatchInput, options ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityBatchOutput, error)
}

// queueMessage is a received message with its record in the function's event.
type queueMessage struct {
	id, receipt string
	record      []byte
	received    time.Time
}

func (m queueMessage) size() int { return len(m.record) }

// collect waits for a message and then gathers more until the batch is full, its payload would pass 6 MB, or the batching window is over.
// Carried are messages that did not fit the batch before; rest are those that do not fit this one. With an error, whatever was
// gathered is in rest.
func (q *Queue) collect(ctx context.Context, carried []queueMessage) (batch, rest []queueMessage, err error) {
	batch, rest = fit(carried, q.config.BatchSize)
	var windowEnd time.Time
	if len(batch) > 0 {
		windowEnd = batch[0].received.Add(q.config.BatchWindow)
	}
	for len(rest) == 0 && len(batch) < q.config.BatchSize {
		wait := longPoll
		if len(batch) > 0 {
			left := windowEnd.Sub(q.clock.Now())
			if left <= 0 {
				break
			}
			wait = min(left, longPoll)
		}
		if wait < time.Second { // SQS waits whole seconds only
			if err := q.clock.Wait(ctx, wait); err != nil {
				return nil, append(batch, rest...), err
			}
			wait = 0
		}
		messages, err := q.receive(ctx, min(maxReceive, q.config.BatchSize-len(batch)), wait)
		if err != nil {
			return nil, append(batch, rest...), err
		}
		if len(batch) == 0 && len(messages) > 0 {
			windowEnd = messages[0].received.Add(q.config.BatchWindow)
		}
		batch, rest = fit(append(batch, messages...), q.config.BatchSize)
	}
	return batch, rest, nil
}

// receive asks once and drops, for good, what the filter does not let pass. An answer that does not come in time is given up: without an
// end to it a poller would hold what it has, and do nothing, for as long as the system runs.
func (q *Queue) receive(ctx context.Context, count int, wait time.Duration) ([]queueMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, wait+answerLimit)
	defer cancel()
	out, err := q.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl:                    &q.config.URL,
		MaxNumberOfMessages:         int32(count),
		WaitTimeSeconds:             int32(wait / time.Second),
		MessageAttributeNames:       []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	})
	if err != nil {
		return nil, fmt.Errorf("receive messages: %w", err)
	}
	received := q.clock.Now()
	var passed, dropped []queueMessage
	for _, m := range out.Messages {
		record, err := encodeQueueMessage(m, q.config.ARN, q.region)
		if err != nil {
			return nil, err
		}
		message := queueMessage{id: deref(m.MessageId), receipt: deref(m.ReceiptHandle), record: record, received: received}
		pass, err := q.passes(record)
		if err != nil {
			return nil, err
		}
		if !pass {
			dropped = append(dropped, message)
			continue
		}
		passed = append(passed, message)
	}
	if len(dropped) > 0 {
		q.log.Debug("messages filtered out", "messages", len(dropped))
		q.remove(ctx, dropped)
	}
	return passed, nil
}
