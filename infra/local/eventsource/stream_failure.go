package eventsource

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// SendClient is what a stream mapping needs of *sqs.Client for its on-failure queue.
type SendClient interface {
	SendMessage(ctx context.Context, in *sqs.SendMessageInput, options ...func(*sqs.Options)) (*sqs.SendMessageOutput, error)
}

// Why a mapping gives up on records.
const (
	retriesExhausted = "RetryAttemptsExhausted"
	ageExceeded      = "RecordAgeExceeded"
)

// discarded is the message that an on-failure destination gets: where the records are, not the records themselves.
// https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
type discarded struct {
	RequestContext  requestContext   `json:"requestContext"`
	ResponseContext *responseContext `json:"responseContext,omitempty"`
	Version         string           `json:"version"`
	Timestamp       string           `json:"timestamp"`
	Batch           batchInfo        `json:"DDBStreamBatchInfo"`
}

type requestContext struct {
	RequestID              string `json:"requestId"`
	FunctionARN            string `json:"functionArn"`
	Condition              string `json:"condition"`
	ApproximateInvokeCount int    `json:"approximateInvokeCount"`
}

type responseContext struct {
	StatusCode      int    `json:"statusCode"`
	ExecutedVersion string `json:"executedVersion"`
	FunctionError   string `json:"functionError,omitempty"`
}

type batchInfo struct {
	ShardID       string `json:"shardId"`
	StartSequence string `json:"startSequenceNumber"`
	EndSequence   string `json:"endSequenceNumber"`
	FirstArrival  string `json:"approximateArrivalOfFirstRecord"`
	LastArrival   string `json:"approximateArrivalOfLastRecord"`
	BatchSize     int    `json:"batchSize"`
	StreamARN     string `json:"streamArn"`
}

// discard gives up on records and tells the on-failure queue, as often as it takes: a record that nobody knows of would be lost. The only
// error is that of a ctx that ended before.
func (s *Stream) discard(ctx context.Context, shard string, batch []streamRecord, condition string, attempts int, failure error) error {
	s.log.Error("records are discarded", "condition", condition, "shard", shard, "records", len(batch),
		"from", batch[0].sequence, "to", batch[len(batch)-1].sequence, "attempts", attempts)
	if s.config.OnFailureQueueURL == "" {
		return ctx.Err()
	}
	body, err := encode(s.describe(shard, batch, condition, attempts, failure))
	if err != nil {
		return fmt.Errorf("encode on-failure message: %w", err) // not reached: the message holds strings and numbers only
	}
	text := string(body)
	for failures := 1; ; failures++ {
		_, err := s.failures.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &s.config.OnFailureQueueURL, MessageBody: &text})
		if err == nil {
			return ctx.Err()
		}
		s.log.Warn("on-failure message was not sent", "error", err, "failures", failures)
		if err := s.clock.Wait(ctx, backoff(failures)); err != nil {
			return err
		}
	}
}

func (s *Stream) describe(shard string, batch []streamRecord, condition string, attempts int, failure error) discarded {
	first, last := batch[0], batch[len(batch)-1]
	message := discarded{
		RequestContext: requestContext{
			RequestID:   derivedID(shard, first.sequence, last.sequence),
			FunctionARN: s.config.FunctionARN, Condition: condition, ApproximateInvokeCount: attempts,
		},
		Version:   "1.0",
		Timestamp: s.clock.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
		Batch: batchInfo{
			ShardID: shard, StartSequence: first.sequence, EndSequence: last.sequence,
			FirstArrival: first.created.UTC().Format(time.RFC3339), LastArrival: last.created.UTC().Format(time.RFC3339),
			BatchSize: len(batch), StreamARN: s.config.StreamARN,
		},
	}
	if attempts > 0 {
		message.ResponseContext = &responseContext{StatusCode: 200, ExecutedVersion: "$LATEST"}
		var thrown *functionError
		if errors.As(failure, &thrown) {
			message.ResponseContext.FunctionError = "Unhandled"
		}
	}
	return message
}

// derivedID makes an identifier of the form of a UUID from what it stands for. The Invoker does not tell the real id of an invocation.
func derivedID(parts ...string) string {
	h := fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%q", parts)))
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:32]
}
