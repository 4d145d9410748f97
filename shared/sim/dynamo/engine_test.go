package dynamo_test

import (
	"testing"
	"time"

	"doorstep/shared/sim/dynamo"
	"doorstep/shared/store"
	"doorstep/shared/store/storetest"
)

// database has the calls of the store and those that create and delete tables.
type database struct {
	store.Client
	*dynamo.Engine
}

// The store cannot tell the engine from DynamoDB: its conformance suite, budgets of capacity included, holds on both.
func TestConformance(t *testing.T) {
	t.Parallel()
	engine := dynamo.New(time.Now)
	storetest.Run(t, database{engine.Client(nil), engine})
}
