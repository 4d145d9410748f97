package sqs_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func (l *local) delete(t *testing.T, url, receipt *string) error {
	t.Helper()
	_, err := l.DeleteMessage(t.Context(), &api.DeleteMessageInput{QueueUrl: url, ReceiptHandle: receipt})
	return err
}

func (l *local) hide(t *testing.T, url, receipt *string, seconds int32) error {
	t.Helper()
	_, err := l.ChangeMessageVisibility(t.Context(), &api.ChangeMessageVisibilityInput{QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: seconds})
	return err
}

func TestDeleteMessage(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Inbound", "VisibilityTimeout", "10")
	l.send(url, "x")
	first := l.receive(url)[0].ReceiptHandle
	l.clock.advance(10 * time.Second)
	second := l.receive(url)[0].ReceiptHandle
	if err := l.delete(t, url, first); err != nil || len(l.server.Peek("Inbound", 1)) != 1 {
		t.Errorf("an old receipt must succeed and delete nothing: %v", err)
	}
	l.clock.advance(10 * time.Second)
	if err := l.delete(t, url, second); err != nil || len(l.server.Peek("Inbound", 1)) != 0 {
		t.Errorf("the latest receipt must delete, also after its timeout: %v", err)
	}
	if err := l.delete(t, url, second); err != nil {
		t.Errorf("deleting twice: %v", err)
	}
	other := l.queue("Other")
	for name, receipt := range map[string]*string{
		"of another queue": second,
		"not base64":       aws.String("!"),
		"two parts":        aws.String(base64.StdEncoding.EncodeToString([]byte("Other x"))),
		"no number":        aws.String(base64.StdEncoding.EncodeToString([]byte("Other x y"))),
	} {
		err := l.delete(t, other, receipt)
		t.Run(name, func(t *testing.T) { wantError[*types.ReceiptHandleIsInvalid](t, err) })
	}
	wantCode(t, l.delete(t, url, aws.String("")), "MissingParameter")
}

func TestChangeMessageVisibility(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Inbound", "VisibilityTimeout", "10")
	l.send(url, "x")
	receipt := l.receive(url)[0].ReceiptHandle
	l.clock.advance(9 * time.Second)
	if err := l.hide(t, url, receipt, 30); err != nil {
		t.Fatal(err)
	}
	l.clock.advance(29 * time.Second)
	if got := bodies(l.receive(url)); got != nil {
		t.Errorf("extended message was visible: %v", got)
	}
	if err := l.hide(t, url, receipt, 0); err != nil {
		t.Fatal(err)
	}
	wantError[*types.MessageNotInflight](t, l.hide(t, url, receipt, 5))
	again := l.receive(url)
	if got := bodies(again); !slices.Equal(got, []string{"x"}) {
		t.Fatalf("timeout 0 must show the message at once, got %v", got)
	}
	wantCode(t, l.hide(t, url, receipt, 5), "InvalidParameterValue") // an old receipt
	receipt = again[0].ReceiptHandle
	wantCode(t, l.hide(t, url, receipt, 43201), "InvalidParameterValue")
	if err := l.hide(t, url, receipt, 43200); err != nil {
		t.Errorf("12 hours from the receive: %v", err)
	}
	l.clock.advance(time.Second)
	wantCode(t, l.hide(t, url, receipt, 43200), "InvalidParameterValue") // 12 hours and a second in all
	if err := l.delete(t, url, receipt); err != nil {
		t.Fatal(err)
	}
	wantCode(t, l.hide(t, url, receipt, 5), "InvalidParameterValue")
}

func TestReceiptBatches(t *testing.T) {
	t.Parallel()
	l := start(t)
	url := l.queue("Inbound", "VisibilityTimeout", "10")
	l.send(url, "a")
	l.send(url, "b")
	messages := l.receive(url)
	changed, err := l.ChangeMessageVisibilityBatch(t.Context(), &api.ChangeMessageVisibilityBatchInput{QueueUrl: url, Entries: []types.ChangeMessageVisibilityBatchRequestEntry{
		{Id: aws.String("a"), ReceiptHandle: messages[0].ReceiptHandle, VisibilityTimeout: 0},
		{Id: aws.String("bad"), ReceiptHandle: aws.String("nonsense")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintln(len(changed.Successful), len(changed.Failed), *changed.Failed[0].Code); got != "1 1 ReceiptHandleIsInvalid\n" {
		t.Errorf("change: got %s", got)
	}
	if got := bodies(l.receive(url)); !slices.Equal(got, []string{"a"}) {
		t.Errorf("got %v after showing a again", got)
	}
	deleted, err := l.DeleteMessageBatch(t.Context(), &api.DeleteMessageBatchInput{QueueUrl: url, Entries: []types.DeleteMessageBatchRequestEntry{
		{Id: aws.String("b"), ReceiptHandle: messages[1].ReceiptHandle},
		{Id: aws.String("bad"), ReceiptHandle: aws.String("nonsense")},
	}})
	if err != nil || len(deleted.Successful) != 1 || len(deleted.Failed) != 1 {
		t.Errorf("delete: got %v, %v", deleted, err)
	}
	if left := l.server.Peek("Inbound", 10); len(left) != 1 || left[0].Body != "a" {
		t.Errorf("left %v, want only a", left)
	}
	_, err = l.DeleteMessageBatch(t.Context(), &api.DeleteMessageBatchInput{QueueUrl: url, Entries: []types.DeleteMessageBatchRequestEntry{}})
	wantError[*types.EmptyBatchRequest](t, err)
}
