package eventsource

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// invoke makes a function value an Invoker.
type invoke func(ctx context.Context, payload []byte) ([]byte, error)

func (f invoke) Invoke(ctx context.Context, payload []byte) ([]byte, error) { return f(ctx, payload) }

func discardLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

const testQueueARN = "arn:aws:sqs:eu-central-1:000000000000:inbound"

// fakeMessage is a message of fakeQueue.
type fakeMessage struct {
	id, body  string
	visibleAt time.Time
	receives  int
	deleted   bool
}

// fakeQueue is an SQS queue in memory, with visibility and long polling. It gives out messages in the order in which they were
// sent.
type fakeQueue struct {
	visibility time.Duration
	// failReceive, when set, is asked before each ReceiveMessage; n counts from 1.
	failReceive func(n int) error
	// failDelete, when set, says which entries of the n-th DeleteMessageBatch fail.
	failDelete func(n int, in *sqs.DeleteMessageBatchInput) ([]string, error)

	mu       sync.Mutex
	messages []*fakeMessage
	wake     chan struct{}
	receives []*sqs.ReceiveMessageInput
	deletes  int
	released []string
}

func newFakeQueue(visibility time.Duration) *fakeQueue {
	return &fakeQueue{visibility: visibility, wake: make(chan struct{})}
}

func (f *fakeQueue) send(bodies ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, body := range bodies {
		f.messages = append(f.messages, &fakeMessage{id: "m" + strconv.Itoa(len(f.messages)), body: body, visibleAt: time.Now()})
	}
	close(f.wake)
	f.wake = make(chan struct{})
}

// left returns the ids of the messages that are not deleted, with how often each was received.
func (f *fakeQueue) left() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	left := map[string]int{}
	for _, m := range f.messages {
		if !m.deleted {
			left[m.id] = m.receives
		}
	}
	return left
}

func (f *fakeQueue) ReceiveMessage(ctx context.Context, in *sqs.ReceiveMessageInput, _ ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error) {
	f.mu.Lock()
	f.receives = append(f.receives, in)
	n := len(f.receives)
	f.mu.Unlock()
	if f.failReceive != nil {
		if err := f.failReceive(n); err != nil {
			return nil, err
		}
	}
	deadline := time.Now().Add(time.Duration(in.WaitTimeSeconds) * time.Second)
	for {
		found, next, wake := f.take(int(in.MaxNumberOfMessages))
		now := time.Now()
		if len(found) > 0 || !now.Before(deadline) {
			return &sqs.ReceiveMessageOutput{Messages: found}, nil
		}
		wait := deadline.Sub(now)
		if !next.IsZero() {
			wait = min(wait, next.Sub(now))
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-wake:
		case <-ctx.Done():
			timer.Stop()
			return nil, ctx.Err()
		}
		timer.Stop()
	}
}

func (f *fakeQueue) take(count int) (found []types.Message, next time.Time, wake chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	for _, m := range f.messages {
		if m.deleted {
			continue
		}
		if m.visibleAt.After(now) {
			if next.IsZero() || m.visibleAt.Before(next) {
				next = m.visibleAt
			}
			continue
		}
		if len(found) == count {
			break
		}
		m.visibleAt = now.Add(f.visibility)
		m.receives++
		receipt := m.id + "/" + strconv.Itoa(m.receives)
		found = append(found, types.Message{MessageId: &m.id, ReceiptHandle: &receipt, Body: &m.body,
			Attributes: map[string]string{"ApproximateReceiveCount": strconv.Itoa(m.receives)}})
	}
	return found, next, f.wake
}

// byReceipt finds a message by a receipt handle that is still the newest one.
func (f *fakeQueue) byReceipt(receipt string) (*fakeMessage, bool) {
	i := slices.IndexFunc(f.messages, func(m *fakeMessage) bool { return m.id+"/"+strconv.Itoa(m.receives) == receipt })
	if i < 0 {
		return nil, false
	}
	return f.messages[i], true
}

func (f *fakeQueue) DeleteMessageBatch(_ context.Context, in *sqs.DeleteMessageBatchInput, _ ...func(*sqs.Options)) (*sqs.DeleteMessageBatchOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deletes++
	var failing []string
	if f.failDelete != nil {
		var err error
		if failing, err = f.failDelete(f.deletes, in); err != nil {
			return nil, err
		}
	}
	if len(in.Entries) > 10 {
		return nil, errors.New("TooManyEntriesInBatchRequest")
	}
	out := &sqs.DeleteMessageBatchOutput{}
	for _, entry := range in.Entries {
		if slices.Contains(failing, *entry.Id) {
			code := "InternalError"
			out.Failed = append(out.Failed, types.BatchResultErrorEntry{Id: entry.Id, Code: &code})
			continue
		}
		if m, ok := f.byReceipt(*entry.ReceiptHandle); ok {
			m.deleted = true
		}
	}
	return out, nil
}

func (f *fakeQueue) ChangeMessageVisibilityBatch(_ context.Context, in *sqs.ChangeMessageVisibilityBatchInput, _ ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityBatchOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, entry := range in.Entries {
		if m, ok := f.byReceipt(*entry.ReceiptHandle); ok {
			m.visibleAt = time.Now().Add(time.Duration(entry.VisibilityTimeout) * time.Second)
			f.released = append(f.released, m.id)
		}
	}
	return &sqs.ChangeMessageVisibilityBatchOutput{}, nil
}

// running starts a mapping inside a synctest bubble; stop ends it and waits for it.
func running(t *testing.T, config QueueConfig, client QueueClient, function Invoker) (stop func()) {
	t.Helper()
	config.Name, config.URL, config.ARN = "Test", "http://queue", testQueueARN
	queue, err := NewQueue(config, client, function, SystemClock{}, discardLog())
	if err != nil {
		t.Fatal(err)
	}
	return start(t, queue.Run)
}

func start(t *testing.T, run func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		run(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// ids returns the sorted keys of what a queue still holds.
func ids(left map[string]int) []string { return slices.Sorted(maps.Keys(left)) }
