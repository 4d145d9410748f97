package dynamo_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"

	"doorstep/shared/store"
)

var (
	partitions = []string{"T#1", "O#1", "B#1"}
	sorts      = []string{"N", "N#1", "N#2", "O", "V#1"}
	kinds      = []string{"poll#0", "poll#1"}
	times      = []string{"2026-11-22T07:00:00Z", "2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z/60"}
)

func drawSort(t *rapid.T) string { return rapid.SampledFrom(sorts).Draw(t, "sk") }

// drawKey draws a key, now and then one that is none.
func drawKey(t *rapid.T) item {
	k := item{"pk": str(rapid.SampledFrom(partitions).Draw(t, "pk")), "sk": str(drawSort(t))}
	switch rapid.IntRange(0, 40).Draw(t, "bad key") {
	case 1:
		k["sk"] = str("")
	case 2:
		delete(k, "sk")
	case 3:
		k["pk"] = num("1")
	case 4:
		k["sk"] = str(strings.Repeat("x", 1025))
	}
	return k
}

// drawValue draws what an attribute may hold.
func drawValue(t *rapid.T) types.AttributeValue {
	return rapid.OneOf(
		rapid.Map(rapid.SampledFrom([]string{"0", "1", "-7", "1.5", "12345678901234567890", "1000", "-0.001"}), num),
		rapid.Map(rapid.SampledFrom([]string{"", "a", "ab", "b"}), str),
		rapid.Map(rapid.SampledFrom([]int{0, 10, 900, 1100, 3000}), func(n int) types.AttributeValue {
			return &types.AttributeValueMemberB{Value: []byte(strings.Repeat("z", n))}
		}),
		rapid.Just[types.AttributeValue](&types.AttributeValueMemberSS{Value: []string{"x", "y"}}),
		rapid.Just[types.AttributeValue](&types.AttributeValueMemberL{Value: []types.AttributeValue{num("1"), str("l")}}),
		rapid.Just[types.AttributeValue](&types.AttributeValueMemberM{Value: item{"h1": str("read")}}),
		rapid.Just[types.AttributeValue](&types.AttributeValueMemberM{Value: item{}}),
	).Draw(t, "value")
}

// drawValues draws what the placeholders of all expressions stand for.
func drawValues(t *rapid.T) item {
	return item{
		":v": drawValue(t), ":w": drawValue(t), ":seen": num(rapid.SampledFrom([]string{"0", "1", "2"}).Draw(t, "seen")),
		":n": num(rapid.SampledFrom([]string{"1", "-1", "0", "0.1"}).Draw(t, "n")), ":a": str(rapid.SampledFrom([]string{"a", "p", ""}).Draw(t, "a")),
		":dk": str(rapid.SampledFrom(kinds).Draw(t, "dk")), ":dt": str(rapid.SampledFrom(times).Draw(t, "dt")),
	}
}

// conditions are those of the store and others of their kinds; the last ones are wrong.
var conditions = []string{
	"", "", "", "attribute_not_exists(#pk)", "attribute_exists(#pk)", "#n = :seen", "#n <> :seen", "#n < :seen", "#n BETWEEN :n AND :seen",
	"attribute_not_exists(#pk) OR #ttl <= :seen", "attribute_exists(#pk) AND attribute_not_exists(#dk)",
	"begins_with(#dk, :a) AND #dt = :dt", "attribute_not_exists(#pk) OR (#x = :v AND #n <= :seen)",
	"attribute_not_exists(#pk) OR #n < :seen OR (attribute_not_exists(#n) AND #x <> :a)", "NOT #n = :seen AND #x IN (:v, :w)",
	"attribute_exists(#keys.#hash)", "#x = :v", "#x <> :v", "#x < :v", "#x >= #y", "begins_with(#x, :v)",
	"#n = ", "((#n = :seen))", "attribute_exists(:seen)", "#n = :none",
}

// updates are those of the store and others of their kinds; the last ones are wrong.
var updates = []string{
	"SET #n = :seen", "SET #n = :seen, #x = :v REMOVE #y", "SET #x = :v ADD #n :n", "SET #dk = :dk, #dt = :dt", "REMOVE #dk, #dt",
	"SET #dk = if_not_exists(#dk, :dk), #dt = if_not_exists(#dt, :dt)", "SET #keys = if_not_exists(#keys, :v)", "SET #keys.#hash = :a",
	"REMOVE #keys.#hash", "ADD #n :n, #m :n", "ADD #y :v", "DELETE #y :v", "SET #n = #n + :n", "SET #n = if_not_exists(#n, :seen) - :n",
	"SET #x = #y, #y = #x", "REMOVE #x, #y, #n", "SET #dk = :v, #dt = :dt", "SET #dk = :dk REMOVE #dt", "SET #x = :v, #y = :w",
	"SET #x = :v, #x = :w", "SET #pk = :v", "SET #n = :v SET #x = :w", "SET #n :v", "", "REMOVE #keys, #keys.#hash", "SET #x = :none",
}

