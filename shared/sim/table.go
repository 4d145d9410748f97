package sim

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

// table is DynamoDB as shared/store sees it.
type table struct{ *world }

type dynamoOptions = func(*dynamodb.Options)

// operate is one call. do is given to the engine when its turn has come.
func operate[In, Out any](ctx context.Context, w *world, r request, in *In, do func(context.Context, *In, ...dynamoOptions) (*Out, error)) (*Out, error) {
	r.edge = database
	var out *Out
	err := w.call(ctx, r, func(kind) error {
		var err error
		out, err = do(ctx, in)
		return err
	})
	if err != nil {
		return nil, ofTable(err)
	}
	return out, nil
}

// GetItem implements store.Client.
func (t table) GetItem(ctx context.Context, in *dynamodb.GetItemInput, _ ...dynamoOptions) (*dynamodb.GetItemOutput, error) {
	out, err := operate(ctx, t.world, request{what: "GetItem " + keyText(in.Key)}, in, t.replica.GetItem)
	if err == nil && t.opt.Without == Lease {
		delete(out.Item, "lease")
	}
	return out, err
}

// BatchGetItem implements store.Client.
func (t table) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, _ ...dynamoOptions) (*dynamodb.BatchGetItemOutput, error) {
	var out *dynamodb.BatchGetItemOutput
	var names []string
	for _, keys := range in.RequestItems {
		for _, k := range keys.Keys {
			names = append(names, keyText(k))
		}
	}
	err := t.call(ctx, request{edge: database, what: "BatchGetItem " + strings.Join(names, " "), some: len(names) > 1}, func(k kind) error {
		asked, left := *in, map[string]types.KeysAndAttributes(nil)
		if k == partly {
			asked.RequestItems, left = halve(in.RequestItems)
		}
		var err error
		out, err = t.replica.BatchGetItem(ctx, &asked)
		if err == nil && left != nil {
			out.UnprocessedKeys = left
		}
		return err
	})
	if err != nil {
		return nil, ofTable(err)
	}
	return out, nil
}

// halve leaves every second key of a batch unread.
func halve(all map[string]types.KeysAndAttributes) (asked, left map[string]types.KeysAndAttributes) {
	asked, left = map[string]types.KeysAndAttributes{}, map[string]types.KeysAndAttributes{}
	for name, keys := range all {
		some, rest := keys, keys
		some.Keys, rest.Keys = nil, nil
		for i, k := range keys.Keys {
			if i%2 == 0 {
				some.Keys = append(some.Keys, k)
			} else {
				rest.Keys = append(rest.Keys, k)
			}
		}
		asked[name] = some
		if len(rest.Keys) > 0 {
			left[name] = rest
		}
	}
	return asked, left
}

// Query implements store.Client.
func (t table) Query(ctx context.Context, in *dynamodb.QueryInput, _ ...dynamoOptions) (*dynamodb.QueryOutput, error) {
	what := "Query " + aws.ToString(in.IndexName) + " " + texts(in.ExpressionAttributeValues)
	out, err := operate(ctx, t.world, request{what: what}, in, t.replica.Query)
	if err == nil && t.opt.Without == Lease {
		for _, it := range out.Items {
			delete(it, "lease")
		}
	}
	return out, err
}

// PutItem implements store.Client.
func (t table) PutItem(ctx context.Context, in *dynamodb.PutItemInput, _ ...dynamoOptions) (*dynamodb.PutItemOutput, error) {
	if t.forgets(in.TableName, in.Item) {
		return &dynamodb.PutItemOutput{}, nil
	}
	return operate(ctx, t.world, request{what: "PutItem " + keyText(in.Item), acts: true}, in,
		func(ctx context.Context, in *dynamodb.PutItemInput, _ ...dynamoOptions) (*dynamodb.PutItemOutput, error) {
			out, err := t.replica.PutItem(ctx, in)
			t.wrote(in.TableName, in.Item)
			return out, err
		})
}

// UpdateItem implements store.Client.
func (t table) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, _ ...dynamoOptions) (*dynamodb.UpdateItemOutput, error) {
	in, keep := t.protect(in)
	if !keep {
		return &dynamodb.UpdateItemOutput{}, nil
	}
	_, sort := splitKey(in.Key)
	r := request{what: "UpdateItem " + keyText(in.Key), acts: true, settles: strings.HasPrefix(sort, decisionPrefix)}
	return operate(ctx, t.world, r, in,
		func(ctx context.Context, in *dynamodb.UpdateItemInput, _ ...dynamoOptions) (*dynamodb.UpdateItemOutput, error) {
			out, err := t.replica.UpdateItem(ctx, in)
			t.wrote(in.TableName, in.Key)
			return out, err
		})
}

// DeleteItem implements store.Client.
func (t table) DeleteItem(ctx context.Context, in *dynamodb.DeleteItemInput, _ ...dynamoOptions) (*dynamodb.DeleteItemOutput, error) {
	return operate(ctx, t.world, request{what: "DeleteItem " + keyText(in.Key), acts: true}, in,
		func(ctx context.Context, in *dynamodb.DeleteItemInput, _ ...dynamoOptions) (*dynamodb.DeleteItemOutput, error) {
			out, err := t.replica.DeleteItem(ctx, in)
			t.wrote(in.TableName, in.Key)
			return out, err
		})
}

// TransactWriteItems implements store.Client.
func (t table) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, _ ...dynamoOptions) (*dynamodb.TransactWriteItemsOutput, error) {
	return operate(ctx, t.world, request{what: "TransactWriteItems", acts: true}, in, t.replica.TransactWriteItems)
}

// wrote remembers that something may have changed, and when the item is due.
func (t table) wrote(name *string, key map[string]types.AttributeValue) {
	if aws.ToString(name) != t.mainTable() {
		return
	}
	t.written = true
	out, err := t.current.GetItem(context.Background(), &dynamodb.GetItemInput{
		TableName: name, Key: map[string]types.AttributeValue{"pk": key["pk"], "sk": key["sk"]}, ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		t.complain("read what was written: %v", err)
		return
	}
	id := keyText(key)
	delete(t.due, id)
	if at, ok := out.Item["dt"].(*types.AttributeValueMemberS); ok {
		text, _, _ := strings.Cut(at.Value, "/") // behind it stands the length of its leases
		if when, err := time.Parse(time.RFC3339, text); err == nil {
			t.due[id] = when
		}
	}
}

// keyText names an item.
func keyText(key map[string]types.AttributeValue) string {
	pk, _ := key["pk"].(*types.AttributeValueMemberS)
	sk, _ := key["sk"].(*types.AttributeValueMemberS)
	switch {
	case pk == nil:
		return "?"
	case sk == nil:
		return pk.Value
	default:
		return pk.Value + " " + sk.Value
	}
}

// texts lists the text values of a query.
func texts(values map[string]types.AttributeValue) string {
	var out []string
	for _, name := range []string{":pk", ":sk", ":dk", ":dt", ":ab"} {
		if v, ok := values[name].(*types.AttributeValueMemberS); ok {
			out = append(out, v.Value)
		}
	}
	return strings.Join(out, " ")
}

// ofTable gives a failed call the shape that the SDK gives it.
func ofTable(err error) error {
	switch err {
	case errThrottled:
		return &types.ProvisionedThroughputExceededException{Message: aws.String("too much")}
	case errFailed:
		return &types.InternalServerError{Message: aws.String("the service failed")}
	case errBroken, errTimeout:
		return &smithy.OperationError{ServiceID: "DynamoDB", OperationName: "?", Err: err}
	default:
		return err
	}
}
