package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"pgregory.net/rapid"

	"doorstep/shared/store"
)

type item = map[string]types.AttributeValue

func str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func num(s string) types.AttributeValue { return &types.AttributeValueMemberN{Value: s} }

func deleteInput(table string) *dynamodb.DeleteTableInput {
	return &dynamodb.DeleteTableInput{TableName: &table}
}

// answer is what a database said to a call. The units of reading what is not there are left out: DynamoDB bills half a unit or a whole one
// for each such item (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html), DynamoDB Local 3.3.1 none.
type answer struct {
	items    []item
	next     item
	units    []types.ConsumedCapacity
	count    int32
	err      error
	ordered  bool
	together bool // a transaction
}

// shown writes an answer so that two of them can be compared: errors by their codes, since words differ. The stand-in asks whether a
// condition holds before it finds out that the request is wrong, and does not double what a transaction writes into indexes. DynamoDB Local
// does not double what a transaction writes at all.
func (a answer) shown(standIn bool) []string {
	if standIn && a.err != nil {
		return []string{"not done"}
	}
	var lines []string
	for _, it := range a.items {
		lines = append(lines, fmt.Sprint(plain(&types.AttributeValueMemberM{Value: it})))
	}
	if !a.ordered {
		slices.Sort(lines)
	}
	lines = append(lines, fmt.Sprint("count ", a.count), fmt.Sprint("next ", plain(&types.AttributeValueMemberM{Value: a.next})))
	for _, u := range a.units {
		if a.together && (!standIn || len(u.GlobalSecondaryIndexes) > 0) {
			continue
		}
		lines = append(lines, units(u))
	}
	var failed *types.ConditionalCheckFailedException
	var cancelled *types.TransactionCanceledException
	var api smithy.APIError
	var params smithy.InvalidParamsError
	switch {
	case a.err == nil:
	case errors.As(a.err, &failed):
		lines = append(lines, fmt.Sprint("refused ", plain(&types.AttributeValueMemberM{Value: failed.Item})))
	case a.isInvalid():
		lines = append(lines, "error ValidationException") // whether it is told at once or as a reason differs
	case errors.As(a.err, &cancelled):
		for _, r := range cancelled.CancellationReasons {
			lines = append(lines, fmt.Sprint("cancelled ", aws.ToString(r.Code), plain(&types.AttributeValueMemberM{Value: r.Item})))
		}
	case errors.As(a.err, &api):
		lines = append(lines, "error "+api.ErrorCode())
	case errors.As(a.err, &params):
		lines = append(lines, "error ValidationException")
	default:
		lines = append(lines, "error "+a.err.Error())
	}
	return lines
}

// isInvalid reports whether the request was refused as one that could never be done.
func (a answer) isInvalid() bool {
	var api smithy.APIError
	var cancelled *types.TransactionCanceledException
	return errors.As(a.err, &api) && api.ErrorCode() == "ValidationException" ||
		errors.As(a.err, &cancelled) && slices.ContainsFunc(cancelled.CancellationReasons, wrong)
}

func wrong(r types.CancellationReason) bool { return aws.ToString(r.Code) == "ValidationError" }

func units(u types.ConsumedCapacity) string {
	text := fmt.Sprintf("units %s %g", strings.Split(aws.ToString(u.TableName), "-")[1], aws.ToFloat64(u.CapacityUnits))
	if u.Table != nil {
		text += fmt.Sprintf(" table %g", aws.ToFloat64(u.Table.CapacityUnits))
	}
	for _, name := range []string{store.AttentionIndex, store.DueIndex} {
		if x, ok := u.GlobalSecondaryIndexes[name]; ok {
			text += fmt.Sprintf(" %s %g", name, aws.ToFloat64(x.CapacityUnits))
		}
	}
	return text
}

