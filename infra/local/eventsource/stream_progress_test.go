package eventsource

import (
	"testing"
	"testing/synctest"
	"time"

	"doorstep/infra/local/eventsource/filter"

	"github.com/aws/aws-lambda-go/events"
)

// TestStreamReadUntil asks after each step how far the stream was read: never past what the function has not done.
func TestStreamReadUntil(t *testing.T) {
	t.Parallel()
	f, err := filter.Parse(`{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"T"}]}}}}`)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		stream, release := newFakeStream(), make(chan struct{})
		function := &watcher{respond: func(string, events.DynamoDBEvent) ([]byte, error) {
			<-release
			return nil, nil
		}}
		mapping := mapped(t, StreamConfig{Filter: f, BatchWindow: 2 * time.Second}, stream, nil, function)
		if got := mapping.ReadUntil(); !got.IsZero() {
			t.Errorf("before it runs: read until %v", got)
		}
		stop := start(t, mapping.Run)
		expect := func(what string, since time.Time, done bool) {
			t.Helper()
			synctest.Wait()
			if got := mapping.ReadUntil(); got.After(since) != done {
				t.Errorf("%s: read until %v, want past %v: %v", what, got, since, done)
			}
		}
		write := func(shard, key string) time.Time {
			time.Sleep(time.Second)
			defer time.Sleep(time.Millisecond) // so that "before" and "after" are no matter of one instant
			stream.put(shard, key)
			return time.Now()
		}
		at := write("s0", "O1")
		time.Sleep(time.Second)
		expect("a change that does not pass the filter", at, true)
		at = write("s0", "T1")
		time.Sleep(time.Second)
		expect("a change in its batching window", at, false)
		time.Sleep(10 * time.Second)
		expect("a change in the hands of the function", at, false)
		release <- struct{}{}
		time.Sleep(time.Second)
		expect("a change that the function has done", at, true)

		stream.split("s0", "s1", "s2")
		at = write("s1", "T2")
		time.Sleep(shardDiscovery)
		expect("one of two children at work", at, false)
		release <- struct{}{}
		time.Sleep(time.Second)
		expect("both children", at, true)
		stop()
	})
}
