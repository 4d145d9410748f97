package eventsource

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
)

// limited gives up answers that do not come in time: the reader of a shard would otherwise wait for one for as long as the system runs.
// Every call can be made again.
type limited struct{ client StreamClient }

func (l limited) DescribeStream(ctx context.Context, in *dynamodbstreams.DescribeStreamInput, options ...func(*dynamodbstreams.Options)) (*dynamodbstreams.DescribeStreamOutput, error) {
	return inTime(ctx, in, options, l.client.DescribeStream)
}

func (l limited) GetShardIterator(ctx context.Context, in *dynamodbstreams.GetShardIteratorInput, options ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error) {
	return inTime(ctx, in, options, l.client.GetShardIterator)
}

func (l limited) GetRecords(ctx context.Context, in *dynamodbstreams.GetRecordsInput, options ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error) {
	return inTime(ctx, in, options, l.client.GetRecords)
}

func inTime[In, Out, Option any](ctx context.Context, in In, options []Option, call func(context.Context, In, ...Option) (Out, error)) (Out, error) {
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	return call(ctx, in, options...)
}
