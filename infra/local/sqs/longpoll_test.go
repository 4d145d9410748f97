package sqs_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/infra/local/sqs"
)

// bubble runs a test in which time only passes when every goroutine waits, with a client that calls the stand-in directly.
func bubble(t *testing.T, test func(t *testing.T, l *local)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := sqs.New("http://queues.test", time.Now)
		test(t, &local{Client: client("http://queues.test", direct{server}), server: server, fatal: t.Fatalf})
	})
}

type polled struct {
	bodies []string
	took   time.Duration
	err    error
}

// poll receives in its own goroutine.
func (l *local) poll(ctx context.Context, url *string, wait int32) <-chan polled {
	out := make(chan polled, 1)
	go func() {
		begin := time.Now()
		got, err := l.ReceiveMessage(ctx, &api.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: wait, MaxNumberOfMessages: 10})
		p := polled{took: time.Since(begin), err: err}
		if err == nil {
			p.bodies = bodies(got.Messages)
		}
		out <- p
	}()
	synctest.Wait()
	return out
}

func (p polled) check(t *testing.T, took time.Duration, want ...string) {
	t.Helper()
	if p.err != nil || p.took != took || !slices.Equal(p.bodies, want) {
		t.Errorf("poll gave %v after %v (%v), want %v after %v", p.bodies, p.took, p.err, want, took)
	}
}

func TestLongPollEndsEmpty(t *testing.T) {
	bubble(t, func(t *testing.T, l *local) {
		url := l.queue("Inbound", "ReceiveMessageWaitTimeSeconds", "7")
		(<-l.poll(t.Context(), url, 20)).check(t, 20*time.Second)
		(<-l.poll(t.Context(), url, 0)).check(t, 7*time.Second) // the client leaves out a zero: the queue's own wait
	})
}

func TestLongPollWakesForASend(t *testing.T) {
	bubble(t, func(t *testing.T, l *local) {
		url := l.queue("Inbound")
		first := l.poll(t.Context(), url, 20)
		second := l.poll(t.Context(), url, 20)
		time.Sleep(3 * time.Second)
		l.send(url, "a")
		synctest.Wait()
		time.Sleep(2 * time.Second)
		l.send(url, "b")
		results := []polled{<-first, <-second}
		slices.SortFunc(results, func(a, b polled) int { return int(a.took - b.took) })
		results[0].check(t, 3*time.Second, "a")
		results[1].check(t, 5*time.Second, "b")
	})
}

func TestLongPollWakesForADelayedMessage(t *testing.T) {
	bubble(t, func(t *testing.T, l *local) {
		url := l.queue("Inbound", "DelaySeconds", "4")
		poll := l.poll(t.Context(), url, 20)
		l.send(url, "a") // the poll began before the queue knew when it would change
		(<-poll).check(t, 4*time.Second, "a")
	})
}

func TestLongPollWakesForAVisibilityTimeout(t *testing.T) {
	bubble(t, func(t *testing.T, l *local) {
		url := l.queue("Inbound", "VisibilityTimeout", "6")
		waiting := l.poll(t.Context(), url, 20)
		other := l.poll(t.Context(), url, 20)
		l.send(url, "a")
		results := []polled{<-waiting, <-other}
		slices.SortFunc(results, func(a, b polled) int { return int(a.took - b.took) })
		results[0].check(t, 0, "a")
		results[1].check(t, 6*time.Second, "a")
	})
}

func TestLongPollWakesForChangedVisibility(t *testing.T) {
	bubble(t, func(t *testing.T, l *local) {
		url := l.queue("Inbound", "VisibilityTimeout", "43200")
		l.send(url, "a")
		receipt := l.receive(url)[0].ReceiptHandle
		poll := l.poll(t.Context(), url, 20)
		time.Sleep(2 * time.Second)
		if err := l.hide(t, url, receipt, 5); err != nil {
			t.Fatal(err)
		}
		(<-poll).check(t, 7*time.Second, "a")
	})
}

func TestLongPollTakesWhatComesAtItsEnd(t *testing.T) {
	bubble(t, func(t *testing.T, l *local) {
		url := l.queue("Inbound", "DelaySeconds", "20")
		poll := l.poll(t.Context(), url, 20)
		l.send(url, "a")
		(<-poll).check(t, 20*time.Second, "a")
	})
}

func TestLongPollEndsWithItsQueue(t *testing.T) {
	bubble(t, func(t *testing.T, l *local) {
		url := l.queue("Inbound")
		poll := l.poll(t.Context(), url, 20)
		if _, err := l.DeleteQueue(t.Context(), &api.DeleteQueueInput{QueueUrl: url}); err != nil {
			t.Fatal(err)
		}
		wantError[*types.QueueDoesNotExist](t, (<-poll).err)
	})
}

func TestLongPollOfAClientThatLeftTakesNothing(t *testing.T) {
	bubble(t, func(t *testing.T, l *local) {
		url := l.queue("Inbound")
		ctx, leave := context.WithCancel(t.Context())
		poll := l.poll(ctx, url, 20)
		leave()
		if err := (<-poll).err; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the cancellation", err)
		}
		l.send(url, "a")
		if got := bodies(l.receive(url)); !slices.Equal(got, []string{"a"}) {
			t.Errorf("the message went to a client that had left; got %v", got)
		}
	})
}

func TestLongPollSeesARatedMove(t *testing.T) {
	bubble(t, func(t *testing.T, l *local) {
		l.queue("InboundDead")
		urls := map[string]*string{}
		for _, name := range []string{"Inbound", "Polls"} {
			urls[name] = l.queue(name, append(redrive("InboundDead", "1"), "VisibilityTimeout", "0")...)
			l.send(urls[name], "poison of "+name)
			l.receive(urls[name])
			l.receive(urls[name]) // the one too many
		}
		inbound := l.poll(t.Context(), urls["Inbound"], 20)
		polls := l.poll(t.Context(), urls["Polls"], 20)
		l.move(t, api.StartMessageMoveTaskInput{MaxNumberOfMessagesPerSecond: ptr[int32](1)})
		(<-inbound).check(t, 0, "poison of Inbound")
		(<-polls).check(t, time.Second, "poison of Polls")
	})
}
