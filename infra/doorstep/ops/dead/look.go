package dead

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/shared/queue"
)

// Letter is a message that was looked at. Body may hold personal data and secrets: Keys is what may be shown.
type Letter struct {
	ID       string
	Sent     time.Time // when it was sent first; SQS keeps that in dead-letter queues
	Receives int
	Group    string
	Message  queue.Message
	handle   string
}

// String shows no body.
func (l Letter) String() string {
	return fmt.Sprintf("letter %s, %d bytes", l.ID, len(l.Message.Body))
}

// GoString is String.
func (l Letter) GoString() string { return l.String() }

// hold is how long a letter that is looked at stays out of sight: it is put back as soon as the look is over, and by itself if that fails.
const hold = 60 * time.Second

// maxReceive is how many messages one call gives.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
const maxReceive = 10

// Look gives up to n letters of a queue and puts all of them back. For the length of the look nobody else sees them. SQS gives no order.
func (d Desk) Look(ctx context.Context, name string, n int) ([]Letter, error) {
	var letters []Letter
	err := d.holding(ctx, name, n, func(_ string, batch []Letter) (keep []Letter, err error) {
		letters = append(letters, batch...)
		return batch, nil
	})
	slices.SortStableFunc(letters, func(a, b Letter) int { return a.Sent.Compare(b.Sent) })
	return letters, err
}

// holding receives up to n letters, hands them to do in batches, and in the end puts back those that do wants to keep.
func (d Desk) holding(ctx context.Context, name string, n int, do func(url string, batch []Letter) (keep []Letter, err error)) (err error) {
	url, err := d.URL(ctx, name)
	if err != nil {
		return err
	}
	var held []Letter
	defer func() {
		if back := d.putBack(context.WithoutCancel(ctx), url, held); err == nil {
			err = back
		}
	}()
	seen := map[string]bool{}
	for empty := 0; n > 0 && empty < 2; { // a short poll may miss messages that are there: two empty ones in a row end it
		out, err := d.Client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &url, MaxNumberOfMessages: int32(min(n, maxReceive)), VisibilityTimeout: int32(hold / time.Second), WaitTimeSeconds: int32(min(empty, 1)),
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll}, MessageAttributeNames: []string{"All"},
		})
		if err != nil {
			return fmt.Errorf("look into %s: %w", name, said(err))
		}
		var batch []Letter
		for _, m := range out.Messages {
			if l := letter(m); !seen[l.ID] {
				seen[l.ID] = true
				batch = append(batch, l)
			}
		}
		if len(batch) == 0 {
			empty++
			continue
		}
		empty, n = 0, n-len(batch)
		keep, err := do(url, batch)
		held = append(held, keep...)
		if err != nil {
			return err
		}
	}
	return nil
}

func letter(m types.Message) Letter {
	l := Letter{ID: aws.ToString(m.MessageId), handle: aws.ToString(m.ReceiptHandle), Group: m.Attributes["MessageGroupId"]}
	l.Message = queue.Message{Body: aws.ToString(m.Body), Group: l.Group, Attributes: map[string]string{}}
	for name, value := range m.MessageAttributes {
		if value.StringValue != nil {
			l.Message.Attributes[name] = *value.StringValue
		}
	}
	if ms, err := strconv.ParseInt(m.Attributes["SentTimestamp"], 10, 64); err == nil {
		l.Sent = time.UnixMilli(ms).UTC()
	}
	l.Receives, _ = strconv.Atoi(m.Attributes["ApproximateReceiveCount"]) // SQS writes a number
	return l
}

// putBack makes letters visible again.
func (d Desk) putBack(ctx context.Context, url string, letters []Letter) error {
	for part := range slices.Chunk(letters, maxReceive) {
		entries := make([]types.ChangeMessageVisibilityBatchRequestEntry, len(part))
		for i, l := range part {
			entries[i] = types.ChangeMessageVisibilityBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: &l.handle, VisibilityTimeout: 0}
		}
		if _, err := d.Client.ChangeMessageVisibilityBatch(ctx, &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &url, Entries: entries}); err != nil {
			return fmt.Errorf("put letters back (they come back by themselves within %s): %w", hold, said(err))
		}
	}
	return nil
}

// Keys says what a letter is about in words that name no person: how an inbound body came, which number, order or item a note names. It
// gives nothing for what it does not know, so that a new kind of message shows nothing by accident.
func (l Letter) Keys() string {
	a := l.Message.Attributes
	if a["source"] != "" || a["kind"] != "" {
		return joined("source", a["source"], "account", a["account"], "kind", a["kind"], "assurance", a["assurance"], "received", a["received"], "numbers", a["numbers"], "status", a["status"])
	}
	var n note
	if json.Unmarshal([]byte(l.Message.Body), &n) != nil {
		return ""
	}
	if n.Batch.Stream != "" {
		return joined("why", n.Context.Condition, "shard", n.Batch.Shard, "from", n.Batch.First, "to", n.Batch.Last, "records", strconv.Itoa(n.Batch.Size))
	}
	pairs := []string{"event", n.DetailType, "item", n.PK, "number", n.Number, "order", n.Order, "shipment", n.Shipment, "milestone", n.Milestone, "about", n.About, "finding", n.Finding, "reason", n.Reason, "due", n.Due}
	if n.Handshake != nil {
		pairs = append(pairs, "handshake", n.Handshake.Source+"/"+n.Handshake.Account)
	}
	return joined(pairs...)
}

// note is what of our own messages, of events of SES and of reports of Lambda may be shown.
type note struct {
	PK, Number, Order, Shipment, Milestone, About, Finding, Reason, Due string

	Handshake  *struct{ Source, Account string }
	DetailType string `json:"detail-type"`
	Context    struct {
		Condition string `json:"condition"`
	} `json:"requestContext"`
	Batch batch `json:"DDBStreamBatchInfo"`
}

// batch is where in a stream the records are that relay never answered for.
// https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
type batch struct {
	Shard  string `json:"shardId"`
	First  string `json:"startSequenceNumber"`
	Last   string `json:"endSequenceNumber"`
	Size   int    `json:"batchSize"`
	Stream string `json:"streamArn"`
}

// joined writes the pairs that have a value.
func joined(pairs ...string) string {
	var parts []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			parts = append(parts, pairs[i]+"="+pairs[i+1])
		}
	}
	return strings.Join(parts, " ")
}

// Kind names in a word or two what a letter is, for counts.
func (l Letter) Kind() string {
	a := l.Message.Attributes
	if a["source"] != "" {
		return strings.TrimSpace(a["source"] + " " + a["kind"])
	}
	var n note
	if json.Unmarshal([]byte(l.Message.Body), &n) != nil {
		return "no message of ours"
	}
	for _, word := range []string{n.Context.Condition, n.DetailType, n.Milestone, n.Reason, n.About} {
		if word != "" {
			return word
		}
	}
	pk, _, _ := strings.Cut(n.PK, "#")
	switch pk {
	case "T":
		return "change of a number"
	case "O":
		return "change of an order"
	default:
		return "other"
	}
}
