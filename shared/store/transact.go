package store

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/fault"
)

// transaction is writes that all happen or none. It costs twice the units of the same writes one by one.
type transaction struct {
	table  string
	writes []types.TransactWriteItem
}

// replace writes a whole item in place of the version that was seen; 0: there was none.
func (t *transaction) replace(it item, seen int64) {
	u := newUpdate()
	condition := u.unchanged(seen > 0, seen)
	t.writes = append(t.writes, types.TransactWriteItem{Put: &types.Put{
		TableName: &t.table, Item: it, ConditionExpression: &condition, ExpressionAttributeNames: u.names, ExpressionAttributeValues: u.declared(),
	}})
}

// change updates the item at k, whatever it is.
func (t *transaction) change(k item, u *update) {
	t.writes = append(t.writes, types.TransactWriteItem{Update: &types.Update{
		TableName: &t.table, Key: k, UpdateExpression: aws.String(u.expression()), ExpressionAttributeNames: u.names, ExpressionAttributeValues: u.declared(),
	}})
}

// transact makes the writes. fault.Conflict: another writer was faster, nothing was written. The SDK puts a token of its own on each
// transaction, so that one whose answer was lost is not made twice
// (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html).
func (s *Store) transact(ctx context.Context, t transaction) error {
	out, err := s.db.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
		TransactItems: t.writes, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
	})
	if err != nil {
		meterOf(ctx).add(0, 0)
		return cancelled(err)
	}
	sum := 0.0
	for i := range out.ConsumedCapacity {
		sum += units(&out.ConsumedCapacity[i])
	}
	meterOf(ctx).add(0, sum)
	return nil
}

// cancelled gives a refused transaction its kind: each write says on its own why it was not made.
func cancelled(err error) error {
	var refused *types.TransactionCanceledException
	if !errors.As(err, &refused) {
		return err
	}
	kind := fault.Internal
	for _, reason := range refused.CancellationReasons {
		switch aws.ToString(reason.Code) {
		case "ConditionalCheckFailed", "TransactionConflict":
			return fault.Wrap(fault.Conflict, err, "another writer was faster")
		case "ThrottlingError", "ProvisionedThroughputExceeded":
			kind = fault.Throttled
		}
	}
	return fault.Wrap(kind, err, "make a transaction")
}
