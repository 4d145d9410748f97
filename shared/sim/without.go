package sim

import (
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The layout of shared/store, as far as protections are told apart by it.
const (
	numberPrefix   = "T#"
	orderPrefix    = "O#"
	decisionPrefix = "N#"
	dueFrom        = ":fromat" // the condition that a due entry stands where it was seen
	seen           = ":seen"   // the condition that a version or token is the one that was read
)

// protect gives a write as it reaches the table: whole, or without what Options.Without takes away. keep is false for one that is to
// get lost.
func (t table) protect(in *dynamodb.UpdateItemInput) (out *dynamodb.UpdateItemInput, keep bool) {
	number, sort := splitKey(in.Key)
	number = number && aws.ToString(in.TableName) == t.mainTable()
	_, content := in.ExpressionAttributeValues[":v"]
	_, claimed := in.ExpressionAttributeValues[":c"]
	_, moves := in.ExpressionAttributeValues[dueFrom]
	decision := strings.HasPrefix(sort, decisionPrefix)
	switch {
	case t.opt.Without == Version && number && content:
		return unconditional(in), true
	case t.opt.Without == Lease && (moves || decision):
		return unconditional(in), true
	case t.opt.Without == Unclaimed && number && content && !claimed:
		return nil, false
	case t.opt.Without == Record && decision:
		return nil, false
	default:
		return in, true
	}
}

// forgets reports whether a new item is to get lost.
func (t table) forgets(name *string, it map[string]types.AttributeValue) bool {
	_, sort := splitKey(it)
	return t.opt.Without == Record && aws.ToString(name) == t.mainTable() && strings.HasPrefix(sort, decisionPrefix)
}

func splitKey(key map[string]types.AttributeValue) (number bool, sort string) {
	if pk, ok := key["pk"].(*types.AttributeValueMemberS); ok {
		number = strings.HasPrefix(pk.Value, numberPrefix)
	}
	if sk, ok := key["sk"].(*types.AttributeValueMemberS); ok {
		sort = sk.Value
	}
	return number, sort
}

// unconditional is a write without its condition, and without the names and values that only the condition used: DynamoDB refuses those.
func unconditional(in *dynamodb.UpdateItemInput) *dynamodb.UpdateItemInput {
	out := *in
	out.ConditionExpression = nil
	expression := aws.ToString(in.UpdateExpression)
	out.ExpressionAttributeNames = maps.Clone(in.ExpressionAttributeNames)
	maps.DeleteFunc(out.ExpressionAttributeNames, func(name, _ string) bool { return !uses(expression, name) })
	out.ExpressionAttributeValues = maps.Clone(in.ExpressionAttributeValues)
	maps.DeleteFunc(out.ExpressionAttributeValues, func(name string, _ types.AttributeValue) bool { return !uses(expression, name) })
	return &out
}

// uses reports whether an expression holds a placeholder, and not only a longer one that begins like it.
func uses(expression, placeholder string) bool {
	for at := strings.Index(expression, placeholder); at >= 0; {
		end := at + len(placeholder)
		if end == len(expression) || !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789_", rune(expression[end])) {
			return true
		}
		next := strings.Index(expression[end:], placeholder)
		if next < 0 {
			return false
		}
		at = end + next
	}
	return false
}
