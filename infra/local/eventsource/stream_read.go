package eventsource

import (
	"context"
	"errors"
	"fmt"
	"time"

	"doorstep/infra/local/eventsource/filter"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// maxRead is the most that one GetRecords returns.
const maxRead = 1000

// streamRecord is a record of a shard, encoded for the function's event.
type streamRecord struct {
	sequence string
	created  time.Time // to the second; zero when the stream does not say
	record   []byte
}

func (r streamRecord) size() int { return len(r.record) }

// readShard reads one shard to its end and hands its records on in order. It returns true at the end of the shard and false at the end of ctx.
func (s *Stream) readShard(ctx context.Context, start shardStart) bool {
	cursor := cursor{stream: s, shardStart: start}
	var held []streamRecord
	var windowEnd time.Time
	failures := 0
	for ctx.Err() == nil {
		batch, rest := fit(held, s.config.BatchSize)
		left := windowEnd.Sub(s.clock.Now())
		full := len(rest) > 0 || len(batch) == s.config.BatchSize
		if len(batch) > 0 && (full || left <= 0 || cursor.closed) {
			if s.deliver(ctx, start.shard, batch) != nil {
				return false
			}
			held, windowEnd = rest, s.clock.Now().Add(s.config.BatchWindow)
			continue
		}
		if cursor.closed {
			return true
		}
		asked := s.clock.Now()
		records, read, err := cursor.read(ctx, min(maxRead, s.config.BatchSize-len(held)))
		if err != nil {
			failures++
			s.log.Warn("shard cannot be read", "shard", start.shard, "error", err, "failures", failures)
			_ = s.clock.Wait(ctx, backoff(failures)) // the loop looks at ctx
			continue
		}
		failures = 0
		if len(held) == 0 && len(records) > 0 {
			windowEnd = s.clock.Now().Add(s.config.BatchWindow)
		}
		held = append(held, records...)
		if read == 0 && !cursor.closed {
			if len(held) == 0 {
				s.progress.set(start.shard, asked)
			}
			pause := s.config.PollInterval
			if len(held) > 0 {
				pause = min(pause, max(left, 0))
			}
			_ = s.clock.Wait(ctx, pause)
		}
	}
	return false
}

// cursor is a place in a shard that survives expired iterators.
type cursor struct {
	stream *Stream
	shardStart
	iterator *string
	last     string // sequence number of the last record read
	closed   bool
}

// read returns the next records that pass the filter, and how many there were before the filter.
func (c *cursor) read(ctx context.Context, limit int) (passed []streamRecord, read int, err error) {
	if c.iterator == nil {
		if err := c.begin(ctx); err != nil {
			return nil, 0, err
		}
	}
	count := int32(limit)
	out, err := c.stream.client.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: c.iterator, Limit: &count})
	if err != nil {
		c.recover(err)
		return nil, 0, fmt.Errorf("get records: %w", err)
	}
	for _, r := range out.Records {
		record, pass, err := c.stream.take(r)
		if err != nil {
			return nil, 0, err
		}
		if pass {
			passed = append(passed, record)
		}
	}
	if n := len(out.Records); n > 0 {
		c.last = deref(out.Records[n-1].Dynamodb.SequenceNumber)
	}
	c.iterator = out.NextShardIterator
	c.closed = out.NextShardIterator == nil
	return passed, len(out.Records), nil
}

// begin asks for an iterator behind the last record read, or at the starting position.
func (c *cursor) begin(ctx context.Context) error {
	in := &dynamodbstreams.GetShardIteratorInput{StreamArn: &c.stream.config.StreamARN, ShardId: &c.shard, ShardIteratorType: c.position}
	if c.last != "" {
		in.ShardIteratorType, in.SequenceNumber = types.ShardIteratorTypeAfterSequenceNumber, &c.last
	}
	out, err := c.stream.client.GetShardIterator(ctx, in)
	if err != nil {
		c.recover(err)
		return fmt.Errorf("get shard iterator: %w", err)
	}
	c.iterator = out.ShardIterator
	return nil
}

// recover prepares the next attempt: an iterator lives 15 minutes, and what was trimmed after 24 hours is gone.
func (c *cursor) recover(err error) {
	var expired *types.ExpiredIteratorException
	var trimmed *types.TrimmedDataAccessException
	switch {
	case errors.As(err, &expired):
		c.iterator = nil
	case errors.As(err, &trimmed):
		if c.last == "" { // DynamoDB Local 3 says so of a new table when other tables were written to before
			c.stream.log.Warn("the stream was trimmed while its reading began", "shard", c.shard)
		} else {
			c.stream.log.Error("records were lost: the stream had trimmed them before they were read", "shard", c.shard, "after", c.last)
		}
		c.iterator, c.last, c.position = nil, "", types.ShardIteratorTypeTrimHorizon
	}
}

// take encodes a record and tells whether it passes the filter.
func (s *Stream) take(r types.Record) (record streamRecord, pass bool, err error) {
	if r.Dynamodb == nil {
		return streamRecord{}, false, fmt.Errorf("stream record %s has no dynamodb section", deref(r.EventID))
	}
	record.sequence = deref(r.Dynamodb.SequenceNumber)
	if r.Dynamodb.ApproximateCreationDateTime != nil {
		record.created = *r.Dynamodb.ApproximateCreationDateTime
	}
	record.record, err = encodeStreamRecord(r, s.config.StreamARN, s.region)
	if err != nil || s.config.Filter.Empty() {
		return record, true, err
	}
	event, err := filter.Decode(record.record)
	if err != nil {
		return streamRecord{}, false, fmt.Errorf("read back stream record %s for its filter: %w", record.sequence, err)
	}
	return record, s.config.Filter.Match(event), nil
}
