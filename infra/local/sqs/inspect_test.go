package sqs_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/infra/local/sqs"
)

func TestQueuesShowsDepths(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.queue("Polls")
	url := l.queue("Inbound", "VisibilityTimeout", "30")
	l.send(url, "in flight")
	l.receive(url)
	l.clock.advance(5 * time.Second)
	l.send(url, "visible")
	_, err := l.SendMessage(t.Context(), &api.SendMessageInput{QueueUrl: url, MessageBody: aws.String("delayed"), DelaySeconds: 9})
	if err != nil {
		t.Fatal(err)
	}
	got := l.server.Queues()
	want := []sqs.QueueInfo{
		{Name: "Inbound", URL: *url, ARN: arn("Inbound"), Visible: 1, InFlight: 1, Delayed: 1, OldestAge: 5 * time.Second},
		{Name: "Polls", URL: "http://queues.test/000000000000/Polls", ARN: arn("Polls")},
	}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %+v, want %+v", got, want)
	}
	l.clock.advance(25 * time.Second) // Queues sees timeouts that ended without a receive
	if got := l.server.Queues()[0]; got.Visible != 3 || got.OldestAge != 30*time.Second {
		t.Errorf("later: got %+v, want all 3 visible", got)
	}
}

func TestPeekReceivesNothing(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Inbound")
	_, err := l.SendMessage(t.Context(), &api.SendMessageInput{
		QueueUrl: url, MessageBody: aws.String("a"), MessageAttributes: map[string]types.MessageAttributeValue{"source": text("String", "ups")},
	})
	if err != nil {
		t.Fatal(err)
	}
	l.send(url, "b")
	for range 2 {
		got := l.server.Peek("Inbound", 1)
		if len(got) != 1 || got[0].Body != "a" || got[0].Attributes["source"] != "ups" || got[0].State != "visible" || got[0].Received != 0 {
			t.Errorf("got %v", got)
		}
	}
	if got := l.receive(url); len(got) != 2 || got[0].Attributes["ApproximateReceiveCount"] != "1" {
		t.Errorf("peeking counted as a receive: %v", got)
	}
	if got := l.server.Peek("Inbound", 9); len(got) != 2 || got[0].State != "in flight" || got[0].Received != 1 {
		t.Errorf("after the receive: %v", got)
	}
	if l.server.Peek("Nowhere", 1) != nil || l.server.Peek("Inbound", 0) != nil {
		t.Error("want nothing of an unknown queue, and nothing when asked for none")
	}
}

func TestPeekedDoesNotPrintItsBody(t *testing.T) {
	t.Parallel()
	p := sqs.Peeked{ID: "1", Body: "Jane Roe", Attributes: map[string]string{"to": "Jane Roe"}, State: "visible"}
	asJSON, err := json.Marshal([]sqs.Peeked{p})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("peeked", "message", p)
	for _, printed := range []string{fmt.Sprint(p), fmt.Sprintf("%+v %#v %s %q", p, p, []sqs.Peeked{p}, &p), string(asJSON), log.String()} {
		if strings.Contains(printed, "Jane") || !strings.Contains(printed, "message 1") {
			t.Errorf("printed %s", printed)
		}
	}
}
