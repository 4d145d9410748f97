package eventsource

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
)

// silent is a stream of which one call, the n-th of all, never answers.
type silent struct {
	*fakeStream
	mu    sync.Mutex
	left  int
	which string // what it was
}

func (s *silent) wait(ctx context.Context, which string) error {
	s.mu.Lock()
	s.left--
	now := s.left == 0
	if now {
		s.which = which
	}
	s.mu.Unlock()
	if !now {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

func (s *silent) DescribeStream(ctx context.Context, in *dynamodbstreams.DescribeStreamInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.DescribeStreamOutput, error) {
	if err := s.wait(ctx, "describe"); err != nil {
		return nil, err
	}
	return s.fakeStream.DescribeStream(ctx, in)
}

func (s *silent) GetShardIterator(ctx context.Context, in *dynamodbstreams.GetShardIteratorInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error) {
	if err := s.wait(ctx, "iterator"); err != nil {
		return nil, err
	}
	return s.fakeStream.GetShardIterator(ctx, in)
}

func (s *silent) GetRecords(ctx context.Context, in *dynamodbstreams.GetRecordsInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error) {
	if err := s.wait(ctx, "records"); err != nil {
		return nil, err
	}
	return s.fakeStream.GetRecords(ctx, in)
}

func TestStreamGivesUpAnAnswerThatDoesNotCome(t *testing.T) {
	t.Parallel()
	for n, which := range []string{"describe", "iterator", "records"} {
		t.Run(which, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				stream, function := &silent{fakeStream: newFakeStream(), left: n + 1}, &watcher{}
				stream.put("s0", "a", "b")
				stop := streaming(t, StreamConfig{}, stream, nil, function)
				time.Sleep(answerLimit + time.Second)
				synctest.Wait()
				if got := strings.Join(function.seen(), " "); got != "ab" || stream.which != which {
					t.Errorf("invocations %q after call %d, %q, gave no answer", got, n+1, stream.which)
				}
				stop()
			})
		})
	}
}
