package sqs_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
)

// sendTo sends to a group with a deduplication id; empty ones are left out.
func (l *local) sendTo(t *testing.T, url *string, body, group, dedup string) (*api.SendMessageOutput, error) {
	t.Helper()
	in := &api.SendMessageInput{QueueUrl: url, MessageBody: &body}
	if group != "" {
		in.MessageGroupId = &group
	}
	if dedup != "" {
		in.MessageDeduplicationId = &dedup
	}
	return l.SendMessage(t.Context(), in)
}

func TestFIFOGroupsAreLockedAndOrdered(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Orders.fifo", "FifoQueue", "true", "VisibilityTimeout", "10")
	for _, m := range [][2]string{{"a1", "A"}, {"a2", "A"}, {"b1", "B"}, {"a3", "A"}} {
		if _, err := l.sendTo(t, url, m[0], m[1], m[0]); err != nil {
			t.Fatal(err)
		}
	}
	one, err := l.ReceiveMessage(t.Context(), &api.ReceiveMessageInput{QueueUrl: url})
	if err != nil || !slices.Equal(bodies(one.Messages), []string{"a1"}) {
		t.Fatalf("first: %v, %v", one, err)
	}
	if got := bodies(l.receive(url)); !slices.Equal(got, []string{"b1"}) {
		t.Errorf("while a1 is in flight: got %v, want only b1", got)
	}
	if err := l.delete(t, url, one.Messages[0].ReceiptHandle); err != nil {
		t.Fatal(err)
	}
	if got := bodies(l.receive(url)); !slices.Equal(got, []string{"a2", "a3"}) {
		t.Errorf("after a1: got %v, want a2 and a3 in one receive", got)
	}
	l.clock.advance(10 * time.Second)
	if got := bodies(l.receive(url)); !slices.Equal(got, []string{"a2", "b1", "a3"}) {
		t.Errorf("after the timeout: got %v, want the order of sending", got)
	}
}

func TestFIFODeduplicates(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		attributes []string
		sends      [][3]string // body, group, deduplication id
		want       []string
	}{
		"same id":               {nil, [][3]string{{"x", "A", "1"}, {"y", "A", "1"}, {"z", "B", "1"}}, []string{"x"}},
		"other ids":             {nil, [][3]string{{"x", "A", "1"}, {"x", "A", "2"}}, []string{"x", "x"}},
		"by content":            {[]string{"ContentBasedDeduplication", "true"}, [][3]string{{"x", "A", ""}, {"x", "A", ""}, {"y", "A", ""}}, []string{"x", "y"}},
		"an id beats content":   {[]string{"ContentBasedDeduplication", "true"}, [][3]string{{"x", "A", "1"}, {"x", "A", "2"}}, []string{"x", "x"}},
		"each group on its own": {[]string{"DeduplicationScope", "messageGroup"}, [][3]string{{"x", "A", "1"}, {"y", "B", "1"}, {"z", "B", "1"}}, []string{"x", "y"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := start(t)
			url := l.queue("Orders.fifo", append(c.attributes, "FifoQueue", "true")...)
			for _, s := range c.sends {
				if _, err := l.sendTo(t, url, s[0], s[1], s[2]); err != nil {
					t.Fatal(err)
				}
			}
			if got := bodies(l.receive(url)); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestFIFODeduplicationWindow(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Orders.fifo", "FifoQueue", "true")
	first, err := l.sendTo(t, url, "x", "A", "1")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.delete(t, url, l.receive(url)[0].ReceiptHandle); err != nil {
		t.Fatal(err)
	}
	l.clock.advance(5*time.Minute - time.Second)
	second, err := l.sendTo(t, url, "x", "A", "1")
	if err != nil || *second.MessageId != *first.MessageId || *second.SequenceNumber != *first.SequenceNumber {
		t.Errorf("within 5 minutes: got %v, %v, want the first message's answer", second, err)
	}
	l.clock.advance(time.Second)
	third, err := l.sendTo(t, url, "x", "A", "1")
	if err != nil || *third.MessageId == *first.MessageId || len(l.receive(url)) != 1 {
		t.Errorf("after 5 minutes: got %v, %v, want a new message", third, err)
	}
}

func TestFIFORefuses(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Orders.fifo", "FifoQueue", "true")
	_, err := l.sendTo(t, url, "x", "", "1")
	wantCode(t, err, "MissingParameter")
	_, err = l.sendTo(t, url, "x", "A", "")
	wantCode(t, err, "InvalidParameterValue")
	_, err = l.SendMessage(t.Context(), &api.SendMessageInput{
		QueueUrl: url, MessageBody: aws.String("x"), MessageGroupId: aws.String("A"), MessageDeduplicationId: aws.String("1"), DelaySeconds: 1,
	})
	wantCode(t, err, "InvalidParameterValue")
}

func TestFIFODeadLettersStartAnew(t *testing.T) {
	t.Parallel()
	l := start(t)
	dead := l.queue("Dead.fifo", "FifoQueue", "true", "MessageRetentionPeriod", "60")
	url := l.queue("Orders.fifo", append(redrive("Dead.fifo", "1"), "FifoQueue", "true", "VisibilityTimeout", "0")...)
	if _, err := l.sendTo(t, url, "x", "A", "1"); err != nil {
		t.Fatal(err)
	}
	id := *l.receive(url)[0].MessageId
	l.clock.advance(time.Hour)
	l.receive(url)
	got := l.receive(dead)
	if len(got) != 1 || got[0].Attributes["MessageDeduplicationId"] != id {
		t.Errorf("got %v, want the message with its id as deduplication id, and a new retention period", got)
	}
}
