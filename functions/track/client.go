package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/shared/fault"
)

// client is the part of DynamoDB that track uses; the rest of store.Client is refused before it reaches the wire, as the
// function's role would refuse it there. It puts links of presents and counts misses of lookups; everything else it reads.
//
// It holds functions and not the SDK's client for the size of the binary: html/template finds methods by name, so the linker keeps
// every method of a type that gets into an interface, and with *dynamodb.Client that would be all operations of DynamoDB.
type client struct {
	get    func(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	batch  func(context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
	put    func(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	update func(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
}

func newClient(db *dynamodb.Client) client {
	return client{get: db.GetItem, batch: db.BatchGetItem, put: db.PutItem, update: db.UpdateItem}
}

// errUnused is a bug: track has no business with the operation.
func errUnused(operation string) error {
	return fault.New(fault.Internal, "track does not call %s", operation)
}

// GetItem reads.
func (c client) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return c.get(ctx, in, o...)
}

// BatchGetItem reads.
func (c client) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	return c.batch(ctx, in, o...)
}

// PutItem stores a link.
func (c client) PutItem(ctx context.Context, in *dynamodb.PutItemInput, o ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	return c.put(ctx, in, o...)
}

// UpdateItem counts misses.
func (c client) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, o ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	return c.update(ctx, in, o...)
}

// Query is refused.
func (client) Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	return nil, errUnused("Query")
}

// TransactWriteItems is refused.
func (client) TransactWriteItems(context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	return nil, errUnused("TransactWriteItems")
}

// DeleteItem is refused.
func (client) DeleteItem(context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error) {
	return nil, errUnused("DeleteItem")
}
