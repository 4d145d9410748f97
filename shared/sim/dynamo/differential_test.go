package dynamo_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/shared/sim/dynamo"
	"doorstep/shared/store"
	"doorstep/shared/store/storetest"
)

// The engine and another DynamoDB answer the same to the same calls, drawn of the kinds that the store makes, good and bad ones. The other
// one is the engine of DYNAMODB_ENDPOINT, so that it can be any, or the stand-in that everything else is tested on.
func TestAnswersLikeAnother(t *testing.T) {
	t.Parallel()
	other := storetest.Client(dynoxidetest.Endpoint(t))
	standIn := os.Getenv("DYNAMODB_ENDPOINT") == ""
	rapid.Check(t, func(t *rapid.T) {
		engine := dynamo.New(time.Now)
		suffix := fmt.Sprintf("%08x", rand.Uint32())
		tables := store.Tables{Main: "differential-main-" + suffix, Keys: "differential-keys-" + suffix}
		ours, theirs := database{engine.Client(nil), engine}, other
		for _, db := range []storetest.Database{ours, theirs} {
			if err := storetest.CreateTables(context.Background(), db, tables); err != nil {
				t.Fatal(err)
			}
		}
		t.Cleanup(func() {
			for _, name := range []string{tables.Main, tables.Keys} {
				if _, err := theirs.DeleteTable(context.Background(), deleteInput(name)); err != nil {
					t.Error(err)
				}
			}
		})
		var last *dynamodb.QueryInput
		for i := range rapid.IntRange(1, 40).Draw(t, "calls") {
			c := drawCall(t, tables.Main, last)
			got, want := c.ask(ours), c.ask(theirs)
			if standIn && got.isInvalid() && want.err == nil {
				return // the stand-in does some things that DynamoDB refuses; from here on the two differ
			}
			if diff := cmp.Diff(want.shown(standIn), got.shown(standIn)); diff != "" {
				t.Fatalf("call %d, %s: other (-), engine (+)\n%s\ntheir error: %v\nour error: %v", i, c.name, diff, want.err, got.err)
			}
			if c.query != nil {
				last = nextPage(c.query, got)
			}
		}
	})
}

// nextPage gives the query for the page after an answer; nil when that was the last.
func nextPage(in *dynamodb.QueryInput, a answer) *dynamodb.QueryInput {
	if len(a.next) == 0 {
		return nil
	}
	next := *in
	next.ExclusiveStartKey = a.next
	return &next
}
