package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/expression"
	"doorstep/shared/sim/dynamo/value"
)

// plan is a write that may be made: everything in it that does not depend on the item that is there was checked.
type plan struct {
	table      *table
	hash, sort string
	wrong      error // a key is none
	scope      expression.Scope
	condition  *expression.Condition // nil: none
	update     *expression.Update    // nil: item
	item       value.Item            // what to put; nil deletes
	keep       bool                  // only ask the condition
	tellOld    bool                  // to whom the condition fails
}

// planPut checks a put.
func (e *Engine) planPut(in *types.Put) (*plan, error) {
	p, err := e.planned(in.TableName, in.ConditionExpression, nil, in.ExpressionAttributeNames, in.ExpressionAttributeValues,
		in.ReturnValuesOnConditionCheckFailure)
	if err != nil {
		return nil, err
	}
	for name, v := range in.Item {
		if name == "" {
			return nil, invalid("One or more parameter values were invalid: Attribute name can not be empty")
		}
		if err := value.Check(v); err != nil {
			return nil, refused("", err)
		}
	}
	p.hash, p.sort, p.wrong = p.table.keys.keyOf(in.Item)
	if p.wrong == nil {
		p.wrong = p.table.indexable(in.Item)
	}
	if value.Size(in.Item) > value.MaxItem {
		return nil, invalid("Item size has exceeded the maximum allowed size")
	}
	p.item = value.CloneItem(in.Item)
	return p, nil
}

// planUpdate checks an update.
func (e *Engine) planUpdate(in *types.Update) (*plan, error) {
	p, err := e.planned(in.TableName, in.ConditionExpression, in.UpdateExpression, in.ExpressionAttributeNames, in.ExpressionAttributeValues,
		in.ReturnValuesOnConditionCheckFailure)
	if err != nil {
		return nil, err
	}
	p.hash, p.sort, p.wrong = p.table.keys.key(in.Key)
	if p.update == nil {
		p.update = &expression.Update{} // makes the item if it is not there
	}
	return p, nil
}

// planDelete checks a delete.
func (e *Engine) planDelete(in *types.Delete) (*plan, error) {
	p, err := e.planned(in.TableName, in.ConditionExpression, nil, in.ExpressionAttributeNames, in.ExpressionAttributeValues,
		in.ReturnValuesOnConditionCheckFailure)
	if err != nil {
		return nil, err
	}
	p.hash, p.sort, p.wrong = p.table.keys.key(in.Key)
	return p, nil
}

// planCheck checks the check of a condition in a transaction.
func (e *Engine) planCheck(in *types.ConditionCheck) (*plan, error) {
	if in.ConditionExpression == nil {
		return nil, invalid("The condition expression of a condition check must not be empty")
	}
	p, err := e.planned(in.TableName, in.ConditionExpression, nil, in.ExpressionAttributeNames, in.ExpressionAttributeValues,
		in.ReturnValuesOnConditionCheckFailure)
	if err != nil {
		return nil, err
	}
	p.keep = true
	p.hash, p.sort, p.wrong = p.table.keys.key(in.Key)
	return p, nil
}

// planned checks what all writes have.
func (e *Engine) planned(table, condition, update *string, names map[string]string, values map[string]types.AttributeValue,
	onFailure types.ReturnValuesOnConditionCheckFailure) (*plan, error) {
	t, err := e.table(table)
	if err != nil {
		return nil, err
	}
	p := &plan{table: t, scope: expression.Scope{Names: names, Values: values}}
	switch onFailure {
	case "", types.ReturnValuesOnConditionCheckFailureNone:
	case types.ReturnValuesOnConditionCheckFailureAllOld:
		p.tellOld = true
	default:
		return nil, unknown("ReturnValuesOnConditionCheckFailure " + string(onFailure))
	}
	if p.condition, err = e.parsed.condition(condition, "ConditionExpression"); err != nil {
		return nil, err
	}
	if p.update, err = e.parsed.update(update); err != nil {
		return nil, err
	}
	return p, p.check()
}

func (p *plan) check() error {
	var condition, update *expression.Uses
	if p.condition != nil {
		condition = &p.condition.Uses
	}
	if p.update != nil {
		update = &p.update.Uses
	}
	if err := p.scope.Check(condition, update); err != nil {
		return refused("", err)
	}
	if p.condition != nil {
		if err := p.condition.Check(p.scope); err != nil {
			return refused("ConditionExpression", err)
		}
	}
	if p.update != nil {
		return refused("UpdateExpression", p.update.Check(p.scope))
	}
	return nil
}

// holds reports whether the condition holds for the item that is there.
func (p *plan) holds(old value.Item) bool {
	return p.condition == nil || p.condition.Holds(old, p.scope)
}

// result gives the item that the write leaves.
func (p *plan) result(old value.Item) (value.Item, error) {
	if p.keep {
		return old, nil
	}
	if p.update == nil {
		return p.item, nil
	}
	for _, name := range [...]string{p.table.keys.hash, p.table.keys.sort} {
		if name != "" && p.update.Touches(name, p.scope) {
			return nil, invalid("One or more parameter values were invalid: Cannot update attribute %s. This attribute is part of the key", name)
		}
	}
	if old == nil {
		old = p.table.keys.item(p.hash, p.sort)
	}
	item, err := p.update.Apply(old, p.scope)
	if err != nil {
		return nil, refused("", err)
	}
	if err := p.table.indexable(item); err != nil {
		return nil, err
	}
	if value.Size(item) > value.MaxItem {
		return nil, invalid("Item size to update has exceeded the maximum allowed size")
	}
	return item, nil
}
