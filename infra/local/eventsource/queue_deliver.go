package eventsource

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// deliver hands one batch to the function and deletes what it has dealt with. What failed stays in the queue until its visibility timeout
// is over; the queue counts its receives and moves it to the dead letters.
func (q *Queue) deliver(ctx context.Context, batch []queueMessage) error {
	if ctx.Err() != nil {
		q.release(ctx, batch)
		return ctx.Err()
	}
	var records [][]byte
	for _, m := range batch {
		records = append(records, m.record)
	}
	response, err := q.invoke(ctx, payload(records), batch)
	if err != nil {
		q.log.Warn("batch failed and stays in the queue", "messages", len(batch), "error", err)
		return err
	}
	failed, err := q.failed(response, batch)
	if err != nil {
		q.log.Warn("batch failed and stays in the queue", "messages", len(batch), "error", err)
		return err
	}
	if len(failed) > 0 {
		q.log.Info("messages failed and stay in the queue", "failed", len(failed), "messages", len(batch))
	}
	q.remove(ctx, slices.DeleteFunc(batch, func(m queueMessage) bool { return slices.Contains(failed, m.id) }))
	return nil
}

// invoke keeps trying while the function is throttled, but not longer than the first message stays hidden: after that somebody else
// may have received it.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
func (q *Queue) invoke(ctx context.Context, event []byte, batch []queueMessage) ([]byte, error) {
	visibleAgain := batch[0].received.Add(q.config.VisibilityTimeout)
	for throttles := 1; ; throttles++ {
		response, err := q.function.Invoke(ctx, event)
		if !errors.Is(err, ErrThrottled) {
			return response, err
		}
		pause := backoff(throttles)
		if !q.clock.Now().Add(pause).Before(visibleAgain) {
			return nil, fmt.Errorf("retry until the visibility timeout: %w", err)
		}
		if waited := q.clock.Wait(ctx, pause); waited != nil {
			q.release(ctx, batch)
			return nil, waited
		}
	}
}

// failed returns the message ids that the function reports. An id that is not of this batch fails the whole batch.
func (q *Queue) failed(response []byte, batch []queueMessage) ([]string, error) {
	if !q.config.ReportBatchItemFailures {
		return nil, nil
	}
	failed, err := batchItemFailures(response)
	if err != nil {
		return nil, err
	}
	for _, id := range failed {
		if !slices.ContainsFunc(batch, func(m queueMessage) bool { return m.id == id }) {
			return nil, fmt.Errorf("the function reports the failure of %q, which is no message of the batch", id)
		}
	}
	return failed, nil
}

// remove deletes messages that are done with, even while the mapping is being stopped. What cannot be deleted comes again, which a
// function must bear anyway.
func (q *Queue) remove(ctx context.Context, messages []queueMessage) {
	const attempts = 3
	ctx, cancel := detached(ctx)
	defer cancel()
	for chunk := range slices.Chunk(messages, maxReceive) {
		for attempt := 1; len(chunk) > 0; attempt++ {
			left, err := q.removeOnce(ctx, chunk)
			if len(left) > 0 && (attempt == attempts || q.clock.Wait(ctx, backoff(attempt)) != nil) {
				q.log.Warn("messages were not deleted and will come again", "messages", len(left), "error", err)
				break
			}
			chunk = left
		}
	}
}

func (q *Queue) removeOnce(ctx context.Context, chunk []queueMessage) (left []queueMessage, err error) {
	in := &sqs.DeleteMessageBatchInput{QueueUrl: &q.config.URL}
	for i, m := range chunk {
		id := strconv.Itoa(i)
		in.Entries = append(in.Entries, types.DeleteMessageBatchRequestEntry{Id: &id, ReceiptHandle: &m.receipt})
	}
	out, err := q.client.DeleteMessageBatch(ctx, in)
	if err != nil {
		return chunk, fmt.Errorf("delete messages: %w", err)
	}
	for _, failure := range out.Failed {
		i, convErr := strconv.Atoi(deref(failure.Id))
		if convErr != nil || i < 0 || i >= len(chunk) {
			continue
		}
		left = append(left, chunk[i])
		err = fmt.Errorf("delete messages: %s", deref(failure.Code))
	}
	return left, err
}

// release makes messages visible at once that the function never saw, so that stopping the mapping delays nobody.
func (q *Queue) release(ctx context.Context, messages []queueMessage) {
	ctx, cancel := detached(ctx)
	defer cancel()
	for chunk := range slices.Chunk(messages, maxReceive) {
		in := &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &q.config.URL}
		for i, m := range chunk {
			id := strconv.Itoa(i)
			in.Entries = append(in.Entries, types.ChangeMessageVisibilityBatchRequestEntry{Id: &id, ReceiptHandle: &m.receipt})
		}
		if _, err := q.client.ChangeMessageVisibilityBatch(ctx, in); err != nil {
			q.log.Warn("messages stay hidden until their visibility timeout", "messages", len(chunk), "error", err)
		}
	}
}
