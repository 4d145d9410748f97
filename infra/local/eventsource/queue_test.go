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
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// recorder is a function that remembers its events and answers with respond.
type recorder struct {
	respond func(n int, event events.SQSEvent) ([]byte, error) // n counts from 1; nil answers {}

	mu      sync.Mutex
	batches [][]string // message ids per invocation
	sizes   []int
	at      []time.Time
}

func (r *recorder) Invoke(_ context.Context, payload []byte) ([]byte, error) {
	var event events.SQSEvent
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, err
	}
	var ids []string
	for _, record := range event.Records {
		ids = append(ids, record.MessageId)
	}
	r.mu.Lock()
	r.batches = append(r.batches, ids)
	r.sizes = append(r.sizes, len(payload))
	r.at = append(r.at, time.Now())
	n := len(r.batches)
	r.mu.Unlock()
	if r.respond == nil {
		return []byte(`{}`), nil
	}
	return r.respond(n, event)
}

// seen returns the batches so far.
func (r *recorder) seen() [][]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.batches)
}

func TestQueueDeletesOnSuccess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		queue, function := newFakeQueue(30*time.Second), &recorder{}
		stop := running(t, QueueConfig{Pollers: 1}, queue, function)
		queue.send("a", "b", "c")
		synctest.Wait()
		if len(queue.left()) != 0 || len(function.seen()) != 1 || len(function.seen()[0]) != 3 {
			t.Errorf("left %v after batches %v", queue.left(), function.seen())
		}
		stop()
	})
}

// What a function answers decides what stays in the queue; ids that stay come again when their visibility timeout is over.
func TestQueueKeepsWhatFailed(t *testing.T) {
	t.Parallel()
	all := []string{"m0", "m1", "m2"}
	cases := []struct {
		name, response string
		err            error
		off            bool // ReportBatchItemFailures is off
		stays          []string
	}{
		{"success", `{"batchItemFailures":[]}`, nil, false, nil},
		{"null", `null`, nil, false, nil},
		{"one failed", `{"batchItemFailures":[{"itemIdentifier":"m1"}]}`, nil, false, []string{"m1"}},
		{"all failed", `{"batchItemFailures":[{"itemIdentifier":"m1"},{"itemIdentifier":"m0"},{"itemIdentifier":"m2"}]}`, nil, false, all},
		{"one failed twice", `{"batchItemFailures":[{"itemIdentifier":"m1"},{"itemIdentifier":"m1"}]}`, nil, false, []string{"m1"}},
		{"an unknown id", `{"batchItemFailures":[{"itemIdentifier":"m1"},{"itemIdentifier":"zzz"}]}`, nil, false, all},
		{"an empty id", `{"batchItemFailures":[{"itemIdentifier":""}]}`, nil, false, all},
		{"not JSON", `oops`, nil, false, all},
		{"the function fails", ``, errors.New("Unhandled"), false, all},
		{"the response is ignored when the feature is off", `{"batchItemFailures":[{"itemIdentifier":"m1"}]}`, nil, true, nil},
		{"not JSON, and the feature is off", `oops`, nil, true, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				queue := newFakeQueue(30 * time.Second)
				function := &recorder{respond: func(n int, _ events.SQSEvent) ([]byte, error) {
					if n == 1 {
						return []byte(c.response), c.err
					}
					return []byte(`{}`), nil
				}}
				queue.send("a", "b", "c")
				stop := running(t, QueueConfig{Pollers: 1, ReportBatchItemFailures: !c.off}, queue, function)
				time.Sleep(29 * time.Second)
				synctest.Wait()
				if got := ids(queue.left()); !slices.Equal(got, c.stays) {
					t.Errorf("%v stays, want %v", got, c.stays)
				}
				time.Sleep(2 * time.Second)
				synctest.Wait()
				if len(queue.left()) != 0 {
					t.Errorf("%v still there after the second delivery", queue.left())
				}
				if len(c.stays) > 0 && !slices.Equal(function.seen()[1], c.stays) {
					t.Errorf("second delivery %v, want %v", function.seen()[1], c.stays)
				}
				stop()
			})
		})
	}
}

