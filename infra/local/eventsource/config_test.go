package eventsource

import (
	"strings"
	"testing"
	"time"

	"doorstep/infra/local/eventsource/filter"
)

func TestNewQueueRefuses(t *testing.T) {
	t.Parallel()
	const fifo = testQueueARN + ".fifo"
	cases := []struct {
		name   string
		config QueueConfig
		want   string
	}{
		{"nothing set", QueueConfig{}, "no queue URL"},
		{"an ARN of something else", QueueConfig{ARN: "arn:aws:dynamodb:eu-central-1:0:table/x"}, "is not the ARN of a queue"},
		{"batch too large", QueueConfig{BatchSize: 10_001, BatchWindow: time.Second}, "BatchSize 10001 is not within 1-10000"},
		{"a large batch without window", QueueConfig{BatchSize: 11}, "needs MaximumBatchingWindowInSeconds of at least 1"},
		{"window too long", QueueConfig{BatchWindow: 301 * time.Second}, "not within 0-300 s"},
		{"concurrency of one", QueueConfig{MaximumConcurrency: 1}, "MaximumConcurrency 1 is not within 2-1000"},
		{"FIFO with a window", QueueConfig{ARN: fifo, BatchWindow: time.Second}, "takes no MaximumBatchingWindowInSeconds"},
		{"FIFO with a large batch", QueueConfig{ARN: fifo, BatchSize: 11}, "the limit of a FIFO queue"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := NewQueue(c.config, newFakeQueue(0), &recorder{}, SystemClock{}, discardLog())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want it to say %q", err, c.want)
			}
		})
	}
}

func TestNewStreamRefuses(t *testing.T) {
	t.Parallel()
	numeric, err := filter.Parse(`{"dynamodb":{"NewImage":{"weight":{"N":[{"numeric":[">",1]}]}}}}`)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name   string
		config StreamConfig
		want   string
	}{
		{"an ARN of something else", StreamConfig{StreamARN: testQueueARN}, "is not the ARN of a table's stream"},
		{"no starting position", StreamConfig{}, `StartingPosition "" is not TRIM_HORIZON or LATEST`},
		{"a position of Kinesis", StreamConfig{StartingPosition: "AT_TIMESTAMP"}, "AT_TIMESTAMP"},
		{"batch too large", StreamConfig{BatchSize: 10_001}, "BatchSize 10001"},
		{"window too long", StreamConfig{BatchWindow: time.Hour}, "not within 0-300 s"},
		{"too many retries", StreamConfig{MaximumRetryAttempts: new(10_001)}, "MaximumRetryAttempts"},
		{"a negative number of retries", StreamConfig{MaximumRetryAttempts: new(-1)}, "MaximumRetryAttempts"},
		{"age too short", StreamConfig{MaximumRecordAge: 59 * time.Second}, "not within 60-604800 s"},
		{"a filter that cannot match", StreamConfig{Filter: numeric}, "dynamodb.NewImage.weight.N"},
		{"nobody to send", StreamConfig{OnFailureQueueURL: "http://failures"}, "without a client"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := NewStream(c.config, newFakeStream(), nil, &watcher{}, SystemClock{}, discardLog())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want it to say %q", err, c.want)
			}
		})
	}
}
