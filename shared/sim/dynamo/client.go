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

type options = func(*dynamodb.Options)

// GetItem implements store.Client.
func (c *client) GetItem(_ context.Context, in *dynamodb.GetItemInput, _ ...options) (*dynamodb.GetItemOutput, error) {
	return nil, invalid("not there yet")
}

// BatchGetItem implements store.Client.
func (c *client) BatchGetItem(_ context.Context, in *dynamodb.BatchGetItemInput, _ ...options) (*dynamodb.BatchGetItemOutput, error) {
	return nil, invalid("not there yet")
}

// Query implements store.Client.
func (c *client) Query(_ context.Context, in *dynamodb.QueryInput, _ ...options) (*dynamodb.QueryOutput, error) {
	return nil, invalid("not there yet")
}

// PutItem implements store.Client.
func (c *client) PutItem(_ context.Context, in *dynamodb.PutItemInput, _ ...options) (*dynamodb.PutItemOutput, error) {
	return nil, invalid("not there yet")
}

// UpdateItem implements store.Client.
func (c *client) UpdateItem(_ context.Context, in *dynamodb.UpdateItemInput, _ ...options) (*dynamodb.UpdateItemOutput, error) {
	return nil, invalid("not there yet")
}

// DeleteItem implements store.Client.
func (c *client) DeleteItem(_ context.Context, in *dynamodb.DeleteItemInput, _ ...options) (*dynamodb.DeleteItemOutput, error) {
	return nil, invalid("not there yet")
}

// TransactWriteItems implements store.Client.
func (c *client) TransactWriteItems(
	_ context.Context, in *dynamodb.TransactWriteItemsInput, _ ...options,
) (*dynamodb.TransactWriteItemsOutput, error) {
	return nil, invalid("not there yet")
}
