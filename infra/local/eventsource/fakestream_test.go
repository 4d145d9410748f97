package eventsource

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

const testStreamARN = "arn:aws:dynamodb:eu-central-1:000000000000:table/Test/stream/2026-11-21T08:00:00.000"

// fakeShard is a shard of fakeStream; its records are never trimmed.
type fakeShard struct {
	id, parent string
	records    []types.Record
	closed     bool
}

// fakeStream is a stream in memory. Sequence numbers count from 1 over all shards.
type fakeStream struct {
	// failRead, when set, is asked before each GetRecords; n counts from 1.
	failRead func(n int) error
	// failDescribe, when set, is asked before each DescribeStream.
	failDescribe func(n int) error
	pageSize     int // shards per DescribeStream; 0 means all

	mu        sync.Mutex
	shards    []*fakeShard
	sequence  int
	reads     int
	describes int
}

func newFakeStream() *fakeStream { return &fakeStream{shards: []*fakeShard{{id: "s0"}}} }

// put writes one record per name to a shard; the name is the record's key.
func (f *fakeStream) put(shard string, names ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, name := range names {
		f.sequence++
		sequence, id, now := strconv.Itoa(f.sequence), "e"+strconv.Itoa(f.sequence), time.Now()
		f.shard(shard).records = append(f.shard(shard).records, types.Record{EventID: &id, EventName: types.OperationTypeInsert,
			Dynamodb: &types.StreamRecord{SequenceNumber: &sequence, ApproximateCreationDateTime: &now,
				Keys: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: name}}}})
	}
}

// split closes a shard and opens its children.
func (f *fakeStream) split(parent string, children ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.shard(parent).closed = true
	for _, child := range children {
		f.shards = append(f.shards, &fakeShard{id: child, parent: parent})
	}
}

func (f *fakeStream) shard(id string) *fakeShard {
	return f.shards[slices.IndexFunc(f.shards, func(s *fakeShard) bool { return s.id == id })]
}

func (f *fakeStream) DescribeStream(_ context.Context, in *dynamodbstreams.DescribeStreamInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.DescribeStreamOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.describes++
	if f.failDescribe != nil {
		if err := f.failDescribe(f.describes); err != nil {
			return nil, err
		}
	}
	from := 0
	if in.ExclusiveStartShardId != nil {
		from = 1 + slices.IndexFunc(f.shards, func(s *fakeShard) bool { return s.id == *in.ExclusiveStartShardId })
	}
	to := len(f.shards)
	if f.pageSize > 0 {
		to = min(to, from+f.pageSize)
	}
	description := &types.StreamDescription{}
	for _, s := range f.shards[from:to] {
		shard := types.Shard{ShardId: &s.id, SequenceNumberRange: &types.SequenceNumberRange{}}
		if s.parent != "" {
			shard.ParentShardId = &s.parent
		}
		if s.closed {
			end := "999"
			shard.SequenceNumberRange.EndingSequenceNumber = &end
		}
		description.Shards = append(description.Shards, shard)
	}
	if to < len(f.shards) {
		description.LastEvaluatedShardId = &f.shards[to-1].id
	}
	return &dynamodbstreams.DescribeStreamOutput{StreamDescription: description}, nil
}

func (f *fakeStream) GetShardIterator(_ context.Context, in *dynamodbstreams.GetShardIteratorInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	records := f.shard(*in.ShardId).records
	index := 0
	switch in.ShardIteratorType {
	case types.ShardIteratorTypeLatest:
		index = len(records)
	case types.ShardIteratorTypeAfterSequenceNumber:
		index = 1 + slices.IndexFunc(records, func(r types.Record) bool { return *r.Dynamodb.SequenceNumber == *in.SequenceNumber })
	}
	iterator := fmt.Sprintf("%s|%d", *in.ShardId, index)
	return &dynamodbstreams.GetShardIteratorOutput{ShardIterator: &iterator}, nil
}

func (f *fakeStream) GetRecords(ctx context.Context, in *dynamodbstreams.GetRecordsInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads++
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if f.failRead != nil {
		if err := f.failRead(f.reads); err != nil {
			return nil, err
		}
	}
	id, indexText, _ := strings.Cut(*in.ShardIterator, "|")
	from, err := strconv.Atoi(indexText)
	if err != nil {
		return nil, err
	}
	if *in.Limit < 1 || *in.Limit > 1000 {
		return nil, fmt.Errorf("ValidationException: Limit %d", *in.Limit)
	}
	shard := f.shard(id)
	to := min(len(shard.records), from+int(*in.Limit))
	out := &dynamodbstreams.GetRecordsOutput{Records: shard.records[from:to]}
	if to < len(shard.records) || !shard.closed {
		next := fmt.Sprintf("%s|%d", id, to)
		out.NextShardIterator = &next
	}
	return out, nil
}

// fakeDestination is the on-failure queue.
type fakeDestination struct {
	mu     sync.Mutex
	fail   int // how many sends fail at first
	bodies []string
}

func (f *fakeDestination) SendMessage(_ context.Context, in *sqs.SendMessageInput, _ ...func(*sqs.Options)) (*sqs.SendMessageOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail > 0 {
		f.fail--
		return nil, errors.New("connection refused")
	}
	f.bodies = append(f.bodies, *in.MessageBody)
	return &sqs.SendMessageOutput{}, nil
}

func (f *fakeDestination) sent() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.bodies)
}

// streaming starts a mapping inside a synctest bubble; stop ends it and waits for it.
func streaming(t *testing.T, config StreamConfig, client StreamClient, destination SendClient, function Invoker) (stop func()) {
	t.Helper()
	return start(t, mapped(t, config, client, destination, function).Run)
}

func mapped(t *testing.T, config StreamConfig, client StreamClient, destination SendClient, function Invoker) *Stream {
	t.Helper()
	config.Name, config.StreamARN, config.FunctionARN = "Test", testStreamARN, "arn:aws:lambda:eu-central-1:000000000000:function:relay"
	if config.StartingPosition == "" {
		config.StartingPosition = TrimHorizon
	}
	if destination != nil {
		config.OnFailureQueueURL = "http://failures"
	}
	stream, err := NewStream(config, client, destination, function, SystemClock{}, discardLog())
	if err != nil {
		t.Fatal(err)
	}
	return stream
}