// drawExpressions draws a condition, fills in the placeholders of it and of an update, and now and then one too many.
func drawExpressions(t *rapid.T, update string) (condition *string, names map[string]string, values item) {
	text := rapid.SampledFrom(conditions).Draw(t, "condition")
	if strings.HasPrefix(update, "REMOVE #keys.") {
		text = "attribute_exists(#keys.#hash)" // without it, the stand-in takes what the others refuse
	}
	names, values = used(text+" "+update, drawValues(t))
	switch rapid.IntRange(0, 40).Draw(t, "one too many") {
	case 1:
		names = maps.Clone(names)
		if names == nil {
			names = map[string]string{}
		}
		names["#unused"] = "unused"
	case 2:
		values = maps.Clone(values)
		if values == nil {
			values = item{}
		}
		values[":unused"] = num("1")
	}
	if text != "" {
		condition = &text
	}
	return condition, names, values
}

func drawOnFailure(t *rapid.T) types.ReturnValuesOnConditionCheckFailure {
	return rapid.SampledFrom([]types.ReturnValuesOnConditionCheckFailure{types.ReturnValuesOnConditionCheckFailureAllOld, ""}).Draw(t, "on failure")
}

func drawItem(t *rapid.T) item {
	it := drawKey(t)
	for _, name := range []string{"n", "x", "y"} {
		if rapid.Bool().Draw(t, "has "+name) {
			it[name] = drawValue(t)
		}
	}
	switch rapid.IntRange(0, 12).Draw(t, "due") {
	case 0, 1, 2, 3, 4:
		it["dk"], it["dt"] = str(rapid.SampledFrom(kinds).Draw(t, "dk")), str(rapid.SampledFrom(times).Draw(t, "dt"))
	case 5:
		it["dk"] = str(rapid.SampledFrom(kinds).Draw(t, "dk"))
	case 6:
		it["dk"], it["dt"] = str(""), str("now")
	case 7:
		it["dk"], it["dt"] = str("poll#0"), num("1")
	}
	return it
}

func drawPut(t *rapid.T, table string) call {
	condition, names, values := drawExpressions(t, "")
	in := &dynamodb.PutItemInput{
		TableName: &table, Item: drawItem(t), ConditionExpression: condition, ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes, ReturnValuesOnConditionCheckFailure: drawOnFailure(t),
		ReturnValues: rapid.SampledFrom([]types.ReturnValue{"", types.ReturnValueAllOld}).Draw(t, "return"),
	}
	return call{fmt.Sprint(plain(&types.AttributeValueMemberM{Value: in.Item}), shown(condition), plain(&types.AttributeValueMemberM{Value: values})), nil, func(db store.Client) answer {
		out, err := db.PutItem(ctx, in)
		if err != nil {
			return answer{err: err}
		}
		return answer{items: one(out.Attributes), units: []types.ConsumedCapacity{*out.ConsumedCapacity}}
	}}
}

func shown(text *string) string {
	if text == nil {
		return ""
	}
	return " if " + *text
}

func drawUpdate(t *rapid.T, table string) call {
	update := rapid.SampledFrom(updates).Draw(t, "update")
	condition, names, values := drawExpressions(t, update)
	in := &dynamodb.UpdateItemInput{
		TableName: &table, Key: drawKey(t), UpdateExpression: &update, ConditionExpression: condition, ExpressionAttributeNames: names,
		ExpressionAttributeValues: values, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
		ReturnValuesOnConditionCheckFailure: drawOnFailure(t),
		ReturnValues: rapid.SampledFrom([]types.ReturnValue{"", types.ReturnValueUpdatedNew, types.ReturnValueAllNew, types.ReturnValueAllOld,
			types.ReturnValueUpdatedOld}).Draw(t, "return"),
	}
	return call{fmt.Sprint(plain(&types.AttributeValueMemberM{Value: in.Key}), update, shown(condition), plain(&types.AttributeValueMemberM{Value: values})), nil, func(db store.Client) answer {
		out, err := db.UpdateItem(ctx, in)
		if err != nil {
			return answer{err: err}
		}
		if in.ReturnValues == types.ReturnValueAllOld || in.ReturnValues == types.ReturnValueUpdatedOld {
			out.Attributes = known(out.Attributes)
		}
		return answer{items: one(out.Attributes), units: []types.ConsumedCapacity{*out.ConsumedCapacity}}
	}}
}

