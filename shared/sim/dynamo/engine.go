package dynamo

import (
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/store"
)

// Engine holds tables. It is safe for concurrent use.
type Engine struct {
	now func() time.Time

	mu     sync.Mutex
	tables map[string]*table
}

// New makes an engine without tables. now gives the time of each write, which must not go backwards by more than tests can bear: what an
// eventually consistent read sees is told by it.
func New(now func() time.Time) *Engine {
	return &Engine{now: now, tables: map[string]*table{}}
}

// Client gives the calls of the store. lag says by how much an eventually consistent read is behind, and is asked once for each such read
// and each query of an index; nil: nothing is ever behind.
func (e *Engine) Client(lag func() time.Duration) store.Client {
	return &client{engine: e, lag: lag}
}

// Items gives what a table holds, sorted by key; nothing of a table that is not there.
func (e *Engine) Items(table string) []map[string]types.AttributeValue { return nil }

// Stream gives the records of a table's stream after the first so many, in the order of the writes.
func (e *Engine) Stream(table string, after int) []events.DynamoDBEventRecord { return nil }

// Sweep deletes the items whose time to live has passed.
func (e *Engine) Sweep() {}
