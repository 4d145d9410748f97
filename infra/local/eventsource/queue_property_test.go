package eventsource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"pgregory.net/rapid"
)

// Whatever fails in whatever order, a message leaves the queue only after the function has dealt with it, and in the end all have left.
func TestQueueLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		outcomes := rapid.SliceOfN(rapid.SampledFrom([]string{"ok", "error", "partial", "throttled", "malformed", "unknown id", "slow"}), 0, 30).Draw(rt, "outcomes")
		receives := rapid.SliceOfN(rapid.Bool(), 0, 10).Draw(rt, "receives that work")
		deletes := rapid.SliceOfN(rapid.Bool(), 0, 10).Draw(rt, "deletes that work")
		config := QueueConfig{
			BatchSize: rapid.IntRange(1, 10).Draw(rt, "batch size"), Pollers: rapid.IntRange(1, 4).Draw(rt, "pollers"),
			BatchWindow:             time.Duration(rapid.IntRange(0, 3).Draw(rt, "window")) * time.Second,
			ReportBatchItemFailures: true,
		}
		count := rapid.IntRange(0, 40).Draw(rt, "messages")
		synctest.Test(t, func(t *testing.T) {
			if problem := loseNothing(t, config, count, outcomes, receives, deletes); problem != "" {
				rt.Errorf("%s", problem)
			}
		})
	})
}

func loseNothing(t *testing.T, config QueueConfig, count int, outcomes []string, receives, deletes []bool) (problem string) {
	queue := newFakeQueue(30 * time.Second)
	queue.failReceive = func(n int) error {
		if n <= len(receives) && !receives[n-1] {
			return errors.New("receive failed")
		}
		return nil
	}
	queue.failDelete = func(n int, in *sqs.DeleteMessageBatchInput) ([]string, error) {
		if n <= len(deletes) && !deletes[n-1] {
			return []string{*in.Entries[0].Id}, nil
		}
		return nil, nil
	}
	for i := range count {
		queue.send(fmt.Sprint(i))
	}
	function := &moody{outcomes: outcomes, done: map[string]bool{}}
	stop := running(t, config, queue, function)
	// Long enough for every outcome to have its visibility timeout and every backoff to pass.
	for range 40 {
		time.Sleep(30 * time.Second)
		synctest.Wait()
		left := queue.left()
		for i := range count {
			id := "m" + strconv.Itoa(i)
			if _, still := left[id]; !still && !function.finished(id) {
				problem = fmt.Sprintf("%s was deleted before the function had dealt with it", id)
			}
		}
	}
	stop()
	if left := queue.left(); len(left) > 0 {
		return fmt.Sprintf("%v stayed in the queue", left)
	}
	return problem
}

// moody is a function that goes through its outcomes and succeeds afterwards.
type moody struct {
	mu       sync.Mutex
	outcomes []string
	done     map[string]bool
}

func (m *moody) finished(id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.done[id]
}

func (m *moody) Invoke(_ context.Context, payload []byte) ([]byte, error) {
	var event events.SQSEvent
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, err
	}
	m.mu.Lock()
	outcome := "ok"
	if len(m.outcomes) > 0 {
		outcome, m.outcomes = m.outcomes[0], m.outcomes[1:]
	}
	m.mu.Unlock()
	if outcome == "slow" {
		time.Sleep(35 * time.Second) // beyond the visibility timeout
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	first := event.Records[0].MessageId
	switch outcome {
	case "error":
		return nil, errors.New("Unhandled")
	case "throttled":
		return nil, ErrThrottled
	case "malformed":
		return []byte(`{"batchItemFailures":[{}]}`), nil
	case "unknown id":
		return []byte(`{"batchItemFailures":[{"itemIdentifier":"nobody"}]}`), nil
	case "partial":
		for _, record := range event.Records[1:] {
			m.done[record.MessageId] = true
		}
		return []byte(`{"batchItemFailures":[{"itemIdentifier":"` + first + `"}]}`), nil
	}
	for _, record := range event.Records {
		m.done[record.MessageId] = true
	}
	return []byte(`{}`), nil
}
