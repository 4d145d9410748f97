package dynamo_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/store"
)

// What DynamoDB refuses is refused, and so is what the engine does not know.
func TestRefusedQueries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put("pk", "A", "sk", "N", "dk", "poll#0", "dt", "1")
	for name, c := range map[string]struct {
		change func(*dynamodb.QueryInput)
		want   string
	}{
		"no table":            {func(in *dynamodb.QueryInput) { in.TableName = nil }, "tableName"},
		"no condition":        {func(in *dynamodb.QueryInput) { in.KeyConditionExpression = nil }, "must be specified"},
		"no such index":       {func(in *dynamodb.QueryInput) { in.IndexName = aws.String("none") }, "does not have the specified index"},
		"consistent":          {func(in *dynamodb.QueryInput) { in.ConsistentRead = aws.Bool(true) }, "Consistent reads are not supported"},
		"all attributes":      {func(in *dynamodb.QueryInput) { in.Select = types.SelectAllAttributes }, "not supported for global secondary index"},
		"limit of 0":          {func(in *dynamodb.QueryInput) { in.Limit = aws.Int32(0) }, "'limit'"},
		"filter on a key":     {func(in *dynamodb.QueryInput) { in.FilterExpression = aws.String("attribute_exists(#dk)") }, "non-primary key attributes"},
		"condition by map":    {func(in *dynamodb.QueryInput) { in.KeyConditions = map[string]types.Condition{} }, "not simulated"},
		"number for the key":  {func(in *dynamodb.QueryInput) { in.ExpressionAttributeValues = item{":dk": num("1")} }, "does not match schema type"},
		"half a starting key": {func(in *dynamodb.QueryInput) { in.ExclusiveStartKey = texts("dk", "poll#0", "dt", "1") }, "starting key is invalid"},
		"start elsewhere": {func(in *dynamodb.QueryInput) {
			in.ExclusiveStartKey = texts("dk", "poll#1", "dt", "1", "pk", "A", "sk", "N")
		},
			"starting key is invalid"},
		"start outside of the range": {func(in *dynamodb.QueryInput) {
			in.KeyConditionExpression = aws.String("#dk = :dk AND #dt > :dt")
			in.ExpressionAttributeNames = map[string]string{"#dk": "dk", "#dt": "dt"}
			in.ExpressionAttributeValues = item{":dk": str("poll#0"), ":dt": str("5")}
			in.ExclusiveStartKey = texts("dk", "poll#0", "dt", "1", "pk", "A", "sk", "N")
		}, "range key predicate"},
	} {
		in := &dynamodb.QueryInput{TableName: aws.String("main"), IndexName: aws.String(store.DueIndex), KeyConditionExpression: aws.String("#dk = :dk"),
			ExpressionAttributeNames: map[string]string{"#dk": "dk"}, ExpressionAttributeValues: item{":dk": str("poll#0")}}
		c.change(in)
		_, err := w.db.Query(t.Context(), in)
		if code(err) != "ValidationException" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestRefusedCalls(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := texts("pk", "A", "sk", "N")
	for name, c := range map[string]struct {
		call       func() error
		code, want string
	}{
		"no such table": {func() error {
			_, err := w.db.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String("none"), Key: key})
			return err
		}, "ResourceNotFoundException", "not found"},
		"a table twice": {func() error {
			_, err := w.CreateTable(t.Context(), &dynamodb.CreateTableInput{TableName: aws.String("main")})
			return err
		}, "ResourceInUseException", "already exists"},
		"provisioned table": {func() error {
			_, err := w.CreateTable(t.Context(), &dynamodb.CreateTableInput{TableName: aws.String("other")})
			return err
		}, "ValidationException", "not simulated"},
		"a key too many": {func() error {
			_, err := w.db.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String("keys"), Key: key})
			return err
		}, "ValidationException", "does not match the schema"},
		"101 keys": {func() error {
			_, err := w.db.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
				"main": {Keys: make([]map[string]types.AttributeValue, 101)}}})
			return err
		}, "ValidationException", "Too many items"},
		"one key twice": {func() error {
			_, err := w.db.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
				"main": {Keys: []map[string]types.AttributeValue{key, key}}}})
			return err
		}, "ValidationException", "duplicates"},
		"an item too large": {func() error {
			_, err := w.db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("main"),
				Item: texts("pk", "A", "sk", "N", "x", strings.Repeat("x", 400<<10))})
			return err
		}, "ValidationException", "exceeded the maximum allowed size"},
		"an old kind of condition": {func() error {
			_, err := w.db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("main"), Item: key,
				Expected: map[string]types.ExpectedAttributeValue{}})
			return err
		}, "ValidationException", "not simulated"},
		"an old kind of update": {func() error {
			_, err := w.db.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{TableName: aws.String("main"), Key: key,
				AttributeUpdates: map[string]types.AttributeValueUpdate{}})
			return err
		}, "ValidationException", "not simulated"},
		"what a put does not return": {func() error {
			_, err := w.db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("main"), Item: key, ReturnValues: types.ReturnValueAllNew})
			return err
		}, "ValidationException", "Return values"},
	} {
		if err := c.call(); code(err) != c.code || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s: %s", name, err, c.code, c.want)
		}
	}
	if held := w.Items("main"); len(held) != 0 {
		t.Errorf("refused calls left %v", held)
	}
}
