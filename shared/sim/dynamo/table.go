package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

type table struct{}

// CreateTable creates a table; it is there at once.
func (e *Engine) CreateTable(_ context.Context, in *dynamodb.CreateTableInput, _ ...func(*dynamodb.Options)) (*dynamodb.CreateTableOutput, error) {
	return nil, invalid("not there yet")
}

// DeleteTable deletes a table with all that it holds.
func (e *Engine) DeleteTable(_ context.Context, in *dynamodb.DeleteTableInput, _ ...func(*dynamodb.Options)) (*dynamodb.DeleteTableOutput, error) {
	return nil, invalid("not there yet")
}

// UpdateTimeToLive names the attribute whose time Sweep looks at.
func (e *Engine) UpdateTimeToLive(
	_ context.Context, in *dynamodb.UpdateTimeToLiveInput, _ ...func(*dynamodb.Options),
) (*dynamodb.UpdateTimeToLiveOutput, error) {
	return nil, invalid("not there yet")
}
