package dynamo_test

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"doorstep/shared/sim/dynamo"
	"doorstep/shared/store"
	"doorstep/shared/store/storetest"
)

// world is an engine with the tables of the store, and its clock.
type world struct {
	*dynamo.Engine
	t   *testing.T
	now *time.Time
	lag *time.Duration
	db  store.Client // reads by lag
}

var start = time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC)

func newWorld(t *testing.T) world {
	t.Helper()
	now, lag := start, time.Duration(0)
	w := world{Engine: dynamo.New(func() time.Time { return now }), t: t, now: &now, lag: &lag}
	w.db = w.Client(func() time.Duration { return lag })
	if err := storetest.CreateTables(t.Context(), w, store.Tables{Main: "main", Keys: "keys"}); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w world) pass(d time.Duration) { *w.now = w.now.Add(d) }

// put stores an item of texts, given as names and values.
func (w world) put(pairs ...string) {
	w.t.Helper()
	_, err := w.db.PutItem(w.t.Context(), &dynamodb.PutItemInput{TableName: aws.String("main"), Item: texts(pairs...)})
	if err != nil {
		w.t.Fatal(err)
	}
}

func texts(pairs ...string) item {
	it := item{}
	for i := 0; i < len(pairs); i += 2 {
		it[pairs[i]] = str(pairs[i+1])
	}
	return it
}

func (w world) delete(pk string) {
	w.t.Helper()
	_, err := w.db.DeleteItem(w.t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String("main"), Key: texts("pk", pk, "sk", "N")})
	if err != nil {
		w.t.Fatal(err)
	}
}

// get gives attribute x of an item; empty when it is not there.
func (w world) get(pk string, consistent bool) string {
	w.t.Helper()
	out, err := w.db.GetItem(w.t.Context(), &dynamodb.GetItemInput{
		TableName: aws.String("main"), Key: texts("pk", pk, "sk", "N"), ConsistentRead: &consistent,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return textOf(out.Item, "x")
}

func textOf(it item, name string) string {
	v, ok := it[name].(*types.AttributeValueMemberS)
	if !ok {
		return ""
	}
	return v.Value
}

// due lists the partitions of what stands in the due index.
func (w world) due() []string {
	w.t.Helper()
	out, err := w.db.Query(w.t.Context(), &dynamodb.QueryInput{
		TableName: aws.String("main"), IndexName: aws.String(store.DueIndex), KeyConditionExpression: aws.String("#dk = :dk"),
		ExpressionAttributeNames: map[string]string{"#dk": "dk"}, ExpressionAttributeValues: item{":dk": str("poll#0")},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	var found []string
	for _, it := range out.Items {
		found = append(found, textOf(it, "pk")+"@"+textOf(it, "dt"))
	}
	return found
}

// code gives the code of an error of DynamoDB.
func code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}
