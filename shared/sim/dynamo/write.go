package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// written is a write that was made.
type written struct {
	old, new value.Item
	consumed *types.ConsumedCapacity
}

// write makes a planned write or says why not.
func (e *Engine) write(p *plan, asked types.ReturnConsumedCapacity) (written, error) {
	if p.wrong != nil {
		return written{}, p.wrong
	}
	now := e.moment()
	old := p.table.find(p.hash, p.sort).current()
	if !p.holds(old.item) {
		p.table.written += blocks(old.size, writeUnit) // refused conditions are billed by the item that is there
		if p.tellOld {
			return written{}, conditionFailed(old.item)
		}
		return written{}, conditionFailed(nil)
	}
	item, err := p.result(old.item)
	if err != nil {
		return written{}, err
	}
	u := p.table.writeUnits(old, item)
	p.table.written += u.total()
	p.table.save(p.hash, p.sort, item, now, false)
	return written{old.item, item, p.table.consumed(asked, u)}, nil
}

// askable says what of a put or a delete is wrong, or is not simulated; legacy tells of conditions that are no expression.
func askable(legacy bool, values types.ReturnValue, metrics types.ReturnItemCollectionMetrics) error {
	switch {
	case legacy:
		return unknown("conditions without an expression")
	case values != "" && values != types.ReturnValueNone && values != types.ReturnValueAllOld:
		return invalid("Return values set to invalid value")
	case metrics == types.ReturnItemCollectionMetricsSize:
		return unknown("metrics of item collections")
	}
	return nil
}

func (e *Engine) put(in *dynamodb.PutItemInput) (*dynamodb.PutItemOutput, error) {
	if err := askable(in.Expected != nil || in.ConditionalOperator != "", in.ReturnValues, in.ReturnItemCollectionMetrics); err != nil {
		return nil, err
	}
	p, err := e.planPut(&types.Put{
		Item: in.Item, TableName: in.TableName, ConditionExpression: in.ConditionExpression, ExpressionAttributeNames: in.ExpressionAttributeNames,
		ExpressionAttributeValues: in.ExpressionAttributeValues, ReturnValuesOnConditionCheckFailure: in.ReturnValuesOnConditionCheckFailure,
	})
	if err != nil {
		return nil, err
	}
	w, err := e.write(p, in.ReturnConsumedCapacity)
	if err != nil {
		return nil, err
	}
	out := &dynamodb.PutItemOutput{ConsumedCapacity: w.consumed}
	if in.ReturnValues == types.ReturnValueAllOld {
		out.Attributes = value.CloneItem(w.old)
	}
	return out, nil
}

func (e *Engine) delete(in *dynamodb.DeleteItemInput) (*dynamodb.DeleteItemOutput, error) {
	if err := askable(in.Expected != nil || in.ConditionalOperator != "", in.ReturnValues, in.ReturnItemCollectionMetrics); err != nil {
		return nil, err
	}
	p, err := e.planDelete(&types.Delete{
		Key: in.Key, TableName: in.TableName, ConditionExpression: in.ConditionExpression, ExpressionAttributeNames: in.ExpressionAttributeNames,
		ExpressionAttributeValues: in.ExpressionAttributeValues, ReturnValuesOnConditionCheckFailure: in.ReturnValuesOnConditionCheckFailure,
	})
	if err != nil {
		return nil, err
	}
	w, err := e.write(p, in.ReturnConsumedCapacity)
	if err != nil {
		return nil, err
	}
	out := &dynamodb.DeleteItemOutput{ConsumedCapacity: w.consumed}
	if in.ReturnValues == types.ReturnValueAllOld {
		out.Attributes = value.CloneItem(w.old)
	}
	return out, nil
}

func (e *Engine) update(in *dynamodb.UpdateItemInput) (*dynamodb.UpdateItemOutput, error) {
	switch {
	case in.Expected != nil || in.ConditionalOperator != "" || in.AttributeUpdates != nil:
		return nil, unknown("updates or conditions without an expression")
	case in.ReturnItemCollectionMetrics == types.ReturnItemCollectionMetricsSize:
		return nil, unknown("metrics of item collections")
	}
	p, err := e.planUpdate(&types.Update{
		Key: in.Key, TableName: in.TableName, ConditionExpression: in.ConditionExpression, UpdateExpression: in.UpdateExpression,
		ExpressionAttributeNames: in.ExpressionAttributeNames, ExpressionAttributeValues: in.ExpressionAttributeValues,
		ReturnValuesOnConditionCheckFailure: in.ReturnValuesOnConditionCheckFailure,
	})
	if err != nil {
		return nil, err
	}
	pick, ok := returned[in.ReturnValues]
	if !ok {
		return nil, invalid("Return values set to invalid value")
	}
	w, err := e.write(p, in.ReturnConsumedCapacity)
	if err != nil {
		return nil, err
	}
	return &dynamodb.UpdateItemOutput{ConsumedCapacity: w.consumed, Attributes: value.CloneItem(pick(p, w))}, nil
}

// returned gives what an update answers, by what it was asked for.
var returned = map[types.ReturnValue]func(*plan, written) value.Item{
	"":                          func(*plan, written) value.Item { return nil },
	types.ReturnValueNone:       func(*plan, written) value.Item { return nil },
	types.ReturnValueAllOld:     func(_ *plan, w written) value.Item { return w.old },
	types.ReturnValueAllNew:     func(_ *plan, w written) value.Item { return w.new },
	types.ReturnValueUpdatedOld: func(p *plan, w written) value.Item { return p.update.Part(w.old, p.scope) },
	types.ReturnValueUpdatedNew: func(p *plan, w written) value.Item { return p.update.Part(w.new, p.scope) },
}