// plain gives a value that fmt writes in one way only.
func plain(v types.AttributeValue) any {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return "S:" + v.Value
	case *types.AttributeValueMemberN:
		return "N:" + v.Value
	case *types.AttributeValueMemberB:
		return fmt.Sprintf("B:%x", v.Value)
	case *types.AttributeValueMemberSS:
		return "SS:" + strings.Join(slices.Sorted(slices.Values(v.Value)), ",")
	case *types.AttributeValueMemberM:
		m := map[string]any{}
		for name, e := range v.Value {
			m[name] = plain(e)
		}
		return m
	case *types.AttributeValueMemberL:
		var l []any
		for _, e := range v.Value {
			l = append(l, plain(e))
		}
		return l
	default:
		return fmt.Sprintf("%T", v)
	}
}

// call is one request, which can be made to several databases.
type call struct {
	name  string
	query *dynamodb.QueryInput // nil for another call
	ask   func(store.Client) answer
}

// drawCall draws a call; last is the query before, with the start of its next page, or nil.
func drawCall(t *rapid.T, table string, last *dynamodb.QueryInput) call {
	if last != nil && rapid.Bool().Draw(t, "next page") {
		return queryCall(last, "next page")
	}
	kinds := map[string]func(*rapid.T, string) call{
		"put": drawPut, "update": drawUpdate, "delete": drawDelete, "get": drawGet, "batch": drawBatch, "transact": drawTransact,
		"under": drawQuery, "index": drawIndexQuery,
	}
	names := []string{"put", "put", "update", "update", "update", "delete", "get", "batch", "transact", "transact", "under", "index", "index"}
	name := rapid.SampledFrom(names).Draw(t, "kind")
	c := kinds[name](t, table)
	c.name = name + " " + c.name
	return c
}

var ctx = context.Background()

func drawGet(t *rapid.T, table string) call {
	in := &dynamodb.GetItemInput{TableName: &table, Key: drawKey(t), ConsistentRead: aws.Bool(true), ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes}
	if rapid.IntRange(0, 3).Draw(t, "projected") == 0 {
		in.ProjectionExpression = aws.String("#n, #keys.#hash")
		in.ExpressionAttributeNames = map[string]string{"#n": "n", "#keys": "keys", "#hash": "h1"}
	}
	return call{fmt.Sprint(plain(&types.AttributeValueMemberM{Value: in.Key})), nil, func(db store.Client) answer {
		out, err := db.GetItem(ctx, in)
		if err != nil {
			return answer{err: err}
		}
		a := answer{items: one(out.Item)}
		if out.Item != nil {
			a.units = []types.ConsumedCapacity{*out.ConsumedCapacity}
		}
		return a
	}}
}

func one(it item) []item {
	if it == nil {
		return nil
	}
	return []item{it}
}

func drawBatch(t *rapid.T, table string) call {
	keys := rapid.SliceOfN(rapid.Custom(drawKey), 1, 5).Draw(t, "keys")
	in := &dynamodb.BatchGetItemInput{
		RequestItems:           map[string]types.KeysAndAttributes{table: {Keys: keys, ConsistentRead: aws.Bool(true)}},
		ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
	}
	return call{fmt.Sprint(len(keys)), nil, func(db store.Client) answer {
		out, err := db.BatchGetItem(ctx, in)
		if err != nil {
			return answer{err: err}
		}
		a := answer{}
		a.items = append(a.items, out.Responses[table]...)
		if len(a.items) == len(keys) {
			a.units = out.ConsumedCapacity
		}
		return a
	}}
}

