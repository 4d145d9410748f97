package dynamo

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// client is the engine as one of its users sees it.
type client struct {
	engine *Engine
	lag    func() time.Duration
}

// locked makes a call while nobody else makes one. A context that has ended ends the call before it does anything.
func locked[In, Out any](ctx context.Context, e *Engine, in *In, call func(*In) (*Out, error)) (*Out, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return call(in)
}

// behind gives by how much a read is behind, and asks for it before the engine is locked: whoever draws it may wait.
func (c *client) behind(eventually bool) time.Duration {
	if !eventually || c.lag == nil {
		return 0
	}
	return min(max(c.lag(), 0), Memory)
}

// GetItem implements store.Client.
func (c *client) GetItem(ctx context.Context, in *dynamodb.GetItemInput, _ ...options) (*dynamodb.GetItemOutput, error) {
	lag := c.behind(!deref(in.ConsistentRead))
	return locked(ctx, c.engine, in, func(in *dynamodb.GetItemInput) (*dynamodb.GetItemOutput, error) { return c.engine.get(in, lag) })
}

// BatchGetItem implements store.Client.
func (c *client) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, _ ...options) (*dynamodb.BatchGetItemOutput, error) {
	lag := c.behind(true)
	return locked(ctx, c.engine, in, func(in *dynamodb.BatchGetItemInput) (*dynamodb.BatchGetItemOutput, error) {
		return c.engine.batch(in, lag)
	})
}

// Query implements store.Client.
func (c *client) Query(ctx context.Context, in *dynamodb.QueryInput, _ ...options) (*dynamodb.QueryOutput, error) {
	lag := c.behind(!deref(in.ConsistentRead))
	return locked(ctx, c.engine, in, func(in *dynamodb.QueryInput) (*dynamodb.QueryOutput, error) { return c.engine.query(in, lag) })
}

// PutItem implements store.Client.
func (c *client) PutItem(ctx context.Context, in *dynamodb.PutItemInput, _ ...options) (*dynamodb.PutItemOutput, error) {
	return locked(ctx, c.engine, in, c.engine.put)
}

// UpdateItem implements store.Client.
func (c *client) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, _ ...options) (*dynamodb.UpdateItemOutput, error) {
	return locked(ctx, c.engine, in, c.engine.update)
}

// DeleteItem implements store.Client.
func (c *client) DeleteItem(ctx context.Context, in *dynamodb.DeleteItemInput, _ ...options) (*dynamodb.DeleteItemOutput, error) {
	return locked(ctx, c.engine, in, c.engine.delete)
}

// TransactWriteItems implements store.Client.
func (c *client) TransactWriteItems(
	ctx context.Context, in *dynamodb.TransactWriteItemsInput, _ ...options,
) (*dynamodb.TransactWriteItemsOutput, error) {
	return locked(ctx, c.engine, in, c.engine.transact)
}
