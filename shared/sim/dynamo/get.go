package dynamo

import (
	"hash/fnv"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/expression"
	"doorstep/shared/sim/dynamo/value"
)

// seen gives the time whose state a read sees; the zero time is the present.
func (e *Engine) seen(lag time.Duration) time.Time {
	now := e.moment()
	if lag <= 0 {
		return time.Time{}
	}
	return now.Add(-lag)
}

// shape cuts items down to what a read asks for.
type shape struct {
	projection *expression.Projection // nil: everything
	scope      expression.Scope
}

// shape reads a projection; more are the other expressions of the request.
func (e *Engine) shape(text *string, scope expression.Scope, more ...*expression.Uses) (shape, error) {
	p, err := e.parsed.projection(text)
	if err != nil {
		return shape{}, err
	}
	s := shape{p, scope}
	if p != nil {
		more = append(more, &p.Uses)
	}
	if err := scope.Check(more...); err != nil {
		return shape{}, refused("", err)
	}
	if p != nil {
		return s, refused("ProjectionExpression", p.Check(scope))
	}
	return s, nil
}

// of gives a copy of what is asked for.
func (s shape) of(item value.Item) value.Item {
	if s.projection != nil && item != nil {
		item = s.projection.Of(item, s.scope)
	}
	return value.CloneItem(item)
}

func (e *Engine) get(in *dynamodb.GetItemInput, lag time.Duration) (*dynamodb.GetItemOutput, error) {
	if in.AttributesToGet != nil {
		return nil, unknown("projections without an expression")
	}
	t, err := e.table(in.TableName)
	if err != nil {
		return nil, err
	}
	s, err := e.shape(in.ProjectionExpression, expression.Scope{Names: in.ExpressionAttributeNames})
	if err != nil {
		return nil, err
	}
	hash, sort, err := t.keys.key(in.Key)
	if err != nil {
		return nil, err
	}
	v := t.find(hash, sort).at(e.seen(lag))
	units := readUnits(v.size, deref(in.ConsistentRead))
	t.read += units
	return &dynamodb.GetItemOutput{Item: s.of(v.item), ConsumedCapacity: t.consumed(in.ReturnConsumedCapacity, usage{table: units})}, nil
}

// maxBatch is how many keys one request may name
// (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html).
const maxBatch = 100

func (e *Engine) batch(in *dynamodb.BatchGetItemInput, lag time.Duration) (*dynamodb.BatchGetItemOutput, error) {
	keys := 0
	for _, asked := range in.RequestItems {
		keys += len(asked.Keys)
	}
	if keys == 0 {
		return nil, invalid("1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1")
	}
	if keys > maxBatch {
		return nil, invalid("Too many items requested for the BatchGetItem call")
	}
	out := &dynamodb.BatchGetItemOutput{Responses: map[string][]map[string]types.AttributeValue{}}
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		t, err := e.table(&name)
		if err != nil {
			return nil, err
		}
		asked := in.RequestItems[name]
		items, units, err := e.several(t, asked, lag)
		if err != nil {
			return nil, err
		}
		t.read += units
		out.Responses[name] = items
		if c := t.consumed(in.ReturnConsumedCapacity, usage{table: units}); c != nil {
			out.ConsumedCapacity = append(out.ConsumedCapacity, *c)
		}
	}
	return out, nil
}

// several reads the items of one table that a batch names, in an order that is not the one of the request.
func (e *Engine) several(t *table, asked types.KeysAndAttributes, lag time.Duration) ([]map[string]types.AttributeValue, float64, error) {
	if asked.AttributesToGet != nil {
		return nil, 0, unknown("projections without an expression")
	}
	s, err := e.shape(asked.ProjectionExpression, expression.Scope{Names: asked.ExpressionAttributeNames})
	if err != nil {
		return nil, 0, err
	}
	if deref(asked.ConsistentRead) {
		lag = 0
	}
	units := 0.0
	when := e.seen(lag)
	var found []*row
	named := map[[2]string]bool{}
	for _, key := range asked.Keys {
		hash, sort, err := t.keys.key(key)
		if err != nil {
			return nil, 0, err
		}
		if named[[2]string{hash, sort}] {
			return nil, 0, invalid("Provided list of item keys contains duplicates")
		}
		named[[2]string{hash, sort}] = true
		r := t.find(hash, sort)
		v := r.at(when)
		units += readUnits(v.size, deref(asked.ConsistentRead))
		if v.item != nil {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *row) int { return scattered(a, b) })
	items := []map[string]types.AttributeValue{}
	for _, r := range found {
		items = append(items, s.of(r.at(when).item))
	}
	return items, units, nil
}

// scattered orders rows by a hash of their keys: DynamoDB promises no order.
func scattered(a, b *row) int {
	x, y := fnv.New32a(), fnv.New32a()
	x.Write([]byte(a.hash + "\x00" + a.sort)) //nolint:errcheck // a hash never fails
	y.Write([]byte(b.hash + "\x00" + b.sort)) //nolint:errcheck
	if m, n := x.Sum32(), y.Sum32(); m != n {
		return int(int64(m) - int64(n))
	}
	return order(a, b)
}