func drawQuery(t *rapid.T, table string) call {
	in := &dynamodb.QueryInput{TableName: &table, ConsistentRead: aws.Bool(true), ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes}
	condition := rapid.SampledFrom([]string{"#pk = :pk", "#pk = :pk AND begins_with(#sk, :a)", "#pk = :pk AND #sk BETWEEN :a AND :b",
		"#pk = :pk AND #sk < :a", "#pk = :pk AND #sk >= :a", "#sk > :a AND #pk = :pk", "(#pk = :pk) AND #sk <= :a", "#pk = :pk AND #sk = :a",
		"#pk > :pk", "#pk = :pk AND #sk <> :a", "#pk = :pk OR #sk = :a", "#pk = :pk AND"}).Draw(t, "condition")
	in.KeyConditionExpression = &condition
	pk := rapid.SampledFrom(partitions).Draw(t, "pk")
	fillNames(in, condition, map[string]types.AttributeValue{":pk": str(pk), ":a": str(drawSort(t)), ":b": str(drawSort(t))})
	if rapid.IntRange(0, 3).Draw(t, "filtered") == 0 {
		in.FilterExpression = aws.String("attribute_exists(#n)")
		in.ExpressionAttributeNames["#n"] = "n"
	}
	drawPage(t, in)
	return queryCall(in, condition)
}

func drawIndexQuery(t *rapid.T, table string) call {
	in := &dynamodb.QueryInput{TableName: &table, IndexName: aws.String(store.DueIndex), ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes}
	condition := rapid.SampledFrom([]string{"#dk = :dk", "#dk = :dk AND #dt < :a", "#dk = :dk AND #dt >= :a", "#dk = :dk AND begins_with(#dt, :a)"}).Draw(t, "condition")
	in.KeyConditionExpression = &condition
	fillNames(in, condition, map[string]types.AttributeValue{
		":dk": str(rapid.SampledFrom(kinds).Draw(t, "dk")), ":a": str(rapid.SampledFrom(times).Draw(t, "at")),
	})
	// No pages: entries with the same key have no order among them (the conformance suite of the store reads pages of an index).
	return queryCall(in, condition)
}

func fillNames(in *dynamodb.QueryInput, condition string, values item) {
	in.ExpressionAttributeNames, in.ExpressionAttributeValues = used(condition, values)
}

// used gives the placeholders of an expression: #x stands for x, and of the values those that it names.
func used(expression string, values item) (map[string]string, item) {
	names, held := map[string]string{}, item{}
	for _, word := range strings.FieldsFunc(expression, func(r rune) bool { return strings.ContainsRune(" (),.", r) }) {
		switch {
		case strings.HasPrefix(word, "#hash"):
			names[word] = "h1"
		case strings.HasPrefix(word, "#"):
			names[word] = word[1:]
		case strings.HasPrefix(word, ":") && values[word] != nil:
			held[word] = values[word]
		}
	}
	if len(held) == 0 {
		held = nil
	}
	if len(names) == 0 {
		names = nil
	}
	return names, held
}

func drawPage(t *rapid.T, in *dynamodb.QueryInput) {
	if limit := rapid.Int32Range(0, 3).Draw(t, "limit"); limit > 0 {
		in.Limit = &limit
	}
	if rapid.Bool().Draw(t, "reverse") {
		in.ScanIndexForward = aws.Bool(false)
	}
}

func queryCall(in *dynamodb.QueryInput, name string) call {
	return call{name, in, func(db store.Client) answer {
		out, err := db.Query(ctx, in)
		if err != nil {
			return answer{err: err}
		}
		a := answer{ordered: in.IndexName == nil, next: out.LastEvaluatedKey, count: out.Count}
		if a.next != nil && !follows(db, nextPage(in, a)) {
			a.next = nil // DynamoDB may or may not say that a page that ends with the last item is the last
		}
		if out.ScannedCount > 0 {
			a.units = []types.ConsumedCapacity{*out.ConsumedCapacity}
		}
		a.items = append(a.items, out.Items...)
		return a
	}}
}

// follows reports whether a page holds anything, or leads to one that may.
func follows(db store.Client, in *dynamodb.QueryInput) bool {
	out, err := db.Query(ctx, in)
	return err != nil || out.ScannedCount > 0 || out.LastEvaluatedKey != nil
}
