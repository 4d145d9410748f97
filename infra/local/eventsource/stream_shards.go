package eventsource

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// Run reads the stream until ctx ends and returns when every invocation under way has.
func (s *Stream) Run(ctx context.Context) {
	var readers sync.WaitGroup
	defer readers.Wait()
	var lineage lineage
	finished := make(chan string)
	failures := 0
	for ctx.Err() == nil {
		pause := shardDiscovery
		shards, err := s.shards(ctx)
		if err != nil {
			failures++
			pause = backoff(failures)
			s.log.Warn("stream cannot be read", "error", err, "failures", failures)
		}
		if err == nil {
			failures = 0
			for _, start := range lineage.startable(shards, s.config.StartingPosition) {
				s.progress.set(start.shard, time.Time{})
				readers.Go(func() { s.read(ctx, start, finished) })
			}
			for shard, over := range lineage.done {
				if over {
					s.progress.drop(shard)
				}
			}
		}
		s.await(ctx, finished, &lineage, pause)
	}
}

// read runs one shard and tells when it is exhausted, so that its children may begin.
func (s *Stream) read(ctx context.Context, start shardStart, finished chan<- string) {
	if !s.readShard(ctx, start) {
		return
	}
	select {
	case finished <- start.shard:
	case <-ctx.Done():
	}
}

// await pauses before the next look at the shards, which comes at once when one of them is exhausted.
func (s *Stream) await(ctx context.Context, finished <-chan string, lineage *lineage, pause time.Duration) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = s.clock.Wait(ctx, pause) // the caller looks at its own context
	}()
	select {
	case shard := <-finished:
		lineage.exhausted(shard)
	case <-over:
	}
}

// shards lists every shard that the stream still knows.
func (s *Stream) shards(ctx context.Context) ([]types.Shard, error) {
	var all []types.Shard
	in := &dynamodbstreams.DescribeStreamInput{StreamArn: &s.config.StreamARN}
	for {
		out, err := s.client.DescribeStream(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("describe stream: %w", err)
		}
		if out.StreamDescription == nil {
			return nil, fmt.Errorf("describe stream: no description of %s", s.config.StreamARN)
		}
		all = append(all, out.StreamDescription.Shards...)
		in.ExclusiveStartShardId = out.StreamDescription.LastEvaluatedShardId
		if in.ExclusiveStartShardId == nil {
			return all, nil
		}
	}
}

// shardStart is a shard to read and where to begin in it.
type shardStart struct {
	shard    string
	position types.ShardIteratorType
}

// lineage knows which shards were begun and which are exhausted. A shard splits into children that hold the later records of the same keys, so
// that a child must wait for its parent.
type lineage struct {
	begun bool // the first look is over
	done  map[string]bool
}

func (l *lineage) exhausted(shard string) { l.done[shard] = true }

// startable returns the shards whose turn has come. At LATEST that is every open shard of the first look from its end, and all that
// appear later from their beginning; a shard whose parent the stream has forgotten has nothing to wait for.
func (l *lineage) startable(shards []types.Shard, position string) []shardStart {
	if l.done == nil {
		l.done = map[string]bool{}
	}
	known := map[string]bool{}
	for _, shard := range shards {
		known[deref(shard.ShardId)] = true
	}
	var starts []shardStart
	for _, shard := range shards {
		id := deref(shard.ShardId)
		if _, seen := l.done[id]; seen {
			continue
		}
		if !l.begun && position == Latest {
			closed := shard.SequenceNumberRange != nil && shard.SequenceNumberRange.EndingSequenceNumber != nil
			l.done[id] = closed
			if !closed {
				starts = append(starts, shardStart{id, types.ShardIteratorTypeLatest})
			}
			continue
		}
		if parent := deref(shard.ParentShardId); known[parent] && !l.done[parent] {
			continue
		}
		l.done[id] = false
		starts = append(starts, shardStart{id, types.ShardIteratorTypeTrimHorizon})
	}
	l.begun = true
	return starts
}
