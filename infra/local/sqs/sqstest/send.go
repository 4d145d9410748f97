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

func entries(n int, of func(i int) types.SendMessageBatchRequestEntry) []types.SendMessageBatchRequestEntry {
	all := make([]types.SendMessageBatchRequestEntry, n)
	for i := range all {
		all[i] = of(i)
		if all[i].Id == nil {
			all[i].Id = aws.String("id-" + strconv.Itoa(i))
		}
		if all[i].MessageBody == nil {
			all[i].MessageBody = aws.String(fmt.Sprintf("body %d", i))
		}
	}
	return all
}

func testBatch(t *testing.T, b bench) {
	q := b.queue(t, nil)
	out, err := b.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: q.url, Entries: entries(10, func(i int) types.SendMessageBatchRequestEntry {
		return types.SendMessageBatchRequestEntry{MessageGroupId: aws.String(fmt.Sprint("g", i%2)), MessageAttributes: map[string]types.MessageAttributeValue{
			"n": {DataType: aws.String("String"), StringValue: aws.String(strconv.Itoa(i))},
		}}
	})})
	if err != nil || len(out.Successful) != 10 || len(out.Failed) != 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	ids := map[string]string{}
	for _, s := range out.Successful {
		ids[*s.MessageId] = strings.TrimPrefix(*s.Id, "id-")
	}
	got := b.receive(t, q, 10)
	for _, m := range got {
		i := ids[*m.MessageId]
		n, err := strconv.Atoi(i)
		if err != nil || *m.Body != "body "+i || *m.MessageAttributes["n"].StringValue != i || m.Attributes["MessageGroupId"] != fmt.Sprint("g", n%2) {
			t.Errorf("entry %q came as %q %v %v", i, *m.Body, m.MessageAttributes, m.Attributes)
		}
	}
	removal := make([]types.DeleteMessageBatchRequestEntry, len(got))
	for i, m := range got {
		removal[i] = types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: m.ReceiptHandle}
	}
	gone, err := b.DeleteMessageBatch(t.Context(), &sqs.DeleteMessageBatchInput{QueueUrl: q.url, Entries: removal})
	if err != nil || len(gone.Successful) != 10 {
		t.Errorf("delete: %+v, %v", gone, err)
	}
}

// Entries fail one by one: what is not listed as failed arrived.
func testPartialBatch(t *testing.T, b bench) {
	q := b.queue(t, nil)
	out, err := b.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: q.url, Entries: entries(3, func(i int) types.SendMessageBatchRequestEntry {
		e := types.SendMessageBatchRequestEntry{}
		if i == 1 {
			e.DelaySeconds = 901 // one more than there may be
		}
		return e
	})})
	if err != nil {
		t.Fatal(err)
	}
	var done []string
	for _, s := range out.Successful {
		done = append(done, *s.Id)
	}
	slices.Sort(done)
	if fmt.Sprint(done) != "[id-0 id-2]" || len(out.Failed) != 1 || *out.Failed[0].Id != "id-1" || !out.Failed[0].SenderFault || aws.ToString(out.Failed[0].Code) == "" {
		t.Errorf("done %v, failed %+v", done, out.Failed)
	}
	if got := bodies(b.receive(t, q, 2)); fmt.Sprint(got) != "[body 0 body 2]" {
		t.Errorf("got %q", got)
	}
	b.none(t, q, 0, "the refused entry must not arrive")
}

func testRefusedBatches(t *testing.T, b bench) {
	q := b.queue(t, nil)
	plain := func(int) types.SendMessageBatchRequestEntry { return types.SendMessageBatchRequestEntry{} }
	for what, c := range map[string]struct {
		entries []types.SendMessageBatchRequestEntry
		code    string
	}{
		"none":   {entries(0, plain), "EmptyBatchRequest"},
		"eleven": {entries(11, plain), "TooManyEntriesInBatchRequest"},
		"one id twice": {entries(2, func(int) types.SendMessageBatchRequestEntry {
			return types.SendMessageBatchRequestEntry{Id: aws.String("same")}
		}), "BatchEntryIdsNotDistinct"},
		"more than 1 MiB together": {entries(2, func(int) types.SendMessageBatchRequestEntry {
			return types.SendMessageBatchRequestEntry{MessageBody: aws.String(strings.Repeat("x", queue.MaxMessage/2+1))}
		}), "BatchRequestTooLong"},
	} {
		_, err := b.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: q.url, Entries: c.entries})
		if len(c.entries) == 0 && b.on.Lacks(engine.EmptyBatches) {
			if err != nil {
				t.Errorf("%s refuses an empty batch now (%v): strike it from what it lacks", b.on.Name, err)
			}
			continue
		}
		b.refused(t, what, err, c.code)
	}
	b.none(t, q, 0, "nothing of a refused batch arrives")
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
