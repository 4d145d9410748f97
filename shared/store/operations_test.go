package store_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"doorstep/shared/fault"
	"doorstep/shared/store"
)

func TestOperationsRefuseWhatWasLeftOut(t *testing.T) {
	t.Parallel()
	var none store.Client = store.Operations{}
	for name, call := range map[string]func(context.Context) error{
		"GetItem":            func(ctx context.Context) error { _, err := none.GetItem(ctx, nil); return err },
		"BatchGetItem":       func(ctx context.Context) error { _, err := none.BatchGetItem(ctx, nil); return err },
		"Query":              func(ctx context.Context) error { _, err := none.Query(ctx, nil); return err },
		"PutItem":            func(ctx context.Context) error { _, err := none.PutItem(ctx, nil); return err },
		"UpdateItem":         func(ctx context.Context) error { _, err := none.UpdateItem(ctx, nil); return err },
		"DeleteItem":         func(ctx context.Context) error { _, err := none.DeleteItem(ctx, nil); return err },
		"TransactWriteItems": func(ctx context.Context) error { _, err := none.TransactWriteItems(ctx, nil); return err },
	} {
		if err := call(t.Context()); fault.KindOf(err) != fault.Internal || err.Error() != "this program does not call "+name {
			t.Errorf("%s: %v", name, err)
		}
	}
	one := store.Operations{Get: func(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
		return &dynamodb.GetItemOutput{}, nil
	}}
	if out, err := one.GetItem(t.Context(), nil); out == nil || err != nil {
		t.Errorf("the operation that is there gives %v, %v", out, err)
	}
}
