package dynamo

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

type options = func(*dynamodb.Options)

// CreateTable creates a table, which is there at once: billed per request, with string keys, sparse indexes of keys only, and a stream of
// old and new images or none. Anything else is refused.
func (e *Engine) CreateTable(_ context.Context, in *dynamodb.CreateTableInput, _ ...options) (*dynamodb.CreateTableOutput, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	name := deref(in.TableName)
	if _, ok := e.tables[name]; ok {
		return nil, &types.ResourceInUseException{Message: ptr("Table already exists: " + name)}
	}
	t, err := describe(in)
	if err != nil {
		return nil, err
	}
	e.tables[name] = t
	return &dynamodb.CreateTableOutput{TableDescription: &types.TableDescription{
		TableName: ptr(name), TableArn: ptr(t.arn), TableStatus: types.TableStatusActive, KeySchema: slices.Clone(in.KeySchema),
	}}, nil
}

// arnPrefix stands for a region and account that do not matter here.
const arnPrefix = "arn:aws:dynamodb:eu-west-1:000000000000:table/"

func describe(in *dynamodb.CreateTableInput) (*table, error) {
	name := deref(in.TableName)
	t := &table{name: name, arn: arnPrefix + name, partitions: map[string][]*row{}}
	switch {
	case len(name) < 3:
		return nil, invalid("TableName must be at least 3 characters long and at most 255 characters long")
	case in.BillingMode != types.BillingModePayPerRequest || in.ProvisionedThroughput != nil || in.OnDemandThroughput != nil:
		return nil, unknown("a table with provisioned or bounded throughput")
	case len(in.LocalSecondaryIndexes) > 0:
		return nil, unknown("local secondary indexes")
	}
	defined := map[string]bool{}
	for _, a := range in.AttributeDefinitions {
		if a.AttributeType != types.ScalarAttributeTypeS {
			return nil, unknown("key attributes other than strings")
		}
		defined[deref(a.AttributeName)] = true
	}
	var err error
	if t.keys, err = schemaOf(in.KeySchema, defined); err != nil {
		return nil, err
	}
	for _, g := range in.GlobalSecondaryIndexes {
		if g.Projection == nil || g.Projection.ProjectionType != types.ProjectionTypeKeysOnly {
			return nil, unknown("an index that holds more than keys")
		}
		x := &index{name: deref(g.IndexName), partitions: map[string][]entry{}}
		if x.keys, err = schemaOf(g.KeySchema, defined); err != nil {
			return nil, err
		}
		t.indexes = append(t.indexes, x)
	}
	if s := in.StreamSpecification; s != nil && deref(s.StreamEnabled) {
		if s.StreamViewType != types.StreamViewTypeNewAndOldImages {
			return nil, unknown("a stream without new or without old images")
		}
		t.streams = true
	}
	return t, nil
}

func schemaOf(elements []types.KeySchemaElement, defined map[string]bool) (schema, error) {
	var s schema
	for i, k := range elements {
		name := deref(k.AttributeName)
		switch {
		case !defined[name]:
			return s, invalid("One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions: [%s]", name)
		case i == 0 && k.KeyType == types.KeyTypeHash:
			s.hash = name
		case i == 1 && k.KeyType == types.KeyTypeRange:
			s.sort = name
		default:
			return s, unknown("this key schema")
		}
	}
	if s.hash == "" {
		return s, invalid("No Hash Key specified in schema")
	}
	return s, nil
}

// DeleteTable deletes a table with all that it holds.
func (e *Engine) DeleteTable(_ context.Context, in *dynamodb.DeleteTableInput, _ ...options) (*dynamodb.DeleteTableOutput, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.table(in.TableName)
	if err != nil {
		return nil, err
	}
	delete(e.tables, t.name)
	return &dynamodb.DeleteTableOutput{TableDescription: &types.TableDescription{
		TableName: ptr(t.name), TableArn: ptr(t.arn), TableStatus: types.TableStatusDeleting,
	}}, nil
}
