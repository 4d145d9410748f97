package store

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/fault"
)

// get reads an item, eventually consistently; nothing when there is none.
func (s *Store) get(ctx context.Context, table string, k item) (item, error) {
	return s.read(ctx, &dynamodb.GetItemInput{TableName: &table, Key: k})
}

// latest reads an item with everything that was written before.
func (s *Store) latest(ctx context.Context, table string, k item) (item, error) {
	return s.read(ctx, &dynamodb.GetItemInput{TableName: &table, Key: k, ConsistentRead: aws.Bool(true)})
}

func (s *Store) read(ctx context.Context, in *dynamodb.GetItemInput) (item, error) {
	in.ReturnConsumedCapacity = types.ReturnConsumedCapacityIndexes
	out, err := s.db.GetItem(ctx, in)
	if err != nil {
		meterOf(ctx).add(0, 0)
		return nil, err
	}
	meterOf(ctx).add(units(out.ConsumedCapacity), 0)
	return out.Item, nil
}

// under reads all items of a partition whose sort key begins with a prefix, the latest when told so.
func (s *Store) under(ctx context.Context, pk, prefix string, latest bool) ([]item, error) {
	u := newUpdate()
	condition := u.name("pk") + " = " + u.value("pk", str(pk))
	if prefix != "" {
		condition += " AND begins_with(" + u.name("sk") + ", " + u.value("sk", str(prefix)) + ")"
	}
	return s.query(ctx, u, condition, latest)
}

// query reads all items of the main table that fit a condition on its key, page by page; u holds the condition's names and values.
func (s *Store) query(ctx context.Context, u *update, condition string, latest bool) ([]item, error) {
	var out []item
	var start map[string]types.AttributeValue
	for {
		page, err := s.db.Query(ctx, &dynamodb.QueryInput{
			TableName: &s.tables.Main, KeyConditionExpression: &condition, ConsistentRead: aws.Bool(latest), ExclusiveStartKey: start,
			ExpressionAttributeNames: u.names, ExpressionAttributeValues: u.values, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
		})
		if err != nil {
			meterOf(ctx).add(0, 0)
			return nil, err
		}
		meterOf(ctx).add(units(page.ConsumedCapacity), 0)
		for _, it := range page.Items {
			out = append(out, it)
		}
		if start = page.LastEvaluatedKey; len(start) == 0 {
			return out, nil
		}
	}
}

// maxBatch is how many items DynamoDB reads in one request
// (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html).
const maxBatch = 100

// batch reads up to maxBatch items of the main table and hands on those that are there, in any order.
func (s *Store) batch(ctx context.Context, keys []map[string]types.AttributeValue, collect func(item) error) error {
	for attempt := 1; ; attempt++ {
		err := s.pause(ctx, attempt)
		if err != nil {
			return classify(err, "wait to read %d items", len(keys))
		}
		out, err := s.db.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems:           map[string]types.KeysAndAttributes{s.tables.Main: {Keys: keys}},
			ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
		})
		if err != nil {
			meterOf(ctx).add(0, 0)
			return classify(err, "read %d items", len(keys))
		}
		for i := range out.ConsumedCapacity {
			meterOf(ctx).add(units(&out.ConsumedCapacity[i]), 0)
		}
		for _, it := range out.Responses[s.tables.Main] {
			err = collect(it)
			if err != nil {
				return err
			}
		}
		keys = out.UnprocessedKeys[s.tables.Main].Keys
		if len(keys) == 0 {
			return nil
		}
		if attempt == maxAttempts {
			return fault.New(fault.Throttled, "read items: %d stayed unread in %d attempts", len(keys), attempt)
		}
	}
}

// update changes the item at k of the main table if the condition holds, or in any case where there is none. A refusal is no error;
// it comes with the item that is there, if any.
func (s *Store) update(ctx context.Context, k item, u *update, condition string) (refused bool, present item, err error) {
	in := &dynamodb.UpdateItemInput{
		TableName:                           &s.tables.Main,
		Key:                                 k,
		UpdateExpression:                    aws.String(u.expression()),
		ExpressionAttributeNames:            u.names,
		ExpressionAttributeValues:           u.declared(),
		ReturnConsumedCapacity:              types.ReturnConsumedCapacityIndexes,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
	if condition != "" {
		in.ConditionExpression = &condition
	}
	out, err := s.db.UpdateItem(ctx, in)
	if err != nil {
		return s.refused(ctx, err)
	}
	meterOf(ctx).add(0, units(out.ConsumedCapacity))
	return false, nil, nil
}

// put writes a whole item. With a condition it works like update; u then holds the condition's names and values, and without
// one it is nil.
func (s *Store) put(ctx context.Context, table string, it item, u *update, condition string) (refused bool, present item, err error) {
	in := &dynamodb.PutItemInput{TableName: &table, Item: it, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes}
	if condition != "" {
		in.ConditionExpression = &condition
		in.ExpressionAttributeNames = u.names
		in.ExpressionAttributeValues = u.declared()
		in.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	}
	out, err := s.db.PutItem(ctx, in)
	if err != nil {
		return s.refused(ctx, err)
	}
	meterOf(ctx).add(0, units(out.ConsumedCapacity))
	return false, nil, nil
}

// remove deletes the item at k of the main table, where a condition is given only if it holds; that it does not is no error.
func (s *Store) remove(ctx context.Context, k item, u *update, condition string) error {
	in := &dynamodb.DeleteItemInput{TableName: &s.tables.Main, Key: k, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes}
	if condition != "" {
		in.ConditionExpression = &condition
		in.ExpressionAttributeNames = u.names
		in.ExpressionAttributeValues = u.declared()
	}
	out, err := s.db.DeleteItem(ctx, in)
	if err != nil {
		_, _, err = s.refused(ctx, err)
		return err
	}
	meterOf(ctx).add(0, units(out.ConsumedCapacity))
	return nil
}

// refused sorts a failed write: a condition that did not hold is an outcome, anything else is an error.
func (s *Store) refused(ctx context.Context, err error) (bool, item, error) {
	present, refused := refusal(err)
	if !refused {
		meterOf(ctx).add(0, 0)
		return false, nil, err
	}
	meterOf(ctx).refused(present)
	return true, present, nil
}