func TestQueueBatchingWindow(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		config QueueConfig
		sends  []time.Duration // when each message is sent
		want   []string        // "count at time" per invocation
	}{
		{"no window: at once", QueueConfig{BatchSize: 10}, []time.Duration{0, time.Second}, []string{"1 at 0s", "1 at 1s"}},
		{"window: until it is over", QueueConfig{BatchSize: 10, BatchWindow: 5 * time.Second}, []time.Duration{0, time.Second, 4 * time.Second, 7 * time.Second}, []string{"3 at 5s", "1 at 12s"}},
		{"window: until the batch is full", QueueConfig{BatchSize: 2, BatchWindow: 5 * time.Second}, []time.Duration{0, time.Second, 4 * time.Second}, []string{"2 at 1s", "1 at 9s"}},
		{"a window of one second gathers too", QueueConfig{BatchSize: 10, BatchWindow: time.Second}, []time.Duration{0, 500 * time.Millisecond}, []string{"2 at 1s"}},
		{"more than one receive", QueueConfig{BatchSize: 100, BatchWindow: 2 * time.Second}, make([]time.Duration, 25), []string{"25 at 2s"}},
		{"exactly full", QueueConfig{BatchSize: 20, BatchWindow: 2 * time.Second}, make([]time.Duration, 20), []string{"20 at 0s"}},
		{"a window longer than a long poll", QueueConfig{BatchSize: 10, BatchWindow: 25 * time.Second}, []time.Duration{0, 24 * time.Second}, []string{"2 at 25s"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				queue, function := newFakeQueue(time.Minute), &recorder{}
				c.config.Pollers = 1
				begin := time.Now()
				stop := running(t, c.config, queue, function)
				for i, at := range c.sends {
					time.Sleep(at - time.Since(begin))
					queue.send(fmt.Sprint(i))
					if i+1 < len(c.sends) && c.sends[i+1] > at {
						synctest.Wait()
					}
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				var got []string
				for i, batch := range function.seen() {
					got = append(got, fmt.Sprintf("%d at %v", len(batch), function.at[i].Sub(begin)))
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("invocations %v, want %v", got, c.want)
				}
				stop()
			})
		})
	}
}

func TestQueuePayloadStaysBelow6MB(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		queue, function := newFakeQueue(30*time.Second), &recorder{}
		for range 14 {
			queue.send(strings.Repeat("x", 1<<20))
		}
		stop := running(t, QueueConfig{Pollers: 1}, queue, function)
		synctest.Wait()
		var total int
		for i, size := range function.sizes {
			if size > 6<<20 {
				t.Errorf("invocation %d carries %d bytes", i, size)
			}
			total += len(function.seen()[i])
		}
		if total != 14 || len(function.seen()) != 3 {
			t.Errorf("%d messages in %d invocations, want 14 in 3", total, len(function.seen()))
		}
		if len(queue.left()) != 0 {
			t.Errorf("left %v", queue.left())
		}
		stop()
	})
}

func TestQueueConcurrency(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		config QueueConfig
		want   int
	}{
		{"five pollers unless told otherwise", QueueConfig{BatchSize: 1}, 5},
		{"MaximumConcurrency", QueueConfig{BatchSize: 1, MaximumConcurrency: 2}, 2},
		{"MaximumConcurrency above the pollers", QueueConfig{BatchSize: 1, MaximumConcurrency: 9, Pollers: 3}, 3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				queue := newFakeQueue(time.Hour)
				for i := range 20 {
					queue.send(fmt.Sprint(i))
				}
				var mu sync.Mutex
				var now, most int
				stop := running(t, c.config, queue, invoke(func(context.Context, []byte) ([]byte, error) {
					mu.Lock()
					now++
					most = max(most, now)
					mu.Unlock()
					time.Sleep(time.Second)
					mu.Lock()
					now--
					mu.Unlock()
					return nil, nil
				}))
				time.Sleep(time.Minute)
				stop()
				if most != c.want || len(queue.left()) != 0 {
					t.Errorf("%d invocations at once, want %d; left %v", most, c.want, queue.left())
				}
			})
		})
	}
}

func TestQueueThrottledInvocationKeepsItsReceive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		queue := newFakeQueue(30 * time.Second)
		queue.send("a")
		function := &recorder{respond: func(n int, event events.SQSEvent) ([]byte, error) {
			if n <= 4 {
				return nil, fmt.Errorf("invoke: %w", ErrThrottled)
			}
			if count := event.Records[0].Attributes["ApproximateReceiveCount"]; count != "1" {
				t.Errorf("received %s times, want once", count)
			}
			return nil, nil
		}}
		stop := running(t, QueueConfig{Pollers: 1}, queue, function)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if len(function.seen()) != 5 || len(queue.left()) != 0 {
			t.Errorf("%d invocations, left %v", len(function.seen()), queue.left())
		}
		stop()
	})
}

func TestQueueThrottledForLongGivesTheMessageBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		queue := newFakeQueue(30 * time.Second)
		queue.send("a")
		begin := time.Now()
		var mu sync.Mutex
		var last time.Time
		stop := running(t, QueueConfig{Pollers: 1, VisibilityTimeout: 30 * time.Second}, queue, invoke(func(context.Context, []byte) ([]byte, error) {
			mu.Lock()
			defer mu.Unlock()
			if time.Since(begin) < 30*time.Second {
				last = time.Now()
			}
			return nil, ErrThrottled
		}))
		time.Sleep(45 * time.Second)
		synctest.Wait()
		received := queue.left()["m0"]
		stop()
		if last.IsZero() || last.Sub(begin) >= 30*time.Second {
			t.Errorf("last attempt with the first receive after %v", last.Sub(begin))
		}
		if received != 2 {
			t.Errorf("received %d times after 45 s, want 2", received)
		}
	})
}

