package eventsource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"doorstep/infra/local/eventsource/filter"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// watcher is a function that remembers, per invocation, the keys of its records, joined, and answers with respond.
type watcher struct {
	respond func(keys string, event events.DynamoDBEvent) ([]byte, error)

	mu    sync.Mutex
	calls []string
	at    []time.Time
}

func (w *watcher) Invoke(_ context.Context, payload []byte) ([]byte, error) {
	var event events.DynamoDBEvent
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, err
	}
	var keys string
	for _, record := range event.Records {
		keys += record.Change.Keys["pk"].String()
	}
	w.mu.Lock()
	w.calls = append(w.calls, keys)
	w.at = append(w.at, time.Now())
	w.mu.Unlock()
	if w.respond == nil {
		return nil, nil
	}
	return w.respond(keys, event)
}

// seen returns what the function was invoked with so far.
func (w *watcher) seen() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.calls)
}

// reporting answers with the sequence numbers of the records that have the listed keys, in the order of the list.
func reporting(event events.DynamoDBEvent, keys string) []byte {
	response := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
	for _, key := range strings.Split(keys, "") {
		for _, record := range event.Records {
			if record.Change.Keys["pk"].String() == key {
				response.BatchItemFailures = append(response.BatchItemFailures, events.DynamoDBBatchItemFailure{ItemIdentifier: record.Change.SequenceNumber})
			}
		}
	}
	raw, err := json.Marshal(response)
	if err != nil {
		panic(err)
	}
	return raw
}

// TestStreamFailures gives a batch of a, b, c and d to functions that fail in different ways.
func TestStreamFailures(t *testing.T) {
	t.Parallel()
	unhandled := errors.New("Unhandled")
	poison := func(bad string) func(string, events.DynamoDBEvent) ([]byte, error) {
		return func(keys string, _ events.DynamoDBEvent) ([]byte, error) {
			if strings.Contains(keys, bad) {
				return nil, unhandled
			}
			return nil, nil
		}
	}
	report := func(bad string) func(string, events.DynamoDBEvent) ([]byte, error) {
		return func(_ string, event events.DynamoDBEvent) ([]byte, error) { return reporting(event, bad), nil }
	}
	once := func(response string, err error) func(string, events.DynamoDBEvent) ([]byte, error) {
		var called bool
		return func(string, events.DynamoDBEvent) ([]byte, error) {
			if called {
				return []byte(`{}`), nil
			}
			called = true
			return []byte(response), err
		}
	}
	cases := []struct {
		name      string
		config    StreamConfig
		respond   func(string, events.DynamoDBEvent) ([]byte, error)
		want      string // keys per invocation
		discarded string // keys per on-failure message, by sequence number
	}{
		{"success", StreamConfig{}, nil, "abcd", ""},
		{"a crash is retried", StreamConfig{}, once("", unhandled), "abcd abcd", ""},
		{"retries end", StreamConfig{MaximumRetryAttempts: new(2)}, poison("c"), "abcd abcd abcd", "1-4"},
		{"no retry at all", StreamConfig{MaximumRetryAttempts: new(0)}, poison("c"), "abcd", "1-4"},
		{"bisect isolates the poison", StreamConfig{BisectBatchOnFunctionError: true, MaximumRetryAttempts: new(1)}, poison("c"), "abcd ab cd c c d", "3-3"},
		{"bisect without a retry", StreamConfig{BisectBatchOnFunctionError: true, MaximumRetryAttempts: new(0)}, poison("a"), "abcd ab a b cd", "1-1"},
		{"bisect when all fail", StreamConfig{BisectBatchOnFunctionError: true, MaximumRetryAttempts: new(0)}, poison(""), "abcd ab a b cd c d", "1-1 2-2 3-3 4-4"},
		{"bisect costs no retry", StreamConfig{BisectBatchOnFunctionError: true, MaximumRetryAttempts: new(0)}, once("", unhandled), "abcd ab cd", ""},
		{"reported items are the checkpoint", StreamConfig{ReportBatchItemFailures: true, MaximumRetryAttempts: new(1)}, report("c"), "abcd cd cd", "3-4"},
		{"the lowest sequence number counts", StreamConfig{ReportBatchItemFailures: true, MaximumRetryAttempts: new(0)}, report("bd"), "abcd bcd", "2-4"},
		{"whatever the order of the report", StreamConfig{ReportBatchItemFailures: true, MaximumRetryAttempts: new(0)}, report("db"), "abcd bcd", "2-4"},
		{"progress begins a new count of retries", StreamConfig{ReportBatchItemFailures: true, MaximumRetryAttempts: new(1)},
			func(keys string, event events.DynamoDBEvent) ([]byte, error) { return reporting(event, keys[1:]), nil }, "abcd bcd cd d", ""},
		{"reported and bisected", StreamConfig{ReportBatchItemFailures: true, BisectBatchOnFunctionError: true, MaximumRetryAttempts: new(1)}, report("c"), "abcd cd c c d", "3-3"},
		{"an unknown sequence number fails all", StreamConfig{ReportBatchItemFailures: true}, once(`{"batchItemFailures":[{"itemIdentifier":"77"}]}`, nil), "abcd abcd", ""},
		{"an empty identifier fails all", StreamConfig{ReportBatchItemFailures: true}, once(`{"batchItemFailures":[{"itemIdentifier":""}]}`, nil), "abcd abcd", ""},
		{"invalid JSON fails all", StreamConfig{ReportBatchItemFailures: true}, once(`oops`, nil), "abcd abcd", ""},
		{"null is success", StreamConfig{ReportBatchItemFailures: true}, once(`null`, nil), "abcd", ""},
		{"a response without the feature is success", StreamConfig{}, once(`{"batchItemFailures":[{"itemIdentifier":"1"}]}`, nil), "abcd", ""},
		{"throttling is no attempt", StreamConfig{MaximumRetryAttempts: new(0)}, once("", fmt.Errorf("invoke: %w", ErrThrottled)), "abcd abcd", ""},
		{"throttling does not split", StreamConfig{BisectBatchOnFunctionError: true}, once("", ErrThrottled), "abcd abcd", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				stream, function, destination := newFakeStream(), &watcher{respond: c.respond}, &fakeDestination{}
				stream.put("s0", "a", "b", "c", "d")
				stop := streaming(t, c.config, stream, destination, function)
				time.Sleep(time.Minute)
				synctest.Wait()
				if got := strings.Join(function.seen(), " "); got != c.want {
					t.Errorf("invocations %q, want %q", got, c.want)
				}
				if got := ranges(t, destination.sent()); got != c.discarded {
					t.Errorf("discarded %q, want %q", got, c.discarded)
				}
				before := len(function.seen())
				stream.put("s0", "z")
				time.Sleep(time.Second)
				synctest.Wait()
				if len(function.seen()) == before || !strings.HasPrefix(function.seen()[before], "z") {
					t.Errorf("the shard did not go on: %v", function.seen())
				}
				stop()
			})
		})
	}
}

