package dynamo

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// Bounds of transactions: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
const (
	maxActions  = 100
	maxTogether = 4 << 20
	tokenLife   = 10 * time.Minute
)

// spent is a transaction that was made under a token.
type spent struct {
	at   time.Time
	what string
}

func (e *Engine) transact(in *dynamodb.TransactWriteItemsInput) (*dynamodb.TransactWriteItemsOutput, error) {
	if in.ReturnItemCollectionMetrics == types.ReturnItemCollectionMetricsSize {
		return nil, unknown("metrics of item collections")
	}
	if n := len(in.TransactItems); n < 1 || n > maxActions {
		return nil, invalid("1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and %d", maxActions)
	}
	plans, err := e.plans(in.TransactItems)
	if err != nil {
		return nil, err
	}
	now := e.moment()
	token := deref(in.ClientRequestToken)
	made, ok := e.tokens[token]
	switch {
	case token == "" || !ok || now.Sub(made.at) > tokenLife:
	case made.what != fingerprint(in.TransactItems):
		return nil, &types.IdempotentParameterMismatchException{Message: ptr("The request used the same client token with other parameters")}
	default:
		return &dynamodb.TransactWriteItemsOutput{ConsumedCapacity: again(plans, in.ReturnConsumedCapacity)}, nil
	}
	items, err := results(plans)
	if err != nil {
		return nil, err
	}
	used := map[*table]*usage{}
	for i, p := range plans {
		old := p.table.find(p.hash, p.sort).current()
		u := p.table.writeUnits(old, items[i])
		u.doubled()
		sum(used, p.table, u)
		p.table.written += u.total()
		p.table.save(p.hash, p.sort, items[i], now, false)
	}
	if token != "" {
		e.tokens[token] = spent{now, fingerprint(in.TransactItems)}
	}
	return &dynamodb.TransactWriteItemsOutput{ConsumedCapacity: perTable(used, in.ReturnConsumedCapacity, true)}, nil
}

// plans checks the actions of a transaction.
func (e *Engine) plans(actions []types.TransactWriteItem) ([]*plan, error) {
	var plans []*plan
	seen := map[[3]string]bool{}
	together := 0
	for _, a := range actions {
		p, err := e.planAction(a)
		if err != nil {
			return nil, err
		}
		key := [3]string{p.table.name, p.hash, p.sort}
		if p.wrong == nil && seen[key] {
			return nil, invalid("Transaction request cannot include multiple operations on one item")
		}
		seen[key] = true
		together += value.Size(p.item)
		plans = append(plans, p)
	}
	if together > maxTogether {
		return nil, invalid("Aggregated size of all items in the transaction has exceeded the limit of 4 MB")
	}
	return plans, nil
}

func (e *Engine) planAction(a types.TransactWriteItem) (*plan, error) {
	var plans []*plan
	var err error
	add := func(p *plan, failed error) {
		plans = append(plans, p)
		if err == nil {
			err = failed
		}
	}
	if a.Put != nil {
		add(e.planPut(a.Put))
	}
	if a.Update != nil {
		add(e.planUpdate(a.Update))
	}
	if a.Delete != nil {
		add(e.planDelete(a.Delete))
	}
	if a.ConditionCheck != nil {
		add(e.planCheck(a.ConditionCheck))
	}
	if err == nil && len(plans) != 1 {
		err = invalid("TransactItems can only contain one of Check, Put, Update or Delete")
	}
	if err != nil {
		return nil, err
	}
	return plans[0], nil
}

// results gives the item that each action leaves, or why the transaction is cancelled: an action that cannot be made has its reason, all
// others have "None".
func results(plans []*plan) ([]value.Item, error) {
	items := make([]value.Item, len(plans))
	reasons := make([]types.CancellationReason, len(plans))
	codes := make([]string, len(plans))
	cancelled := false
	for i, p := range plans {
		old := p.table.find(p.hash, p.sort).current()
		codes[i] = "None"
		err := p.wrong
		if err == nil && !p.holds(old.item) {
			codes[i], reasons[i].Message = "ConditionalCheckFailed", ptr("The conditional request failed")
			if p.tellOld {
				reasons[i].Item = value.CloneItem(old.item)
			}
		} else if err == nil {
			items[i], err = p.result(old.item)
		}
		if err != nil {
			codes[i], reasons[i].Message = "ValidationError", ptr(message(err))
		}
		reasons[i].Code = &codes[i]
		cancelled = cancelled || codes[i] != "None"
	}
	if !cancelled {
		return items, nil
	}
	for _, p := range plans { // a cancelled transaction is billed like one that was made
		p.table.written += 2 * blocks(p.table.find(p.hash, p.sort).current().size, writeUnit)
	}
	return nil, &types.TransactionCanceledException{
		Message:             ptr("Transaction cancelled, please refer cancellation reasons for specific reasons [" + strings.Join(codes, ", ") + "]"),
		CancellationReasons: reasons,
	}
}

// again is what the repeated request of a transaction that was made consumes: the reading of its items.
func again(plans []*plan, asked types.ReturnConsumedCapacity) []types.ConsumedCapacity {
	used := map[*table]*usage{}
	for _, p := range plans {
		units := 2 * readUnits(p.table.find(p.hash, p.sort).current().size, true)
		p.table.read += units
		sum(used, p.table, usage{table: units})
	}
	return perTable(used, asked, false)
}

func sum(used map[*table]*usage, t *table, u usage) {
	if used[t] == nil {
		used[t] = &usage{}
	}
	used[t].add(u)
}

// perTable tells what a transaction consumed, by table.
func perTable(used map[*table]*usage, asked types.ReturnConsumedCapacity, writes bool) []types.ConsumedCapacity {
	var out []types.ConsumedCapacity
	byName := func(a, b *table) int { return strings.Compare(a.name, b.name) }
	for _, t := range slices.SortedFunc(maps.Keys(used), byName) {
		c := t.consumed(asked, *used[t])
		if c == nil {
			return nil
		}
		if writes {
			c.WriteCapacityUnits = c.CapacityUnits
		} else {
			c.ReadCapacityUnits = c.CapacityUnits
		}
		out = append(out, *c)
	}
	return out
}