func TestQueueFilterDropsForGood(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, pattern string
		want          []string
	}{
		{"body content", `{"body":{"kind":["poll"]}}`, []string{"m0"}},
		{"body text", `{"body":[{"prefix":"plain"}]}`, []string{"m2"}},
		{"metadata only", `{"attributes":{"ApproximateReceiveCount":["1"]}}`, []string{"m0", "m1", "m2"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, err := filter.Parse(c.pattern)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				queue, function := newFakeQueue(30*time.Second), &recorder{}
				queue.send(`{"kind":"poll"}`, `{"kind":"webhook"}`, `plain text`)
				stop := running(t, QueueConfig{Pollers: 1, Filter: f}, queue, function)
				synctest.Wait()
				if len(function.seen()) != 1 || !slices.Equal(function.seen()[0], c.want) || len(queue.left()) != 0 {
					t.Errorf("delivered %v, want %v; left %v", function.seen(), c.want, queue.left())
				}
				stop()
			})
		})
	}
}

func TestQueueSurvivesErrorsOfTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		queue, function := newFakeQueue(30*time.Second), &recorder{}
		queue.failReceive = func(n int) error {
			if n <= 3 {
				return errors.New("connection refused")
			}
			return nil
		}
		queue.failDelete = func(n int, in *sqs.DeleteMessageBatchInput) ([]string, error) {
			switch n {
			case 1:
				return nil, errors.New("connection reset")
			case 2:
				return []string{*in.Entries[1].Id}, nil
			}
			return nil, nil
		}
		queue.send("a", "b")
		begin := time.Now()
		stop := running(t, QueueConfig{Pollers: 1}, queue, function)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		stop()
		if len(function.seen()) != 1 || len(queue.left()) != 0 || queue.deletes != 3 {
			t.Fatalf("%d invocations, %d deletes, left %v", len(function.seen()), queue.deletes, queue.left())
		}
		if waited := function.at[0].Sub(begin); waited != 700*time.Millisecond {
			t.Errorf("delivered after %v, want 100+200+400 ms", waited)
		}
	})
}

// silentQueue answers its first ReceiveMessage never, after it has hidden the messages for it.
type silentQueue struct {
	*fakeQueue
	asked int
}

func (s *silentQueue) ReceiveMessage(ctx context.Context, in *sqs.ReceiveMessageInput, options ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error) {
	out, err := s.fakeQueue.ReceiveMessage(ctx, in, options...)
	if s.asked++; s.asked == 1 {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return out, err
}

// A poller that waited for ever would be lost; what it was to get comes again when its visibility timeout ends.
func TestQueueGivesUpAnAnswerThatDoesNotCome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		queue, function := newFakeQueue(60*time.Second), &recorder{}
		queue.send("a")
		begin := time.Now()
		stop := running(t, QueueConfig{Pollers: 1}, &silentQueue{fakeQueue: queue}, function)
		time.Sleep(2 * time.Minute)
		stop()
		if len(function.seen()) != 1 || len(queue.left()) != 0 {
			t.Fatalf("delivered %v, left %v", function.seen(), queue.left())
		}
		if waited := function.at[0].Sub(begin); waited != 60*time.Second {
			t.Errorf("delivered after %v, not when the message was visible again", waited)
		}
	})
}

func TestQueueStops(t *testing.T) {
	t.Parallel()
	t.Run("while polling", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			stop := running(t, QueueConfig{}, newFakeQueue(time.Minute), &recorder{})
			synctest.Wait()
			begin := time.Now()
			stop()
			if time.Since(begin) != 0 {
				t.Errorf("took %v", time.Since(begin))
			}
		})
	})
	t.Run("in the batching window: gives the messages back", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			queue, function := newFakeQueue(time.Minute), &recorder{}
			queue.send("a", "b")
			stop := running(t, QueueConfig{Pollers: 1, BatchWindow: 10 * time.Second}, queue, function)
			synctest.Wait()
			stop()
			if len(function.seen()) != 0 || len(queue.left()) != 2 || !slices.Equal(queue.released, []string{"m0", "m1"}) {
				t.Errorf("invoked %v, left %v, released %v", function.seen(), queue.left(), queue.released)
			}
		})
	})
	t.Run("while the function runs: settles the batch", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			queue := newFakeQueue(time.Minute)
			queue.send("a")
			stop := running(t, QueueConfig{Pollers: 1}, queue, invoke(func(context.Context, []byte) ([]byte, error) {
				time.Sleep(3 * time.Second)
				return nil, nil
			}))
			synctest.Wait()
			stop()
			if len(queue.left()) != 0 {
				t.Errorf("a message that was dealt with stays: %v", queue.left())
			}
		})
	})
}
