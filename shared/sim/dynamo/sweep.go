package dynamo

import (
	"context"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// UpdateTimeToLive names the attribute whose time Sweep looks at.
func (e *Engine) UpdateTimeToLive(_ context.Context, in *dynamodb.UpdateTimeToLiveInput, _ ...options) (*dynamodb.UpdateTimeToLiveOutput, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.table(in.TableName)
	if err != nil {
		return nil, err
	}
	spec := in.TimeToLiveSpecification
	if spec == nil || deref(spec.AttributeName) == "" || spec.Enabled == nil {
		return nil, invalid("TimeToLiveSpecification must name an attribute and say whether it is enabled")
	}
	t.ttl = ""
	if *spec.Enabled {
		t.ttl = *spec.AttributeName
	}
	return &dynamodb.UpdateTimeToLiveOutput{TimeToLiveSpecification: &types.TimeToLiveSpecification{
		AttributeName: ptr(*spec.AttributeName), Enabled: ptr(*spec.Enabled),
	}}, nil
}

// tooOld is how long ago an item may have expired and still be deleted: what lies further back is taken for a mistake
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html).
const tooOld = 5 * 365 * 24 * time.Hour

// Sweep deletes the items whose time to live has passed, which costs nothing and shows in the stream as a deletion by the service.
// DynamoDB does it within some days of the time; here it is done when the simulation says so.
func (e *Engine) Sweep() {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.moment()
	for _, t := range e.tables {
		if t.ttl == "" {
			continue
		}
		for _, r := range t.sorted() {
			if expired(r.current().item, t.ttl, now) {
				t.save(r.hash, r.sort, nil, now, true)
			}
		}
	}
}

func expired(item value.Item, name string, now time.Time) bool {
	v, ok := item[name].(*types.AttributeValueMemberN)
	if !ok {
		return false
	}
	at, err := strconv.ParseInt(v.Value, 10, 64)
	return err == nil && at <= now.Unix() && at >= now.Add(-tooOld).Unix()
}