// ranges reads on-failure messages back: "start-end" each.
func ranges(t *testing.T, bodies []string) string {
	t.Helper()
	var all []string
	for _, body := range bodies {
		var message discarded
		if err := json.Unmarshal([]byte(body), &message); err != nil {
			t.Fatal(err)
		}
		all = append(all, message.Batch.StartSequence+"-"+message.Batch.EndSequence)
	}
	return strings.Join(all, " ")
}

func TestStreamBatches(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		config StreamConfig
		puts   map[time.Duration]string // keys by the time at which they are written
		want   []string
	}{
		{"at once without a window", StreamConfig{}, map[time.Duration]string{0: "ab", 900 * time.Millisecond: "c"}, []string{"ab at 0s", "c at 1s"}},
		{"batch size", StreamConfig{BatchSize: 2}, map[time.Duration]string{0: "abcde"}, []string{"ab at 0s", "cd at 0s", "e at 0s"}},
		{"window", StreamConfig{BatchWindow: 5 * time.Second}, map[time.Duration]string{0: "a", 900 * time.Millisecond: "b", 3900 * time.Millisecond: "c", 6900 * time.Millisecond: "d"},
			[]string{"abc at 5s", "d at 12s"}},
		{"window until the batch is full", StreamConfig{BatchSize: 2, BatchWindow: 5 * time.Second}, map[time.Duration]string{0: "a", 900 * time.Millisecond: "bc"},
			[]string{"ab at 1s", "c at 6s"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				stream, function := newFakeStream(), &watcher{}
				begin := time.Now()
				for at, keys := range c.puts {
					time.AfterFunc(at, func() { stream.put("s0", strings.Split(keys, "")...) })
				}
				synctest.Wait()
				stop := streaming(t, c.config, stream, nil, function)
				time.Sleep(time.Minute)
				synctest.Wait()
				var got []string
				for i, keys := range function.seen() {
					got = append(got, fmt.Sprintf("%s at %v", keys, function.at[i].Sub(begin)))
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("invocations %q, want %q", got, c.want)
				}
				stop()
			})
		})
	}
}

