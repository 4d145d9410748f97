package store

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/shared/fault"
)

// Operation is one method of *dynamodb.Client.
type Operation[In, Out any] func(context.Context, *In, ...func(*dynamodb.Options)) (*Out, error)

// Operations is a Client made of the operations that a program uses. What is left nil is refused before it reaches the wire, as the
// program's role would refuse it there.
//
// It is for the size of programs that show pages: html/template finds methods by name, so the linker keeps every method of a type that
// gets into an interface, and of *dynamodb.Client that would be all operations of DynamoDB.
type Operations struct {
	Get      Operation[dynamodb.GetItemInput, dynamodb.GetItemOutput]
	Batch    Operation[dynamodb.BatchGetItemInput, dynamodb.BatchGetItemOutput]
	Find     Operation[dynamodb.QueryInput, dynamodb.QueryOutput]
	Put      Operation[dynamodb.PutItemInput, dynamodb.PutItemOutput]
	Update   Operation[dynamodb.UpdateItemInput, dynamodb.UpdateItemOutput]
	Delete   Operation[dynamodb.DeleteItemInput, dynamodb.DeleteItemOutput]
	Transact Operation[dynamodb.TransactWriteItemsInput, dynamodb.TransactWriteItemsOutput]
}

// call makes a call; one that was left out is a bug, of kind fault.Internal.
func (o Operation[In, Out]) call(ctx context.Context, name string, in *In, options []func(*dynamodb.Options)) (*Out, error) {
	if o == nil {
		return nil, fault.New(fault.Internal, "this program does not call %s", name)
	}
	return o(ctx, in, options...)
}

// GetItem implements Client.
func (o Operations) GetItem(ctx context.Context, in *dynamodb.GetItemInput, options ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return o.Get.call(ctx, "GetItem", in, options)
}

// BatchGetItem implements Client.
func (o Operations) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, options ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	return o.Batch.call(ctx, "BatchGetItem", in, options)
}

// Query implements Client.
func (o Operations) Query(ctx context.Context, in *dynamodb.QueryInput, options ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	return o.Find.call(ctx, "Query", in, options)
}

// PutItem implements Client.
func (o Operations) PutItem(ctx context.Context, in *dynamodb.PutItemInput, options ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	return o.Put.call(ctx, "PutItem", in, options)
}

// UpdateItem implements Client.
func (o Operations) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, options ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	return o.Update.call(ctx, "UpdateItem", in, options)
}

// DeleteItem implements Client.
func (o Operations) DeleteItem(ctx context.Context, in *dynamodb.DeleteItemInput, options ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error) {
	return o.Delete.call(ctx, "DeleteItem", in, options)
}

// TransactWriteItems implements Client.
func (o Operations) TransactWriteItems(
	ctx context.Context, in *dynamodb.TransactWriteItemsInput, options ...func(*dynamodb.Options),
) (*dynamodb.TransactWriteItemsOutput, error) {
	return o.Transact.call(ctx, "TransactWriteItems", in, options)
}
