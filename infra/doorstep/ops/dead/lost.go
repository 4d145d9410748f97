package dead

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"doorstep/shared/fault"
	"doorstep/shared/queue"
)

// Stream is what this package needs of *dynamodbstreams.Client.
type Stream interface {
	GetShardIterator(context.Context, *dynamodbstreams.GetShardIteratorInput, ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error)
	GetRecords(context.Context, *dynamodbstreams.GetRecordsInput, ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error)
}

// Sender queues messages: one error per message, nil for those that arrived.
type Sender interface {
	SendAll(ctx context.Context, messages []queue.Message) []error
}

// Restored is what became of the batches that the stream lost.
type Restored struct {
	Batches int // whose keys were all told to relay
	Items   int // told to relay
	Trimmed int // batches that the stream does not hold any more: it keeps records for 24 hours
	Broken  int // reports that cannot be read
}

// Restore reads the batches of the stream that letters in Lost name, and tells relay which items they changed: keys and versions, nothing of
// what the records hold. Relay looks at each item as it is now; decisions that were made are found. A letter is dropped when its items are
// told. One whose records the stream holds no more stays.
func (d Desk) Restore(ctx context.Context, n int, stream Stream, relay Sender, progress func(Restored)) (Restored, error) {
	var r Restored
	err := d.holding(ctx, Lost, n, func(url string, letters []Letter) (keep []Letter, err error) {
		for i, l := range letters {
			items, err := restore(ctx, l, stream, relay)
			var trimmed *types.TrimmedDataAccessException
			var gone *types.ResourceNotFoundException // the shard itself is gone
			switch {
			case err == nil:
				if _, err := d.remove(ctx, url, []Letter{l}); err != nil {
					return append(keep, letters[i:]...), err
				}
				r.Batches++
				r.Items += items
			case errors.As(err, &trimmed), errors.As(err, &gone):
				r.Trimmed++
				keep = append(keep, l)
			case fault.KindOf(err) == fault.Malformed:
				r.Broken++
				keep = append(keep, l)
			default:
				return append(keep, letters[i:]...), err
			}
			progress(r)
		}
		return keep, nil
	})
	return r, err
}

// restore tells relay the items of one batch.
func restore(ctx context.Context, l Letter, stream Stream, relay Sender) (items int, err error) {
	var n note
	if err := json.Unmarshal([]byte(l.Message.Body), &n); err != nil || n.Batch.Stream == "" || n.Batch.Shard == "" || n.Batch.First == "" || n.Batch.Last == "" {
		return 0, fault.New(fault.Malformed, "letter %s names no batch of a stream", l.ID)
	}
	changed, err := changes(ctx, stream, n.Batch)
	if err != nil {
		return 0, err
	}
	return len(changed), queue.SendNotes(ctx, relay.SendAll, changed)
}

// patience is how many empty pages in a row end the search for the end of a batch: a page may be empty although records follow.
const patience = 5

// changes gives the items that a batch changed, each once with its newest version. Only numbers and orders make news. It fails when the
// stream does not show the batch to its end.
func changes(ctx context.Context, stream Stream, b batch) ([]queue.Changed, error) {
	start, err := stream.GetShardIterator(ctx, &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &b.Stream, ShardId: &b.Shard, ShardIteratorType: types.ShardIteratorTypeAtSequenceNumber, SequenceNumber: &b.First,
	})
	if err != nil {
		return nil, fmt.Errorf("find the lost records: %w", err)
	}
	var found items
	for next, empty := start.ShardIterator, 0; next != nil && empty < patience; empty++ {
		page, err := stream.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: next})
		if err != nil {
			return nil, fmt.Errorf("read the lost records: %w", err)
		}
		for _, r := range page.Records {
			if r.Dynamodb == nil || r.Dynamodb.SequenceNumber == nil {
				continue
			}
			order := compare(*r.Dynamodb.SequenceNumber, b.Last)
			if order <= 0 {
				found.add(r)
			}
			if order >= 0 {
				return found.list, nil
			}
			empty = -1
		}
		next = page.NextShardIterator
	}
	return nil, fault.New(fault.Unavailable, "the stream does not show the lost batch of %d records to its end: try again", b.Size)
}

// items are those that records changed, each once.
type items struct {
	list []queue.Changed
	at   map[string]int
}

func (i *items) add(r types.Record) {
	c, ok := changeOf(r)
	if !ok {
		return
	}
	if at, seen := i.at[c.PK]; seen {
		i.list[at] = c
		return
	}
	if i.at == nil {
		i.at = map[string]int{}
	}
	i.at[c.PK] = len(i.list)
	i.list = append(i.list, c)
}

// compare compares sequence numbers, which are numbers of up to 40 digits. What is none is compared as text.
func compare(a, b string) int {
	x, okX := new(big.Int).SetString(a, 10)
	y, okY := new(big.Int).SetString(b, 10)
	if !okX || !okY {
		return strings.Compare(a, b)
	}
	return x.Cmp(y)
}

// changeOf keeps of a record what relay is told: never its images.
func changeOf(r types.Record) (queue.Changed, bool) {
	pk, okPK := r.Dynamodb.Keys["pk"].(*types.AttributeValueMemberS)
	sk, okSK := r.Dynamodb.Keys["sk"].(*types.AttributeValueMemberS)
	if !okPK || !okSK || r.EventName == types.OperationTypeRemove {
		return queue.Changed{}, false
	}
	number := strings.HasPrefix(pk.Value, "T#") && sk.Value == "N"
	order := strings.HasPrefix(pk.Value, "O#") && sk.Value == "O"
	c := queue.Changed{PK: pk.Value, SK: sk.Value}
	if v, ok := r.Dynamodb.NewImage["v"].(*types.AttributeValueMemberN); ok {
		c.Version, _ = strconv.ParseInt(v.Value, 10, 64) // 0: relay takes whatever it reads
	}
	return c, number || order
}
