package sqstest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/infra/conformance/engine"
	"doorstep/shared/queue"
)

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
