package eventsource

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares JSON, indented, with testdata/name.
func golden(t *testing.T, name string, raw []byte) {
	t.Helper()
	var got bytes.Buffer
	if err := json.Indent(&got, raw, "", "  "); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	got.WriteByte('\n')
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// understood reads raw into an event type of aws-lambda-go, which must know every field, and returns it written again.
func understood[Event any](t *testing.T, raw []byte) (event Event, again any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&event); err != nil {
		t.Fatalf("aws-lambda-go does not understand the event: %v", err)
	}
	written, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(written, &again); err != nil {
		t.Fatal(err)
	}
	return event, again
}

func TestGoldenQueueEvent(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	messages := []types.Message{
		{
			MessageId: text("0d4cb9a4-0a5d-4f0e-8a0f-3c1b7b1f0001"), ReceiptHandle: text("receipt-1"),
			Body: text(`{"text":"a < b & \"c\" €"}`), MD5OfBody: text("8f1d"), MD5OfMessageAttributes: text("77aa"),
			Attributes: map[string]string{"ApproximateReceiveCount": "2", "SentTimestamp": "1795000000000", "SenderId": "000000000000",
				"ApproximateFirstReceiveTimestamp": "1795000000500", "MessageGroupId": "ups"},
			MessageAttributes: map[string]types.MessageAttributeValue{
				"source": {DataType: text("String"), StringValue: text("ups")},
				"count":  {DataType: text("Number"), StringValue: text("3")},
				"raw":    {DataType: text("Binary"), BinaryValue: []byte{0, 1, 254, 255}},
			},
		},
		{MessageId: text("0d4cb9a4-0a5d-4f0e-8a0f-3c1b7b1f0002"), ReceiptHandle: text("receipt-2"), Body: text("plain"), MD5OfBody: text("9e2f")},
	}
	var records [][]byte
	for _, m := range messages {
		record, err := encodeQueueMessage(m, testQueueARN, "eu-central-1")
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
	}
	raw := payload(records)
	golden(t, "queue_event.json", raw)

	event, again := understood[events.SQSEvent](t, raw)
	if got := string(event.Records[0].MessageAttributes["raw"].BinaryValue); got != "\x00\x01\xfe\xff" {
		t.Errorf("binary attribute: %q", got)
	}
	if event.Records[0].Body != `{"text":"a < b & \"c\" €"}` {
		t.Errorf("body: %q", event.Records[0].Body)
	}
	var sent any
	if err := json.Unmarshal(raw, &sent); err != nil {
		t.Fatal(err)
	}
	// aws-lambda-go writes an md5OfMessageAttributes that was not there as "".
	delete(again.(map[string]any)["Records"].([]any)[1].(map[string]any), "md5OfMessageAttributes")
	if diff := cmp.Diff(sent, again); diff != "" {
		t.Errorf("through aws-lambda-go (-sent +again):\n%s", diff)
	}
}
