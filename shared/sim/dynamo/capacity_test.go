package dynamo_test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/store"
)

// Each call costs what the developer guide says:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
func TestCapacity(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	sized := func(pk string, bytes int, pairs ...string) item {
		return texts(append([]string{"pk", pk, "sk", "N", "x", strings.Repeat("x", bytes)}, pairs...)...)
	}
	put := func(it item) func() error {
		return func() error {
			_, err := w.db.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("main"), Item: it})
			return err
		}
	}
	get := func(pk string, consistent bool) func() error {
		return func() error {
			_, err := w.db.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String("main"), Key: texts("pk", pk, "sk", "N"), ConsistentRead: &consistent})
			return err
		}
	}
	refusedPut := func() error {
		_, err := w.db.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("main"), Item: sized("large", 1),
			ConditionExpression: aws.String("attribute_not_exists(#pk)"), ExpressionAttributeNames: map[string]string{"#pk": "pk"}})
		if code(err) != "ConditionalCheckFailedException" {
			return err
		}
		return nil
	}
	due := func() error {
		_, err := w.db.Query(ctx, &dynamodb.QueryInput{TableName: aws.String("main"), IndexName: aws.String(store.DueIndex),
			KeyConditionExpression: aws.String("#dk = :dk"), ExpressionAttributeNames: map[string]string{"#dk": "dk"},
			ExpressionAttributeValues: item{":dk": str("poll#9")}})
		return err
	}
	for _, c := range []struct {
		name        string
		call        func() error
		read, write float64
	}{
		{"a small item", put(sized("small", 10)), 0, 1},
		{"an item of a unit", put(sized("unit", 1024-len("pkunitskNx"))), 0, 1},
		{"an item of a byte more", put(sized("more", 1025-len("pkmoreskNx"))), 0, 2},
		{"a large item", put(sized("large", 3000)), 0, 3},
		{"a condition that fails on it", refusedPut, 0, 3},
		{"a small item in its place", put(sized("large", 10)), 0, 3},
		{"the same again", put(sized("large", 10)), 0, 1},
		{"an entry comes", put(sized("large", 10, "dk", "poll#0", "dt", "1")), 0, 2},
		{"an entry stays", put(sized("large", 11, "dk", "poll#0", "dt", "1")), 0, 1},
		{"an entry moves", put(sized("large", 11, "dk", "poll#0", "dt", "2")), 0, 3},
		{"an entry goes", put(sized("large", 11)), 0, 2},
		{"a transaction", func() error { _, err := w.transact("", count("counted"), once("put")); return err }, 0, 4},
		{"a cancelled transaction", func() error {
			if _, err := w.transact("", once("put")); code(err) != "TransactionCanceledException" {
				return err
			}
			return nil
		}, 0, 2},
		{"reading an item", get("small", false), 0.5, 0},
		{"reading it consistently", get("small", true), 1, 0},
		{"reading nothing", get("none", false), 0.5, 0},
		{"nothing is due", due, 0.5, 0},
	} {
		read, write := w.Billed("main")
		if err := c.call(); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		r, wr := w.Billed("main")
		if r-read != c.read || wr-write != c.write {
			t.Errorf("%s: %g read and %g write units, want %g and %g", c.name, r-read, wr-write, c.read, c.write)
		}
	}
}

// What an answer tells is what was asked for.
func TestCapacityTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for asked, want := range map[types.ReturnConsumedCapacity]string{
		"": "", types.ReturnConsumedCapacityNone: "", types.ReturnConsumedCapacityTotal: "3", types.ReturnConsumedCapacityIndexes: "3 table 1 attention 1 due 1",
	} {
		w.delete("A")
		out, err := w.db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("main"), ReturnConsumedCapacity: asked,
			Item: texts("pk", "A", "sk", "N", "dk", "poll#0", "dt", "1", "ab", "aster", "at", "1")})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if out.ConsumedCapacity != nil {
			out.ConsumedCapacity.TableName = aws.String("a-main")
			got = strings.TrimPrefix(units(*out.ConsumedCapacity), "units main ")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", asked, got, want)
		}
	}
}
