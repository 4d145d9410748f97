package dynamo

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/expression"
	"doorstep/shared/sim/dynamo/value"
)

// maxPage is how much one answer reads, in bytes.
const maxPage = 1 << 20

// search is a query that was checked.
type search struct {
	table   *table
	index   *index // nil: the table
	keys    schema
	of      expression.Range
	filter  *expression.Condition
	shape   shape
	when    time.Time
	limit   int // 0: none
	reverse bool
}

func (e *Engine) query(in *dynamodb.QueryInput, lag time.Duration) (*dynamodb.QueryOutput, error) {
	s, err := e.search(in)
	if err != nil {
		return nil, err
	}
	s.when = e.seen(lag)
	entries, err := s.entries(in.ExclusiveStartKey)
	if err != nil {
		return nil, err
	}
	out := &dynamodb.QueryOutput{Items: []map[string]types.AttributeValue{}}
	size, began := 0, false
	for _, entry := range entries {
		item, bytes := s.item(entry)
		if item == nil {
			continue
		}
		if !s.of.Holds(item) {
			if began {
				break // what is asked for is one range
			}
			continue
		}
		began = true
		size += bytes
		out.ScannedCount++
		if s.filter == nil || s.filter.Holds(item, s.shape.scope) {
			out.Count++
			out.Items = append(out.Items, s.shape.of(item))
		}
		if s.limit > 0 && int(out.ScannedCount) == s.limit || size >= maxPage {
			out.LastEvaluatedKey = s.start(item)
			break
		}
	}
	if in.Select == types.SelectCount {
		out.Items = nil
	}
	u := usage{table: readUnits(size, deref(in.ConsistentRead))}
	if s.index != nil {
		u = usage{indexes: map[string]float64{s.index.name: u.table}}
	}
	s.table.read += u.total()
	out.ConsumedCapacity = s.table.consumed(in.ReturnConsumedCapacity, u)
	return out, nil
}

// search checks a query.
func (e *Engine) search(in *dynamodb.QueryInput) (*search, error) {
	if in.AttributesToGet != nil || in.KeyConditions != nil || in.QueryFilter != nil || in.ConditionalOperator != "" {
		return nil, unknown("queries without expressions")
	}
	t, err := e.table(in.TableName)
	if err != nil {
		return nil, err
	}
	s := &search{table: t, keys: t.keys, limit: int(deref(in.Limit)), reverse: in.ScanIndexForward != nil && !*in.ScanIndexForward}
	if in.Limit != nil && s.limit < 1 {
		return nil, invalid("1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1", s.limit)
	}
	if err := s.choose(in); err != nil {
		return nil, err
	}
	return s, e.conditions(s, in)
}

// choose finds the index that a query names.
func (s *search) choose(in *dynamodb.QueryInput) error {
	switch in.Select {
	case "", types.SelectCount, types.SelectSpecificAttributes, types.SelectAllProjectedAttributes:
	case types.SelectAllAttributes:
		if in.IndexName != nil {
			return invalid("One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index %s "+
				"because its projection type is not ALL", *in.IndexName)
		}
	default:
		return unknown("Select " + string(in.Select))
	}
	if in.IndexName == nil {
		return nil
	}
	i := slices.IndexFunc(s.table.indexes, func(x *index) bool { return x.name == *in.IndexName })
	if i < 0 {
		return invalid("The table does not have the specified index: %s", *in.IndexName)
	}
	if deref(in.ConsistentRead) {
		return invalid("Consistent reads are not supported on global secondary indexes")
	}
	s.index = s.table.indexes[i]
	s.keys = s.index.keys
	return nil
}

// conditions reads the expressions of a query.
func (e *Engine) conditions(s *search, in *dynamodb.QueryInput) error {
	if in.KeyConditionExpression == nil {
		return invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")
	}
	scope := expression.Scope{Names: in.ExpressionAttributeNames, Values: in.ExpressionAttributeValues}
	key, err := e.parsed.key(in.KeyConditionExpression)
	if err != nil {
		return err
	}
	uses := []*expression.Uses{&key.Uses}
	if s.filter, err = e.parsed.condition(in.FilterExpression, "FilterExpression"); err != nil {
		return err
	}
	if s.filter != nil {
		uses = append(uses, &s.filter.Uses)
	}
	if s.shape, err = e.shape(in.ProjectionExpression, scope, uses...); err != nil {
		return err
	}
	if s.filter != nil {
		if err := s.filter.Check(scope); err != nil {
			return refused("FilterExpression", err)
		}
		for _, name := range [...]string{s.keys.hash, s.keys.sort} {
			if s.filter.Names(scope)[name] {
				return invalid("Filter Expression can only contain non-primary key attributes: Primary key attribute: %s", name)
			}
		}
	}
	if s.of, err = key.On(s.keys.hash, s.keys.sort, scope); err != nil {
		return refused("KeyConditionExpression", err)
	}
	if kind := value.Type(s.of.Partition); kind != "S" {
		return invalid("One or more parameter values were invalid: Condition parameter type does not match schema type")
	}
	return nil
}

// entries gives what lies in the partition in the order of the query, after the start, if there is one.
func (s *search) entries(start value.Item) ([]entry, error) {
	hash := s.of.Partition.(*types.AttributeValueMemberS).Value
	var all []entry
	if s.index != nil {
		all = slices.Clone(s.index.partitions[hash])
	} else {
		for _, r := range s.table.partitions[hash] {
			all = append(all, entry{r.sort, r})
		}
	}
	if s.reverse {
		slices.Reverse(all)
	}
	if start == nil {
		return all, nil
	}
	from, err := s.position(start, hash)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(e entry) bool {
		if s.reverse {
			return e.order(from) < 0
		}
		return e.order(from) > 0
	})
	if i < 0 {
		return nil, nil
	}
	return all[i:], nil
}

// position reads the key at which a page begins.
func (s *search) position(start value.Item, hash string) (entry, error) {
	held, ok := text(start, s.keys.hash)
	at := entry{row: &row{}}
	sort, sorted := text(start, s.keys.sort)
	at.sort = sort
	var hashed, ranged bool
	at.row.hash, hashed = text(start, s.table.keys.hash)
	at.row.sort, ranged = text(start, s.table.keys.sort)
	whole := (sorted || s.keys.sort == "") && hashed && (ranged || s.table.keys.sort == "")
	if !ok || held != hash || !whole || len(start) != len(s.start(start)) {
		return entry{}, invalid("The provided starting key is invalid")
	}
	if !s.of.Holds(start) {
		return entry{}, invalid("The provided starting key does not match the range key predicate")
	}
	return at, nil
}

// item gives what the query sees of an entry at its time, and its size; nothing when the entry was not there then.
func (s *search) item(e entry) (value.Item, int) {
	v := e.row.at(s.when)
	if v.item == nil || s.index == nil {
		return v.item, v.size
	}
	hash, sort, ok := s.index.of(v.item)
	if !ok || sort != e.sort || hash != s.of.Partition.(*types.AttributeValueMemberS).Value {
		return nil, 0
	}
	item := s.index.project(v.item, s.table.keys)
	return item, value.Size(item)
}

// start gives the key of an item, with which the next page begins after it.
func (s *search) start(item value.Item) value.Item {
	x := index{keys: s.keys}
	return value.CloneItem(x.project(item, s.table.keys))
}
