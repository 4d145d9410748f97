package storetest

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/store"
)

// The clients below behave as DynamoDB does on its bad days, which an engine on the same machine never has.

// repeating sends every write twice and gives the second answer, as the SDK does when the first answer is lost on its way.
type repeating struct{ store.Client }

func (c repeating) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, opts ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	_, err := c.Client.UpdateItem(ctx, in, opts...)
	if err != nil {
		return nil, err
	}
	return c.Client.UpdateItem(ctx, in, opts...)
}

func (c repeating) PutItem(ctx context.Context, in *dynamodb.PutItemInput, opts ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	_, err := c.Client.PutItem(ctx, in, opts...)
	if err != nil {
		return nil, err
	}
	return c.Client.PutItem(ctx, in, opts...)
}

func (c repeating) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, opts ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	in.ClientRequestToken = aws.String("one and the same") // as the SDK does, once for all attempts
	_, err := c.Client.TransactWriteItems(ctx, in, opts...)
	if err != nil {
		return nil, err
	}
	return c.Client.TransactWriteItems(ctx, in, opts...)
}

// stale answers every eventually consistent read with what the same read gave the first time.
type stale struct {
	store.Client
	mu    sync.Mutex
	first map[string]*dynamodb.GetItemOutput
}

func (c *stale) GetItem(ctx context.Context, in *dynamodb.GetItemInput, opts ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	if in.ConsistentRead != nil && *in.ConsistentRead {
		return c.Client.GetItem(ctx, in, opts...)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	key := in.Key["pk"].(*types.AttributeValueMemberS).Value
	if out, ok := c.first[key]; ok {
		return out, nil
	}
	out, err := c.Client.GetItem(ctx, in, opts...)
	if err != nil {
		return nil, err
	}
	if c.first == nil {
		c.first = map[string]*dynamodb.GetItemOutput{}
	}
	c.first[key] = out
	return out, nil
}

// partial leaves all but one key of a batch unread.
type partial struct{ store.Client }

func (c partial) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, opts ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	left := map[string]types.KeysAndAttributes{}
	some := *in
	some.RequestItems = map[string]types.KeysAndAttributes{}
	for table, keys := range in.RequestItems {
		some.RequestItems[table] = types.KeysAndAttributes{Keys: keys.Keys[:1]}
		if len(keys.Keys) > 1 {
			left[table] = types.KeysAndAttributes{Keys: keys.Keys[1:]}
		}
	}
	out, err := c.Client.BatchGetItem(ctx, &some, opts...)
	if err == nil {
		out.UnprocessedKeys = left
	}
	return out, err
}
