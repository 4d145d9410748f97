package dynamo

import (
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// fingerprint writes all that a transaction asks for, so that another one under the same token is told from a repetition. Each part is
// written with its length, so that two requests are never written alike.
func fingerprint(actions []types.TransactWriteItem) string {
	var b []byte
	for _, a := range actions {
		switch {
		case a.Put != nil:
			b = texts(append(b, 'P'), a.Put.TableName, a.Put.ConditionExpression)
			b = names(append(attributes(b, a.Put.Item), a.Put.ReturnValuesOnConditionCheckFailure...), a.Put.ExpressionAttributeNames)
			b = attributes(b, a.Put.ExpressionAttributeValues)
		case a.Update != nil:
			b = texts(append(b, 'U'), a.Update.TableName, a.Update.ConditionExpression, a.Update.UpdateExpression)
			b = names(append(attributes(b, a.Update.Key), a.Update.ReturnValuesOnConditionCheckFailure...), a.Update.ExpressionAttributeNames)
			b = attributes(b, a.Update.ExpressionAttributeValues)
		case a.Delete != nil:
			b = texts(append(b, 'D'), a.Delete.TableName, a.Delete.ConditionExpression)
			b = names(append(attributes(b, a.Delete.Key), a.Delete.ReturnValuesOnConditionCheckFailure...), a.Delete.ExpressionAttributeNames)
			b = attributes(b, a.Delete.ExpressionAttributeValues)
		case a.ConditionCheck != nil:
			b = texts(append(b, 'C'), a.ConditionCheck.TableName, a.ConditionCheck.ConditionExpression)
			b = names(append(attributes(b, a.ConditionCheck.Key), a.ConditionCheck.ReturnValuesOnConditionCheckFailure...),
				a.ConditionCheck.ExpressionAttributeNames)
			b = attributes(b, a.ConditionCheck.ExpressionAttributeValues)
		}
	}
	return string(b)
}

func texts(b []byte, parts ...*string) []byte {
	for _, part := range parts {
		b = sized(b, deref(part))
	}
	return b
}

func sized(b []byte, s string) []byte {
	b = strconv.AppendInt(b, int64(len(s)), 10)
	return append(append(b, ':'), s...)
}

func names(b []byte, held map[string]string) []byte {
	b = strconv.AppendInt(append(b, '#'), int64(len(held)), 10)
	for _, name := range slices.Sorted(maps.Keys(held)) {
		b = sized(sized(b, name), held[name])
	}
	return b
}

func attributes(b []byte, item value.Item) []byte {
	b = strconv.AppendInt(append(b, '{'), int64(len(item)), 10)
	for _, name := range slices.Sorted(maps.Keys(item)) {
		b = one(sized(b, name), item[name])
	}
	return b
}

func one(b []byte, v types.AttributeValue) []byte {
	b = append(b, value.Type(v)...)
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return sized(b, v.Value)
	case *types.AttributeValueMemberN:
		return sized(b, v.Value)
	case *types.AttributeValueMemberB:
		return sized(b, string(v.Value))
	case *types.AttributeValueMemberBOOL:
		return strconv.AppendBool(b, v.Value)
	case *types.AttributeValueMemberM:
		return attributes(b, v.Value)
	case *types.AttributeValueMemberL:
		b = strconv.AppendInt(b, int64(len(v.Value)), 10)
		for _, e := range v.Value {
			b = one(b, e)
		}
		return b
	case *types.AttributeValueMemberSS:
		return list(b, v.Value)
	case *types.AttributeValueMemberNS:
		return list(b, v.Value)
	case *types.AttributeValueMemberBS:
		b = strconv.AppendInt(b, int64(len(v.Value)), 10)
		for _, e := range v.Value {
			b = sized(b, string(e))
		}
		return b
	default:
		return b
	}
}

func list(b []byte, parts []string) []byte {
	b = strconv.AppendInt(b, int64(len(parts)), 10)
	for _, part := range parts {
		b = sized(b, part)
	}
	return b
}