// known takes the key for no old item: the stand-in answers it when an update makes the item, AWS's own engine does not.
func known(old item) item {
	if len(old) == 2 && old["pk"] != nil && old["sk"] != nil {
		return nil
	}
	return old
}

func drawDelete(t *rapid.T, table string) call {
	condition, names, values := drawExpressions(t, "")
	in := &dynamodb.DeleteItemInput{
		TableName: &table, Key: drawKey(t), ConditionExpression: condition, ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes,
		ReturnValues:           rapid.SampledFrom([]types.ReturnValue{"", types.ReturnValueAllOld}).Draw(t, "return"),
	}
	return call{fmt.Sprint(plain(&types.AttributeValueMemberM{Value: in.Key}), shown(condition)), nil, func(db store.Client) answer {
		out, err := db.DeleteItem(ctx, in)
		if err != nil {
			return answer{err: err}
		}
		return answer{items: one(out.Attributes), units: []types.ConsumedCapacity{*out.ConsumedCapacity}}
	}}
}

func drawTransact(t *rapid.T, table string) call {
	var actions []types.TransactWriteItem
	targets := map[string]bool{} // two actions on one item are refused, by DynamoDB Local only if all conditions hold
	for range rapid.IntRange(1, 3).Draw(t, "actions") {
		a, k := drawAction(t, table)
		if target := fmt.Sprint(plain(k["pk"]), plain(k["sk"])); !targets[target] {
			targets[target] = true
			actions = append(actions, a)
		}
	}
	described := make([]string, len(actions))
	for i, a := range actions {
		described[i] = describe(a)
	}
	token := fmt.Sprintf("%016x", rand.Uint64()) // not drawn: a database remembers it for minutes
	in := dynamodb.TransactWriteItemsInput{TransactItems: actions, ReturnConsumedCapacity: types.ReturnConsumedCapacityIndexes, ClientRequestToken: &token}
	return call{strings.Join(described, "; "), nil, func(db store.Client) answer {
		out, err := db.TransactWriteItems(ctx, &in)
		if err != nil {
			return answer{err: err}
		}
		// Deleting nothing costs as much as any write (see above), in DynamoDB Local half of that.
		if slices.ContainsFunc(actions, func(a types.TransactWriteItem) bool { return a.Delete != nil }) {
			return answer{}
		}
		return answer{units: out.ConsumedCapacity, together: true}
	}}
}

func drawAction(t *rapid.T, table string) (types.TransactWriteItem, item) {
	k := drawKey(t)
	onFailure := drawOnFailure(t)
	switch rapid.IntRange(0, 5).Draw(t, "action") {
	case 0, 1:
		it := drawItem(t)
		condition, names, values := drawExpressions(t, "")
		return types.TransactWriteItem{Put: &types.Put{TableName: &table, Item: it, ConditionExpression: condition,
			ExpressionAttributeNames: names, ExpressionAttributeValues: values, ReturnValuesOnConditionCheckFailure: onFailure}}, it
	case 2, 3:
		update := rapid.SampledFrom(updates).Draw(t, "update")
		condition, names, values := drawExpressions(t, update)
		return types.TransactWriteItem{Update: &types.Update{TableName: &table, Key: k, UpdateExpression: &update, ConditionExpression: condition,
			ExpressionAttributeNames: names, ExpressionAttributeValues: values, ReturnValuesOnConditionCheckFailure: onFailure}}, k
	case 4:
		condition, names, values := drawExpressions(t, "")
		return types.TransactWriteItem{Delete: &types.Delete{TableName: &table, Key: k, ConditionExpression: condition,
			ExpressionAttributeNames: names, ExpressionAttributeValues: values, ReturnValuesOnConditionCheckFailure: onFailure}}, k
	default:
		condition := "attribute_exists(#pk)"
		names, values := used(condition, nil)
		return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{TableName: &table, Key: k, ConditionExpression: &condition,
			ExpressionAttributeNames: names, ExpressionAttributeValues: values, ReturnValuesOnConditionCheckFailure: onFailure}}, k
	}
}

// describe tells which action of a transaction it is.
func describe(a types.TransactWriteItem) string {
	keyed := func(what string, k item, condition *string) string {
		return fmt.Sprint(what, " ", plain(&types.AttributeValueMemberM{Value: k}), shown(condition))
	}
	switch {
	case a.Put != nil:
		return keyed("put", a.Put.Item, a.Put.ConditionExpression)
	case a.Update != nil:
		return keyed(*a.Update.UpdateExpression, a.Update.Key, a.Update.ConditionExpression)
	case a.Delete != nil:
		return keyed("delete", a.Delete.Key, a.Delete.ConditionExpression)
	default:
		return keyed("check", a.ConditionCheck.Key, a.ConditionCheck.ConditionExpression)
	}
}
