package sqs_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func ptr[T any](v T) *T { return &v }

// move starts a task on InboundDead and returns its handle.
func (l *local) move(t *testing.T, in api.StartMessageMoveTaskInput) *string {
	t.Helper()
	in.SourceArn = ptr(arn("InboundDead"))
	out, err := l.StartMessageMoveTask(t.Context(), &in)
	if err != nil {
		t.Fatal(err)
	}
	return out.TaskHandle
}

// latest describes the latest task on InboundDead.
func (l *local) latest(t *testing.T) string {
	t.Helper()
	out, err := l.ListMessageMoveTasks(t.Context(), &api.ListMessageMoveTasksInput{SourceArn: ptr(arn("InboundDead"))})
	if err != nil || len(out.Results) != 1 {
		t.Fatalf("list tasks: %v, %v", out, err)
	}
	r := out.Results[0]
	return fmt.Sprintf("%s %d/%d %s handle=%t", *r.Status, r.ApproximateNumberOfMessagesMoved, *r.ApproximateNumberOfMessagesToMove,
		aws.ToString(r.FailureReason), r.TaskHandle != nil)
}

func TestMoveBackToWhereMessagesCameFrom(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.queue("InboundDead")
	var urls []*string
	for _, name := range []string{"Inbound", "Polls"} {
		url := l.queue(name, append(redrive("InboundDead", "1"), "VisibilityTimeout", "0")...)
		urls = append(urls, url)
		l.send(url, "poison of "+name)
		l.receive(url)
		l.receive(url) // the one too many
	}
	before := l.server.Peek("InboundDead", 10)
	if len(before) != 2 {
		t.Fatalf("want 2 dead letters, got %v", before)
	}
	l.clock.advance(time.Hour)
	l.move(t, api.StartMessageMoveTaskInput{})
	if got := l.latest(t); got != "COMPLETED 2/2  handle=false" {
		t.Errorf("got task %s", got)
	}
	for i, url := range urls {
		m := l.receive(url)[0]
		if *m.Body != before[i].Body || *m.MessageId == before[i].ID || m.Attributes["ApproximateReceiveCount"] != "1" ||
			m.Attributes["SentTimestamp"] != fmt.Sprint(l.clock.now().UnixMilli()) || m.Attributes["DeadLetterQueueSourceArn"] != "" {
			t.Errorf("a moved message must be a new one with the same body: %s %v", *m.MessageId, m.Attributes)
		}
	}
}

func TestMoveWithRateAndCancel(t *testing.T) {
	t.Parallel()
	l := start(t)
	dead := l.queue("InboundDead")
	url := l.queue("Inbound", redrive("InboundDead", "3")...)
	for _, body := range []string{"a", "b", "c", "d", "e"} {
		l.send(dead, body)
	}
	handle := l.move(t, api.StartMessageMoveTaskInput{DestinationArn: ptr(arn("Inbound")), MaxNumberOfMessagesPerSecond: ptr[int32](2)})
	if got := l.latest(t); got != "RUNNING 2/5  handle=true" {
		t.Errorf("at the start: %s", got)
	}
	_, err := l.StartMessageMoveTask(t.Context(), &api.StartMessageMoveTaskInput{SourceArn: ptr(arn("InboundDead"))})
	wantError[*types.UnsupportedOperation](t, err)
	l.clock.advance(time.Second)
	if got := bodies(l.receive(url)); !slices.Equal(got, []string{"a", "b", "c", "d"}) {
		t.Errorf("after a second: %v", got)
	}
	cancelled, err := l.CancelMessageMoveTask(t.Context(), &api.CancelMessageMoveTaskInput{TaskHandle: handle})
	if err != nil || cancelled.ApproximateNumberOfMessagesMoved != 4 {
		t.Errorf("cancel: %v, %v", cancelled, err)
	}
	l.clock.advance(time.Minute)
	if got := l.latest(t); got != "CANCELLED 4/5  handle=false" {
		t.Errorf("a minute after the cancellation: %s", got)
	}
	_, err = l.CancelMessageMoveTask(t.Context(), &api.CancelMessageMoveTaskInput{TaskHandle: handle})
	wantError[*types.UnsupportedOperation](t, err)
}

func TestMoveFails(t *testing.T) {
	t.Parallel()
	l := start(t)
	dead := l.queue("InboundDead")
	l.queue("Inbound", redrive("InboundDead", "3")...)
	other := l.queue("Other")
	l.send(dead, "sent here by hand")
	l.move(t, api.StartMessageMoveTaskInput{})
	if got := l.latest(t); got != "FAILED 0/1 CouldNotDetermineMessageSource handle=false" {
		t.Errorf("a message that never was anywhere else: %s", got)
	}
	l.send(dead, "second")
	l.move(t, api.StartMessageMoveTaskInput{DestinationArn: ptr(arn("Other")), MaxNumberOfMessagesPerSecond: ptr[int32](1)})
	if _, err := l.DeleteQueue(t.Context(), &api.DeleteQueueInput{QueueUrl: other}); err != nil {
		t.Fatal(err)
	}
	l.clock.advance(time.Second)
	if got := l.latest(t); got != "FAILED 1/2 AWS.SimpleQueueService.NonExistentQueue handle=false" {
		t.Errorf("a target that went away: %s", got)
	}
	if left := l.server.Peek("InboundDead", 10); len(left) != 1 {
		t.Errorf("left %v, want the message that could not be moved", left)
	}
}

func TestMoveRefuses(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.queue("InboundDead")
	l.queue("Inbound", redrive("InboundDead", "3")...)
	l.queue("Other.fifo", "FifoQueue", "true")
	for name, c := range map[string]struct {
		source, target string
		rate           int32
		code           string
	}{
		"no source":            {code: "MissingParameter"},
		"source absent":        {source: arn("Nowhere"), code: "ResourceNotFoundException"},
		"source of nobody":     {source: arn("Inbound"), code: "InvalidParameterValue"},
		"target absent":        {source: arn("InboundDead"), target: arn("Nowhere"), code: "ResourceNotFoundException"},
		"target is the source": {source: arn("InboundDead"), target: arn("InboundDead"), code: "InvalidParameterValue"},
		"target of other type": {source: arn("InboundDead"), target: arn("Other.fifo"), code: "InvalidParameterValue"},
		"rate above 500":       {source: arn("InboundDead"), rate: 501, code: "InvalidParameterValue"},
	} {
		in := &api.StartMessageMoveTaskInput{SourceArn: &c.source}
		if c.target != "" {
			in.DestinationArn = &c.target
		}
		if c.rate != 0 {
			in.MaxNumberOfMessagesPerSecond = &c.rate
		}
		_, err := l.StartMessageMoveTask(t.Context(), in)
		t.Run(name, func(t *testing.T) { wantCode(t, err, c.code) })
	}
	_, err := l.CancelMessageMoveTask(t.Context(), &api.CancelMessageMoveTaskInput{TaskHandle: aws.String("nonsense")})
	wantError[*types.ResourceNotFoundException](t, err)
	_, err = l.ListMessageMoveTasks(t.Context(), &api.ListMessageMoveTasksInput{SourceArn: ptr(arn("Nowhere"))})
	wantError[*types.ResourceNotFoundException](t, err)
}
