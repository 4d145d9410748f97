package dynamo_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo"
	"doorstep/shared/store"
	"doorstep/shared/store/storetest"
)

// benchmark gives a database with a number's item, whose clock moves with each call.
func benchmark(b *testing.B) store.Client {
	now := start
	engine := dynamo.New(func() time.Time { now = now.Add(time.Second); return now })
	db := database{engine.Client(nil), engine}
	if err := storetest.CreateTables(b.Context(), db, store.Tables{Main: "main", Keys: "keys"}); err != nil {
		b.Fatal(err)
	}
	it := texts("pk", "T#1", "sk", "N", "dk", "poll#0", "dt", "1", "a", "1", "b", "2")
	it["v"], it["facts"] = num("1"), &types.AttributeValueMemberB{Value: []byte(strings.Repeat("f", 600))}
	if _, err := db.PutItem(b.Context(), &dynamodb.PutItemInput{TableName: aws.String("main"), Item: it}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	return db
}

func BenchmarkGet(b *testing.B) {
	db := benchmark(b)
	in := &dynamodb.GetItemInput{TableName: aws.String("main"), Key: texts("pk", "T#1", "sk", "N")}
	for b.Loop() {
		if _, err := db.GetItem(context.Background(), in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUpdate(b *testing.B) {
	db := benchmark(b)
	in := &dynamodb.UpdateItemInput{
		TableName: aws.String("main"), Key: texts("pk", "T#1", "sk", "N"), UpdateExpression: aws.String("SET #facts = :facts ADD #v :one"),
		ConditionExpression: aws.String("#v >= :one"), ExpressionAttributeNames: map[string]string{"#facts": "facts", "#v": "v"},
		ExpressionAttributeValues: item{":facts": &types.AttributeValueMemberB{Value: []byte(strings.Repeat("f", 600))}, ":one": num("1")},
		ReturnConsumedCapacity:    types.ReturnConsumedCapacityIndexes,
	}
	for b.Loop() {
		if _, err := db.UpdateItem(context.Background(), in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDue(b *testing.B) {
	db := benchmark(b)
	in := &dynamodb.QueryInput{
		TableName: aws.String("main"), IndexName: aws.String(store.DueIndex), KeyConditionExpression: aws.String("#dk = :dk AND #dt < :dt"),
		ExpressionAttributeNames: map[string]string{"#dk": "dk", "#dt": "dt"}, ExpressionAttributeValues: item{":dk": str("poll#0"), ":dt": str("2")},
	}
	for b.Loop() {
		if _, err := db.Query(context.Background(), in); err != nil {
			b.Fatal(err)
		}
	}
}
