package sqstest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/infra/conformance/engine"
	"doorstep/shared/fault"
	"doorstep/shared/queue"
	"doorstep/shared/shipment"
)

// A message comes as it was sent; the SDK compares the digests of body and attributes on its way.
func testMessage(t *testing.T, b bench) {
	q := b.queue(t, nil)
	begun := time.Now()
	body := "Zustellung läuft → 📦\t\"quoted\" \\ <b>&amp;</b>\r\n"
	sent, err := b.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: q.url, MessageBody: &body, MessageGroupId: aws.String("ups"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"source": {DataType: aws.String("String"), StringValue: aws.String("ups")},
			"status": {DataType: aws.String("Number"), StringValue: aws.String("502")},
			"sealed": {DataType: aws.String("Binary"), BinaryValue: []byte{0, 1, 0xff}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	m := b.receive(t, q, 1)[0]
	if *m.Body != body || *m.MessageId != *sent.MessageId || aws.ToString(m.ReceiptHandle) == "" {
		t.Errorf("sent %s %q, got %s %q", *sent.MessageId, body, *m.MessageId, *m.Body)
	}
	if a := m.MessageAttributes; len(a) != 3 || aws.ToString(a["source"].StringValue) != "ups" || aws.ToString(a["status"].StringValue) != "502" ||
		string(a["sealed"].BinaryValue) != "\x00\x01\xff" {
		t.Errorf("attributes: %v", a)
	}
	if m.Attributes["ApproximateReceiveCount"] != "1" || m.Attributes["MessageGroupId"] != "ups" {
		t.Errorf("received %s times from group %q", m.Attributes["ApproximateReceiveCount"], m.Attributes["MessageGroupId"])
	}
	ms, err := strconv.ParseInt(m.Attributes["SentTimestamp"], 10, 64)
	if at := time.UnixMilli(ms); err != nil || at.Before(begun.Add(-time.Minute)) || at.After(time.Now().Add(time.Minute)) { // clocks differ
		t.Errorf("sent at %q, %v", m.Attributes["SentTimestamp"], err)
	}
	b.delete(t, q, m)
	b.deleteAgain(t, q, m)
	b.none(t, q, 1, "it was deleted")
}

// What shared/queue sends is what it reads.
func testSender(t *testing.T, b bench) {
	q := b.queue(t, nil)
	sender := queue.New(b.Client, *q.url, rand.Float64)
	in := queue.Inbound{
		Source: "dhl", Account: "main", Kind: queue.Poll, Assurance: shipment.Polled, Received: time.Date(2026, 11, 22, 8, 0, 0, 5e6, time.UTC),
		Numbers: []string{"1", "2"}, Status: 200, Body: []byte(strings.Repeat(`{"status":"zugestellt"}`, 40)),
	}
	packed, err := in.Message()
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), packed); err != nil {
		t.Fatal(err)
	}
	m := b.receive(t, q, 1)[0]
	values := map[string]events.SQSMessageAttribute{}
	for name, v := range m.MessageAttributes {
		values[name] = events.SQSMessageAttribute{StringValue: v.StringValue, DataType: aws.ToString(v.DataType)}
	}
	record := queue.Open(events.SQSEvent{Records: []events.SQSMessage{{MessageId: *m.MessageId, Body: *m.Body, Attributes: m.Attributes, MessageAttributes: values}}}).Records[0]
	read, err := queue.ReadInbound(record)
	if err != nil || fmt.Sprintf("%+v", fields(read)) != fmt.Sprintf("%+v", fields(in)) || record.Receives != "1" {
		t.Errorf("sent %+v, read %+v, %v", fields(in), fields(read), err)
	}
	b.delete(t, q, m)

	many := make([]queue.Message, 23)
	want := map[string]bool{}
	for i := range many {
		many[i] = queue.Message{Body: fmt.Sprintf("note %02d", i), Group: "notes"}
		want[many[i].Body] = true
	}
	many[7].Body = "\x00"
	delete(want, "note 07")
	for i, err := range sender.SendAll(t.Context(), many) {
		if (err != nil) != (i == 7) || err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("message %d: %v", i, err)
		}
	}
	got := bodies(b.receive(t, q, 22))
	if all := slices.Sorted(maps.Keys(want)); !slices.Equal(got, all) {
		t.Errorf("got %q, want %q", got, all)
	}
}

// fields are an Inbound without its way of printing itself.
func fields(in queue.Inbound) []any {
	return []any{in.Source, in.Account, in.Kind, in.Assurance, in.Received, in.Numbers, in.Status, string(in.Body)}
}

// On a standard queue a group is no order and no lock: its messages are received side by side.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
func testGroups(t *testing.T, b bench) {
	q := b.queue(t, settings{"VisibilityTimeout": "600"})
	for _, body := range []string{"a", "b"} {
		if _, err := b.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: q.url, MessageBody: &body, MessageGroupId: aws.String("usps")}); err != nil {
			t.Fatal(err)
		}
	}
	if got := bodies(b.receive(t, q, 2)); fmt.Sprint(got) != "[a b]" {
		t.Errorf("got %q", got)
	}
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
func testLargest(t *testing.T, b bench) {
	q := b.queue(t, nil)
	attributes := map[string]types.MessageAttributeValue{"n": {DataType: aws.String("String"), StringValue: aws.String("12345")}}
	room := queue.MaxMessage - len("nString12345")
	if b.on.Lacks(engine.SizeOfAttributes) {
		room = queue.MaxMessage
	}
	for what, c := range map[string]struct {
		body    string
		refused bool
	}{
		"all there is room for":   {strings.Repeat("x", room), false},
		"in letters of two bytes": {strings.Repeat("é", room/2), false},
		"one byte more":           {strings.Repeat("x", room+1), true},
	} {
		_, err := b.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: q.url, MessageBody: &c.body, MessageAttributes: attributes})
		if c.refused {
			b.refused(t, what, err, "InvalidParameterValue")
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		m := b.receive(t, q, 1)[0]
		if *m.Body != c.body {
			t.Errorf("%s: %d bytes came back changed, %d of them", what, len(c.body), len(*m.Body))
		}
		b.delete(t, q, m)
	}
}

// The characters that XML 1.0 allows, as AWS has it:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func testCharacters(t *testing.T, b bench) {
	q := b.queue(t, nil)
	legal := "\t\n\r \uD7FF\uE000\uFFFD\U00010000\U0010FFFF"
	b.send(t, q, legal)
	if m := b.receive(t, q, 1)[0]; *m.Body != legal {
		t.Errorf("%q came as %q", legal, *m.Body)
	}
	for _, illegal := range []string{"\x00", "\x0b", "\x1f", "\uFFFE", "\uFFFF"} {
		_, err := b.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: q.url, MessageBody: aws.String("a" + illegal)})
		b.refused(t, fmt.Sprintf("%q", illegal), err, "InvalidMessageContents")
	}
}
