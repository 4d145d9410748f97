package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/shared/store"
)

// Run asks of the store over a database everything that the rest of Doorstep relies on. Every test has tables of its own. What the
// database is known not to do as DynamoDB does is named in lacks: UnitsOfMisses, UnitsOfTransactions.
func Run(t *testing.T, client Database, lacks ...string) {
	for _, c := range []struct {
		name string
		test func(*testing.T, env)
	}{
		{"number", testNumber},
		{"claim first or scan first", testOrderOfWrites},
		{"claims on aliases", testAliasClaim},
		{"news", testNews},
		{"lost answers", testLostAnswers},
		{"stale reads", testStaleReads},
		{"eight writers", testWriters},
		{"expiry", testExpiry},
		{"numbers", testNumbers},
		{"attention", testAttention},
		{"due", testDue},
		{"due while facts are written", testDueRace},
		{"lease", testLease},
		{"pages of due", testDuePages},
		{"length of a lease", testLeaseLength},
		{"settled", testSettle},
		{"budget", testBudget},
		{"budget of many workers", testBudgetWorkers},
		{"order", testOrder},
		{"order conflicts", testOrderConflicts},
		{"order writers", testOrderWriters},
		{"refs of an order", testRefs},
		{"rotation of links", testRotation},
		{"erased pointer", testDeletePointer},
		{"about an order", testAboutOrder},
		{"destroyed data keys", testDestroyedKeys},
		{"erased claims", testErasedClaims},
		{"forgotten beside an order", testForgetAbout},
		{"claim without a look", testClaimWithoutLook},
		{"links", testLinks},
		{"brands", testBrands},
		{"brand applied", testApplyBrand},
		{"hosts of brands", testHosts},
		{"content of brands", testContent},
		{"data keys", testDataKeys},
		{"decisions", testDecisions},
		{"decisions taken and settled", testTaken},
		{"decisions beside their order", testOrderDecisions},
		{"decisions of old", testOldDecisions},
		{"decision cost", testDecisionCost},
		{"parked bodies", testPark},
		{"parked bodies are listed", testUnreadables},
		{"parked bodies leave", testUnpark},
		{"folded anew", testRefold},
		{"all numbers", testScanNumbers},
		{"budgets of a source", testBudgets},
		{"votes", testVotes},
		{"votes at once", testVotesAtOnce},
		{"vote cost", testVoteCost},
		{"cases", testCases},
		{"survey keys", testSurveyKeys},
		{"findings", testFindings},
		{"findings at once", testFindingsAtOnce},
		{"finding keys", testFindingKeys},
		{"disruptions", testDisruptions},
		{"due order", testDueOrder},
		{"scan cost", testScanCost},
		{"duplicate cost", testDuplicateCost},
		{"index cost", testIndexCost},
		{"budget cost", testBudgetCost},
		{"misses", testMisses},
		{"pointers", testPointers},
		{"suppressions", testSuppressions},
		{"lifted suppressions", testLiftedSuppressions},
		{"suppression cost", testSuppressionCost},
		{"suppressions refuse", testSuppressionsRefuse},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, newEnv(t, client, lacks))
		})
	}
}

// env is one test's store with its tables and clock.
type env struct {
	ctx    context.Context
	client Database
	tables store.Tables
	clock  *atomic.Int64 // seconds since start
	store  *store.Store
	lacks  []string
}

func newEnv(t *testing.T, client Database, lacks []string) env {
	t.Helper()
	suffix := fmt.Sprintf("%08x", rand.Uint32())
	e := env{ctx: t.Context(), client: client, lacks: lacks, clock: &atomic.Int64{},
		tables: store.Tables{Main: "storetest-main-" + suffix, Keys: "storetest-keys-" + suffix}}
	err := CreateTables(e.ctx, client, e.tables)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, table := range []string{e.tables.Main, e.tables.Keys} {
			_, err := client.DeleteTable(context.WithoutCancel(e.ctx), &dynamodb.DeleteTableInput{TableName: &table})
			if err != nil {
				t.Errorf("delete table %s: %v", table, err)
			}
		}
	})
	e.store = e.over(client)
	return e
}

// over gives a store on the tables of the test through another client. It never really waits between attempts.
func (e env) over(db store.Client) *store.Store {
	s := store.New(db, e.tables, e.now, rand.Float64)
	return s.WithSleep(func(ctx context.Context, _ time.Duration) error { return ctx.Err() })
}

func (e env) now() time.Time { return start.Add(time.Duration(e.clock.Load()) * time.Second) }

// pass moves the clock.
func (e env) pass(d time.Duration) { e.clock.Add(int64(d / time.Second)) }

func (e env) add(t *testing.T, number string, a store.Addition) store.Saved {
	t.Helper()
	saved, err := e.store.Add(e.ctx, number, a)
	if err != nil {
		t.Fatalf("Add(%s): %v", number, err)
	}
	return saved
}

func (e env) metered(t *testing.T, number string, a store.Addition) (*store.Meter, store.Saved) {
	t.Helper()
	m := &store.Meter{}
	saved, err := e.store.Add(store.WithMeter(e.ctx, m), number, a)
	if err != nil {
		t.Fatalf("Add(%s): %v", number, err)
	}
	return m, saved
}
