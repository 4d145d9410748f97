package dynamo

import (
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
	"doorstep/shared/store"
)

// Memory is how long an older state of an item is kept: an eventually consistent read is never further behind.
const Memory = time.Minute

// Engine holds tables. It is safe for concurrent use.
type Engine struct {
	now func() time.Time

	mu     sync.Mutex
	latest time.Time // of all times that now gave
	tables map[string]*table
	parsed parsed
	tokens map[string]spent
}

// New makes an engine without tables. now gives the time of each call. It may jump back: the engine then stays at the latest time that it
// was given, so that an older state is never taken for a newer one.
func New(now func() time.Time) *Engine {
	return &Engine{now: now, tables: map[string]*table{}, parsed: newParsed(), tokens: map[string]spent{}}
}

// Client gives the calls of the store. lag says by how much an eventually consistent read is behind, at most Memory; it is asked once
// for each such read and each query of an index, before the call does anything. nil: nothing is ever behind.
func (e *Engine) Client(lag func() time.Duration) store.Client {
	return &client{engine: e, lag: lag}
}

// moment gives the time of a call.
func (e *Engine) moment() time.Time {
	if now := e.now(); now.After(e.latest) {
		e.latest = now
	}
	return e.latest
}

// table finds a table.
func (e *Engine) table(name *string) (*table, error) {
	if name == nil || *name == "" {
		return nil, invalid("1 validation error detected: Value at 'tableName' failed to satisfy constraint: Member must not be null")
	}
	t, ok := e.tables[*name]
	if !ok {
		return nil, &types.ResourceNotFoundException{Message: ptr("Requested resource not found")}
	}
	return t, nil
}

// Items gives what a table holds now, sorted by key; nothing of a table that is not there.
func (e *Engine) Items(table string) []map[string]types.AttributeValue {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, ok := e.tables[table]
	if !ok {
		return nil
	}
	var items []map[string]types.AttributeValue
	for _, r := range t.sorted() {
		if now := r.current(); now.item != nil {
			items = append(items, value.CloneItem(now.item))
		}
	}
	return items
}

// Billed gives the request units that a table has consumed since it was created, refused conditions included, which no answer tells.
func (e *Engine) Billed(table string) (read, write float64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, ok := e.tables[table]
	if !ok {
		return 0, 0
	}
	return t.read, t.written
}

func ptr[T any](v T) *T { return &v }

func deref[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}