func TestStreamPayloadStaysBelow6MB(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stream := newFakeStream()
		for range 40 { // 400 kB is the largest item
			stream.put("s0", strings.Repeat("x", 400<<10))
		}
		var mu sync.Mutex
		var records, calls int
		stop := streaming(t, StreamConfig{}, stream, nil, invoke(func(_ context.Context, payload []byte) ([]byte, error) {
			mu.Lock()
			defer mu.Unlock()
			calls++
			records += strings.Count(string(payload), `"eventID"`)
			if len(payload) > 6<<20 {
				t.Errorf("an invocation carries %d bytes", len(payload))
			}
			return nil, nil
		}))
		synctest.Wait()
		if records != 40 || calls != 3 {
			t.Errorf("%d records in %d invocations, want 40 in 3", records, calls)
		}
		stop()
	})
}

func TestStreamDiscardsOldRecords(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stream, destination := newFakeStream(), &fakeDestination{fail: 3}
		stream.put("s0", "a", "b")
		time.Sleep(40 * time.Second)
		stream.put("s0", "c")
		time.Sleep(25 * time.Second)
		function := &watcher{respond: func(string, events.DynamoDBEvent) ([]byte, error) { return nil, errors.New("Unhandled") }}
		stop := streaming(t, StreamConfig{MaximumRecordAge: time.Minute}, stream, destination, function)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if got := ranges(t, destination.sent()); got != "1-2 3-3" {
			t.Errorf("discarded %q, want 1-2 at once and 3-3 after a minute", got)
		}
		for _, keys := range function.seen() {
			if keys != "c" {
				t.Errorf("invoked with %q, which was too old", keys)
			}
		}
		message := destination.sent()[0]
		if !strings.Contains(message, `"condition":"RecordAgeExceeded","approximateInvokeCount":0`) || strings.Contains(message, "responseContext") {
			t.Errorf("message without an invocation: %s", message)
		}
		stop()
	})
}

// Without limits a poison record holds up its shard until the stream itself would have forgotten it.
func TestStreamGivesUpAfterADay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stream := newFakeStream()
		stream.put("s0", "a")
		function := &watcher{respond: func(keys string, _ events.DynamoDBEvent) ([]byte, error) {
			if keys == "a" {
				return nil, errors.New("Unhandled")
			}
			return nil, nil
		}}
		stop := streaming(t, StreamConfig{PollInterval: time.Minute}, stream, nil, function)
		time.Sleep(23 * time.Hour)
		stream.put("s0", "b")
		synctest.Wait()
		if last := slices.Max(function.seen()); last != "a" {
			t.Errorf("%q was delivered before its turn", last)
		}
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if !slices.Contains(function.seen(), "b") {
			t.Error("still at the poison record after 25 hours")
		}
		stop()
	})
}

func TestStreamFilter(t *testing.T) {
	t.Parallel()
	f, err := filter.Parse(`{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"T"}]}}}}`)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		stream, function := newFakeStream(), &watcher{}
		stream.put("s0", "T1", "O1", "O2", "T2")
		stop := streaming(t, StreamConfig{Filter: f}, stream, nil, function)
		synctest.Wait()
		if !slices.Equal(function.seen(), []string{"T1T2"}) {
			t.Errorf("invocations %q", function.seen())
		}
		stop()
	})
}

func TestStreamSurvivesErrorsOfTheStream(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		err  error
		want string
	}{
		{"no connection", errors.New("connection refused"), "a b c d"},
		{"an expired iterator goes on behind the last record", &types.ExpiredIteratorException{}, "a b c d"},
		{"trimmed data begins at the horizon", &types.TrimmedDataAccessException{}, "a a b c d"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				stream, function := newFakeStream(), &watcher{}
				stream.failRead = func(n int) error {
					if n == 2 {
						return c.err
					}
					return nil
				}
				stream.failDescribe = func(n int) error {
					if n <= 2 {
						return errors.New("connection refused")
					}
					return nil
				}
				stream.put("s0", "a", "b", "c", "d")
				stop := streaming(t, StreamConfig{BatchSize: 1}, stream, nil, function)
				time.Sleep(10 * time.Second)
				synctest.Wait()
				if got := strings.Join(function.seen(), " "); got != c.want {
					t.Errorf("invocations %q, want %q", got, c.want)
				}
				stop()
			})
		})
	}
}

func TestStreamStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stream := newFakeStream()
		stream.put("s0", "a")
		stop := streaming(t, StreamConfig{}, stream, &fakeDestination{}, &watcher{respond: func(string, events.DynamoDBEvent) ([]byte, error) {
			return nil, errors.New("Unhandled")
		}})
		time.Sleep(time.Minute)
		begin := time.Now()
		stop()
		if time.Since(begin) != 0 {
			t.Errorf("took %v", time.Since(begin))
		}
	})
}
