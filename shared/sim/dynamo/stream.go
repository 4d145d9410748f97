package dynamo

import (
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// change is a write that changed something.
type change struct {
	at       time.Time
	old, new value.Item // nil: there was none, there is none
	swept    bool       // by Sweep
}

// Stream gives the records of a table's stream after the first so many, in the order of the writes: all writes of one shard. Records are
// kept as long as the table. Nothing for a table that has no stream or is not there.
func (e *Engine) Stream(table string, after int) []events.DynamoDBEventRecord {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, ok := e.tables[table]
	if !ok || after >= len(t.changes) {
		return nil
	}
	after = max(after, 0)
	records := make([]events.DynamoDBEventRecord, 0, len(t.changes)-after)
	for i, c := range t.changes[after:] {
		records = append(records, t.record(c, after+i+1))
	}
	return records
}

// record writes a change as Lambda gets it (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html).
func (t *table) record(c change, n int) events.DynamoDBEventRecord {
	held, name := c.new, events.DynamoDBOperationTypeModify
	switch {
	case c.old == nil:
		name = events.DynamoDBOperationTypeInsert
	case c.new == nil:
		held, name = c.old, events.DynamoDBOperationTypeRemove
	}
	hash, sort, _ := t.keys.keyOf(held)
	keys := t.keys.item(hash, sort)
	r := events.DynamoDBEventRecord{
		AWSRegion: "eu-west-1", EventID: fmt.Sprintf("%032x", n), EventName: string(name), EventSource: "aws:dynamodb", EventVersion: "1.1",
		EventSourceArn: t.arn + "/stream/2026-01-01T00:00:00.000",
		Change: events.DynamoDBStreamRecord{
			ApproximateCreationDateTime: events.SecondsEpochTime{Time: c.at.UTC().Truncate(time.Second)},
			Keys:                        image(keys), NewImage: image(c.new), OldImage: image(c.old),
			SequenceNumber: fmt.Sprintf("1%020d", n), StreamViewType: string(types.StreamViewTypeNewAndOldImages),
			SizeBytes: int64(value.Size(keys) + value.Size(c.new) + value.Size(c.old)),
		},
	}
	if c.swept {
		r.UserIdentity = &events.DynamoDBUserIdentity{Type: "Service", PrincipalID: "dynamodb.amazonaws.com"}
	}
	return r
}

func image(item value.Item) map[string]events.DynamoDBAttributeValue {
	if item == nil {
		return nil
	}
	out := make(map[string]events.DynamoDBAttributeValue, len(item))
	for name, v := range item {
		out[name] = attribute(value.Clone(v))
	}
	return out
}

// attribute writes a value as Lambda gets it. It shares what the value holds.
func attribute(v types.AttributeValue) events.DynamoDBAttributeValue {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return events.NewStringAttribute(v.Value)
	case *types.AttributeValueMemberN:
		return events.NewNumberAttribute(v.Value)
	case *types.AttributeValueMemberB:
		return events.NewBinaryAttribute(v.Value)
	case *types.AttributeValueMemberBOOL:
		return events.NewBooleanAttribute(v.Value)
	case *types.AttributeValueMemberSS:
		return events.NewStringSetAttribute(v.Value)
	case *types.AttributeValueMemberNS:
		return events.NewNumberSetAttribute(v.Value)
	case *types.AttributeValueMemberBS:
		return events.NewBinarySetAttribute(v.Value)
	case *types.AttributeValueMemberM:
		return events.NewMapAttribute(image(v.Value))
	case *types.AttributeValueMemberL:
		list := make([]events.DynamoDBAttributeValue, len(v.Value))
		for i, e := range v.Value {
			list[i] = attribute(e)
		}
		return events.NewListAttribute(list)
	default:
		return events.NewNullAttribute()
	}
}
