package queue

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/shared/fault"
)

// rounds is how often the entries of a batch that failed on SQS's side are sent in all.
const rounds = 3

// Client is what this package needs of *sqs.Client.
type Client interface {
	SendMessage(context.Context, *sqs.SendMessageInput, ...func(*sqs.Options)) (*sqs.SendMessageOutput, error)
	SendMessageBatch(context.Context, *sqs.SendMessageBatchInput, ...func(*sqs.Options)) (*sqs.SendMessageBatchOutput, error)
}

// Queue sends to one queue.
type Queue struct {
	client Client
	url    string
	rnd    func() float64 // in [0,1), for the pauses between rounds
}

// New makes the sender of the queue at url; rnd is math/rand/v2's Float64 outside tests.
func New(client Client, url string, rnd func() float64) *Queue {
	return &Queue{client: client, url: url, rnd: rnd}
}

// Send queues one message. Besides what Message.Check says, it fails with fault.Unavailable when SQS does not take the
// message; the message may have arrived all the same.
func (q *Queue) Send(ctx context.Context, m Message) error {
	if err := m.Check(); err != nil {
		return err
	}
	_, err := q.client.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: &q.url, MessageBody: &m.Body, MessageAttributes: attributes(m), MessageGroupId: group(m),
	})
	return fault.Wrap(fault.Unavailable, err, "send message")
}

// SendAll queues many messages in as few calls as SQS allows and gives one error per message: nil for those that arrived.
// Entries that failed on SQS's side are sent again; each fails or arrives on its own.
func (q *Queue) SendAll(ctx context.Context, messages []Message) []error {
	errs := make([]error, len(messages))
	var pending []int
	for i, m := range messages {
		if errs[i] = m.Check(); errs[i] == nil {
			pending = append(pending, i)
		}
	}
	for len(pending) > 0 {
		var n int
		for size := 0; n < len(pending) && n < maxEntries; n++ {
			if size += messages[pending[n]].size(); size > MaxMessage {
				break
			}
		}
		q.sendBatch(ctx, messages, pending[:n], errs)
		pending = pending[n:]
	}
	return errs
}

// sendBatch sends the messages at the given indexes, which fit one call, and notes what failed in errs.
func (q *Queue) sendBatch(ctx context.Context, messages []Message, indexes []int, errs []error) {
	for round := range rounds {
		if round > 0 && pause(ctx, time.Duration(q.rnd()*float64(100*time.Millisecond<<round))) != nil {
			return // the errors of the last round stand
		}
		entries := make([]types.SendMessageBatchRequestEntry, len(indexes))
		for n, i := range indexes {
			m := messages[i]
			entries[n] = types.SendMessageBatchRequestEntry{
				Id: aws.String(strconv.Itoa(i)), MessageBody: &m.Body, MessageAttributes: attributes(m), MessageGroupId: group(m),
			}
			errs[i] = fault.New(fault.Unavailable, "send message: SQS did not mention it")
		}
		out, err := q.client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: &q.url, Entries: entries})
		if err != nil { // the client has tried again already
			for _, i := range indexes {
				errs[i] = fault.Wrap(fault.Unavailable, err, "send batch")
			}
			return
		}
		for _, done := range out.Successful {
			if i, err := index(done.Id, indexes); err == nil {
				errs[i] = nil
			}
		}
		var again []int
		for _, failed := range out.Failed {
			i, err := index(failed.Id, indexes)
			if err != nil {
				continue
			}
			errs[i] = fault.New(fault.Unavailable, "send message: SQS answers %s", aws.ToString(failed.Code))
			if failed.SenderFault {
				errs[i] = fault.New(fault.Invalid, "send message: SQS refuses it: %s", aws.ToString(failed.Code))
				continue
			}
			again = append(again, i)
		}
		if indexes = again; len(indexes) == 0 {
			return
		}
	}
}

// index reads an entry's id back.
func index(id *string, sent []int) (int, error) {
	i, err := strconv.Atoi(aws.ToString(id))
	if err != nil {
		return 0, fmt.Errorf("read entry id: %w", err)
	}
	for _, s := range sent {
		if s == i {
			return i, nil
		}
	}
	return 0, fmt.Errorf("read entry id: %d was not sent", i)
}

func attributes(m Message) map[string]types.MessageAttributeValue {
	values := make(map[string]types.MessageAttributeValue, len(m.Attributes))
	for name, value := range m.Attributes {
		if value != "" {
			values[name] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
		}
	}
	return values
}

func group(m Message) *string {
	if m.Group == "" {
		return nil
	}
	return &m.Group
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
