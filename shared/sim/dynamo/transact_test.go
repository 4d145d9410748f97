package dynamo_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// count is an action that counts n of an item up.
func count(pk string) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: aws.String("main"), Key: texts("pk", pk, "sk", "N"), UpdateExpression: aws.String("ADD #n :one"),
		ExpressionAttributeNames: map[string]string{"#n": "n"}, ExpressionAttributeValues: item{":one": num("1")},
	}}
}

// once is an action that puts an item where there is none.
func once(pk string) types.TransactWriteItem {
	return types.TransactWriteItem{Put: &types.Put{
		TableName: aws.String("main"), Item: texts("pk", pk, "sk", "N", "x", "new"), ConditionExpression: aws.String("attribute_not_exists(#pk)"),
		ExpressionAttributeNames: map[string]string{"#pk": "pk"}, ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}}
}

func (w world) transact(token string, actions ...types.TransactWriteItem) (*dynamodb.TransactWriteItemsOutput, error) {
	in := &dynamodb.TransactWriteItemsInput{TransactItems: actions, ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal}
	if token != "" {
		in.ClientRequestToken = &token
	}
	return w.db.TransactWriteItems(w.t.Context(), in)
}

func (w world) shown() string {
	var lines []string
	for _, it := range w.Items("main") {
		lines = append(lines, fmt.Sprint(plain(&types.AttributeValueMemberM{Value: it})))
	}
	return strings.Join(lines, "; ")
}

// A transaction of which one part cannot be made does nothing, and says of each part why.
func TestCancelledTransaction(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("pk", "B", "sk", "N", "x", "old", "n", "text")
	before := w.shown()
	_, err := w.transact("", count("A"), once("B"), once("C"))
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		t.Fatalf("%v, want a cancelled transaction", err)
	}
	var reasons []string
	for _, r := range cancelled.CancellationReasons {
		reasons = append(reasons, aws.ToString(r.Code)+textOf(r.Item, "x"))
	}
	if got := strings.Join(reasons, " "); got != "None ConditionalCheckFailedold None" {
		t.Errorf("reasons: %s", got)
	}
	if after := w.shown(); after != before || len(w.Stream("main", 1)) != 0 {
		t.Errorf("it left %s, want %s", after, before)
	}
	if _, err = w.transact("", once("A"), count("B")); !errors.As(err, &cancelled) || aws.ToString(cancelled.CancellationReasons[1].Code) != "ValidationError" {
		t.Errorf("counting a text: %v", err)
	}
}

// A transaction that comes again under its token is made once; another one under the same token is refused, and after ten minutes it is new.
func TestTransactionToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 2 {
		if _, err := w.transact("token", count("A")); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.shown(); got != "map[n:N:1 pk:S:A sk:S:N]" {
		t.Errorf("after a repetition: %s", got)
	}
	var mismatch *types.IdempotentParameterMismatchException
	if _, err := w.transact("token", count("B")); !errors.As(err, &mismatch) {
		t.Errorf("another transaction under the same token: %v", err)
	}
	w.pass(11 * time.Minute)
	if _, err := w.transact("token", count("A")); err != nil {
		t.Fatal(err)
	}
	if got := w.shown(); got != "map[n:N:2 pk:S:A sk:S:N]" {
		t.Errorf("after the token is forgotten: %s", got)
	}
}

func TestTransactionBounds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	many := make([]types.TransactWriteItem, 101)
	for i := range many {
		many[i] = count(fmt.Sprint(i))
	}
	large := once("large")
	large.Put.Item["x"] = str(strings.Repeat("x", 400<<10))
	for name, actions := range map[string][]types.TransactWriteItem{
		"none": nil, "101 actions": many, "one item twice": {count("A"), once("A")}, "nothing to do": {{}},
		"two things at once": {{Put: once("A").Put, Update: count("A").Update}}, "an item too large": {large},
	} {
		if _, err := w.transact("", actions...); code(err) != "ValidationException" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.transact("", many[:100]...); err != nil {
		t.Errorf("100 actions: %v", err)
	}
}
