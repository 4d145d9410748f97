package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/shared/fault"
)

// client is the part of DynamoDB that survey uses; the rest of store.Client is refused before it reaches the wire. It holds functions
// and not *dynamodb.Client for the size of the binary: with html/template linked, the linker keeps every method of a type that gets
// into an interface.
type client struct {
	get      func(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	batch    func(context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
	query    func(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
	put      func(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	transact func(context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error)
}

func newClient(c *dynamodb.Client) client {
	return client{get: c.GetItem, batch: c.BatchGetItem, query: c.Query, put: c.PutItem, transact: c.TransactWriteItems}
}

// GetItem reads.
func (c client) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return c.get(ctx, in, o...)
}

// BatchGetItem reads.
func (c client) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	return c.batch(ctx, in, o...)
}

// Query reads.
func (c client) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	return c.query(ctx, in, o...)
}

// PutItem writes a case, or the first data key of an order.
func (c client) PutItem(ctx context.Context, in *dynamodb.PutItemInput, o ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	return c.put(ctx, in, o...)
}

// TransactWriteItems writes a vote with what it changes.
func (c client) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	return c.transact(ctx, in, o...)
}

// UpdateItem is refused: a bug, survey has no business with it.
func (client) UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	return nil, fault.New(fault.Internal, "survey does not call UpdateItem")
}

// DeleteItem is refused in the same way.
func (client) DeleteItem(context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error) {
	return nil, fault.New(fault.Internal, "survey does not call DeleteItem")
}
