// Package storetest holds the conformance suite of shared/store: what the store promises, asked of whatever speaks
// DynamoDB's protocol, or answers like it. It creates its own tables and is used by tests only.
package storetest

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/store"
)

// Database is what the suite runs on: *dynamodb.Client, for whatever speaks DynamoDB's protocol, or an engine in memory.
type Database interface {
	store.Client
	TableCreator
	DeleteTable(context.Context, *dynamodb.DeleteTableInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteTableOutput, error)
}

// TableCreator creates tables.
type TableCreator interface {
	CreateTable(context.Context, *dynamodb.CreateTableInput, ...func(*dynamodb.Options)) (*dynamodb.CreateTableOutput, error)
}

// Client makes a client for an engine such as "http://127.0.0.1:8000", which takes any credentials, or, with the region and credentials
// of the environment, for AWS itself.
func Client(endpoint string) *dynamodb.Client {
	given, region := aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local", Source: "storetest"}, "eu-west-1"
	if id := os.Getenv("AWS_ACCESS_KEY_ID"); id != "" {
		given = aws.Credentials{AccessKeyID: id, SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"), SessionToken: os.Getenv("AWS_SESSION_TOKEN")}
	}
	if name := os.Getenv("AWS_REGION"); name != "" {
		region = name
	}
	return dynamodb.New(dynamodb.Options{
		Region:       region,
		BaseEndpoint: &endpoint,
		Credentials:  aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return given, nil }),
	})
}

// ready waits until tables can be used: at AWS that takes some seconds, elsewhere none.
func ready(ctx context.Context, db TableCreator, tables ...string) error {
	describer, ok := db.(dynamodb.DescribeTableAPIClient)
	if !ok {
		return nil
	}
	for _, table := range tables {
		if err := dynamodb.NewTableExistsWaiter(describer).Wait(ctx, &dynamodb.DescribeTableInput{TableName: &table}, 2*time.Minute); err != nil {
			return fmt.Errorf("wait for table %s: %w", table, err)
		}
	}
	return nil
}

// CreateTables creates both tables with the keys, indexes and stream of template.yaml.
func CreateTables(ctx context.Context, db TableCreator, tables store.Tables) error {
	_, err := db.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName:            &tables.Main,
		BillingMode:          types.BillingModePayPerRequest,
		AttributeDefinitions: texts("pk", "sk", "dk", "dt", "ab", "at"),
		KeySchema:            keys("pk", "sk"),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{
			{IndexName: aws.String(store.DueIndex), KeySchema: keys("dk", "dt"), Projection: keysOnly()},
			{IndexName: aws.String(store.AttentionIndex), KeySchema: keys("ab", "at"), Projection: keysOnly()},
		},
		StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages},
	})
	if err != nil {
		return fmt.Errorf("create table %s: %w", tables.Main, err)
	}
	_, err = db.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName:            &tables.Keys,
		BillingMode:          types.BillingModePayPerRequest,
		AttributeDefinitions: texts("pk"),
		KeySchema:            keys("pk"),
	})
	if err != nil {
		return fmt.Errorf("create table %s: %w", tables.Keys, err)
	}
	return ready(ctx, db, tables.Main, tables.Keys)
}

func texts(names ...string) []types.AttributeDefinition {
	defs := make([]types.AttributeDefinition, len(names))
	for i, name := range names {
		defs[i] = types.AttributeDefinition{AttributeName: aws.String(name), AttributeType: types.ScalarAttributeTypeS}
	}
	return defs
}

func keys(names ...string) []types.KeySchemaElement {
	schema := []types.KeySchemaElement{{AttributeName: aws.String(names[0]), KeyType: types.KeyTypeHash}}
	for _, name := range names[1:] {
		schema = append(schema, types.KeySchemaElement{AttributeName: aws.String(name), KeyType: types.KeyTypeRange})
	}
	return schema
}

func keysOnly() *types.Projection {
	return &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly}
}
