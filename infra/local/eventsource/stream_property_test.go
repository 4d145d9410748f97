package eventsource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"pgregory.net/rapid"
)

// ledger is a function that fails at random and notes what it has processed. It complains when a record comes before an earlier one of
// the same key was processed.
type ledger struct {
	outcomes []string
	poison   string // this key always fails; empty: none

	mu       sync.Mutex
	done     map[string]bool   // by sequence number
	before   map[string]string // sequence number -> the one before it with the same key
	problems []string
}

func (l *ledger) processed() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.done)
}

func (l *ledger) Invoke(_ context.Context, payload []byte) ([]byte, error) {
	var event events.DynamoDBEvent
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	outcome := "ok"
	if len(l.outcomes) > 0 {
		outcome, l.outcomes = l.outcomes[0], l.outcomes[1:]
	}
	switch outcome {
	case "error":
		return nil, errors.New("Unhandled")
	case "throttled":
		return nil, ErrThrottled
	case "unknown":
		return []byte(`{"batchItemFailures":[{"itemIdentifier":"none"}]}`), nil
	}
	for i, record := range event.Records {
		sequence, key := record.Change.SequenceNumber, record.Change.Keys["pk"].String()
		if key == l.poison || outcome == "partial" && i == len(event.Records)/2 {
			return []byte(`{"batchItemFailures":[{"itemIdentifier":"` + sequence + `"}]}`), nil
		}
		if earlier := l.before[sequence]; earlier != "" && !l.done[earlier] && key != l.poison {
			l.problems = append(l.problems, fmt.Sprintf("%s of key %s came before %s", sequence, key, earlier))
		}
		l.done[sequence] = true
	}
	return nil, nil
}

// Whatever fails, every record is processed or, for the poison key, discarded; records of one key are processed in the order of
// their writes, over splits of shards too; and splitting batches comes to an end.
func TestStreamKeepsOrderAndLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		plan := streamPlan{
			outcomes: rapid.SliceOfN(rapid.SampledFrom([]string{"ok", "error", "throttled", "unknown", "partial"}), 0, 20).Draw(rt, "outcomes"),
			reads:    rapid.SliceOfN(rapid.SampledFrom([]string{"ok", "error", "expired"}), 0, 10).Draw(rt, "reads"),
			writes:   rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "split", "pause"}), 0, 40).Draw(rt, "writes"),
			config: StreamConfig{
				BatchSize: rapid.IntRange(1, 12).Draw(rt, "batch size"), BatchWindow: time.Duration(rapid.IntRange(0, 2).Draw(rt, "window")) * time.Second,
				BisectBatchOnFunctionError: rapid.Bool().Draw(rt, "bisect"), ReportBatchItemFailures: true,
			},
		}
		if rapid.Bool().Draw(rt, "a poison key") {
			plan.poison, plan.config.BisectBatchOnFunctionError = "c", true
			// Enough retries for the random outcomes, so that only the poison key can use them up.
			plan.config.MaximumRetryAttempts = new(len(plan.outcomes))
		}
		synctest.Test(t, func(t *testing.T) {
			for _, problem := range plan.run(t) {
				rt.Errorf("%s", problem)
			}
		})
	})
}

type streamPlan struct {
	outcomes, reads, writes []string
	config                  StreamConfig
	poison                  string
}

func (p streamPlan) run(t *testing.T) (problems []string) {
	stream, destination := newFakeStream(), &fakeDestination{}
	stream.failRead = func(n int) error {
		if n > len(p.reads) || p.reads[n-1] == "ok" {
			return nil
		}
		if p.reads[n-1] == "expired" {
			return &types.ExpiredIteratorException{}
		}
		return errors.New("connection reset")
	}
	function := &ledger{outcomes: p.outcomes, poison: p.poison, done: map[string]bool{}, before: map[string]string{}}
	stop := streaming(t, p.config, stream, destination, function)
	keys := p.write(stream, function)
	for range 200 { // minutes; by then every backoff has passed
		time.Sleep(time.Minute)
		synctest.Wait()
		if function.processed()+len(discardedSequences(t, destination.sent())) >= len(keys) {
			break
		}
	}
	stop()
	lost := discardedSequences(t, destination.sent())
	for sequence, key := range keys {
		if function.done[sequence] == slices.Contains(lost, sequence) {
			problems = append(problems, fmt.Sprintf("%s of key %s: processed %v, discarded %v", sequence, key, function.done[sequence], !function.done[sequence]))
		}
		if slices.Contains(lost, sequence) && key != p.poison {
			problems = append(problems, fmt.Sprintf("%s of key %s was discarded", sequence, key))
		}
	}
	return append(problems, function.problems...)
}

// write plays the plan's writes; a split replaces the open shard by a child. It returns the key of each sequence number.
func (p streamPlan) write(stream *fakeStream, function *ledger) map[string]string {
	keys, last := map[string]string{}, map[string]string{}
	shard, shards := "s0", 1
	for _, step := range p.writes {
		switch step {
		case "pause":
			time.Sleep(700 * time.Millisecond)
		case "split":
			child := "s" + strconv.Itoa(shards)
			stream.split(shard, child)
			shard, shards = child, shards+1
		default:
			function.mu.Lock()
			sequence := strconv.Itoa(len(keys) + 1)
			function.before[sequence], last[step], keys[sequence] = last[step], sequence, step
			function.mu.Unlock()
			stream.put(shard, step)
		}
	}
	return keys
}

func discardedSequences(t *testing.T, bodies []string) (all []string) {
	t.Helper()
	for _, body := range bodies {
		var message discarded
		if err := json.Unmarshal([]byte(body), &message); err != nil {
			t.Fatal(err)
		}
		from, _ := strconv.Atoi(message.Batch.StartSequence)
		to, _ := strconv.Atoi(message.Batch.EndSequence)
		for n := from; n <= to; n++ {
			all = append(all, strconv.Itoa(n))
		}
	}
	return all
}
