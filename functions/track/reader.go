package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/shared/fault"
)

// reader is the part of DynamoDB that track uses; the rest of store.Client is refused before it reaches the wire, as the
// function's role would refuse it there.
//
// It holds functions and not the client for the size of the binary: html/template finds methods by name, so the linker keeps
// every method of a type that gets into an interface, and with *dynamodb.Client that would be all operations of DynamoDB.
type reader struct {
	get   func(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	batch func(context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
}

func newReader(client *dynamodb.Client) reader {
	return reader{get: client.GetItem, batch: client.BatchGetItem}
}

// errReadOnly is a bug: track has no business with the operation.
func errReadOnly(operation string) error {
	return fault.New(fault.Internal, "track does not call %s", operation)
}

// GetItem reads.
func (r reader) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return r.get(ctx, in, o...)
}

// BatchGetItem reads.
func (r reader) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	return r.batch(ctx, in, o...)
}

// Query is refused.
func (reader) Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	return nil, errReadOnly("Query")
}

// PutItem is refused.
func (reader) PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	return nil, errReadOnly("PutItem")
}

// UpdateItem is refused.
func (reader) UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	return nil, errReadOnly("UpdateItem")
}

// TransactWriteItems is refused.
func (reader) TransactWriteItems(context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	return nil, errReadOnly("TransactWriteItems")
}

// DeleteItem is refused.
func (reader) DeleteItem(context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error) {
	return nil, errReadOnly("DeleteItem")
}
