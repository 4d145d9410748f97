package system

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/infra/local/template"
)

// attributes are the physical attributes of created resources by logical id, as Ref and GetAtt give them.
type attributes map[string]map[string]string

func (a attributes) lookup(id, attr string) (string, bool) {
	v, ok := a[id][attr]
	return v, ok
}

// createQueues creates the queues of the template, dead-letter queues before the queues that name them.
func createQueues(ctx context.Context, client *sqs.Client, queues []template.Queue, attrs attributes) error {
	for _, withDeadLetter := range []bool{false, true} {
		for _, q := range queues {
			if (q.DeadLetter != "") != withDeadLetter {
				continue
			}
			if err := createQueue(ctx, client, q, attrs); err != nil {
				return fmt.Errorf("create queue %s (template.yaml:%d): %w", q.ID, q.Line, err)
			}
		}
	}
	return nil
}

func createQueue(ctx context.Context, client *sqs.Client, q template.Queue, attrs attributes) error {
	seconds := func(n float64) string { return strconv.Itoa(int(n)) }
	in := &sqs.CreateQueueInput{QueueName: &q.Name, Attributes: map[string]string{
		"DelaySeconds": seconds(q.Delay.Seconds()), "MaximumMessageSize": strconv.Itoa(q.MaxBytes), "MessageRetentionPeriod": seconds(q.Retention.Seconds()),
		"ReceiveMessageWaitTimeSeconds": seconds(q.ReceiveWait.Seconds()), "VisibilityTimeout": seconds(q.Visibility.Seconds()),
	}}
	if q.DeadLetter != "" {
		policy, err := json.Marshal(map[string]any{"deadLetterTargetArn": attrs[q.DeadLetter]["Arn"], "maxReceiveCount": q.MaxReceiveCount})
		if err != nil {
			return err
		}
		in.Attributes["RedrivePolicy"] = string(policy)
	}
	made, err := client.CreateQueue(ctx, in)
	if err != nil {
		return err
	}
	got, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: made.QueueUrl, AttributeNames: []sqstypes.QueueAttributeName{sqstypes.QueueAttributeNameQueueArn}})
	if err != nil {
		return err
	}
	url := aws.ToString(made.QueueUrl)
	attrs[q.ID] = map[string]string{template.RefAttr: url, "QueueUrl": url, "Arn": got.Attributes["QueueArn"], "QueueName": q.Name}
	return nil
}

// createTables creates the tables of the template. A table that an endpoint given from outside already holds is used as it is.
func createTables(ctx context.Context, client *dynamodb.Client, tables []template.Table, attrs attributes) error {
	for _, t := range tables {
		if err := createTable(ctx, client, t, attrs); err != nil {
			return fmt.Errorf("create table %s (template.yaml:%d): %w", t.ID, t.Line, err)
		}
	}
	return nil
}

func createTable(ctx context.Context, client *dynamodb.Client, t template.Table, attrs attributes) error {
	name := &dynamodb.DescribeTableInput{TableName: &t.Name}
	described, err := client.DescribeTable(ctx, name)
	if err == nil {
		attrs[t.ID] = tableAttributes(described.Table)
		return nil
	}
	if !errors.As(err, new(*ddb.ResourceNotFoundException)) {
		return err
	}
	// Somebody who starts at the same moment on the same engine may be first.
	if _, err := client.CreateTable(ctx, tableInput(t)); err != nil && !errors.As(err, new(*ddb.ResourceInUseException)) {
		return err
	}
	// The stand-in is done at once; AWS takes some seconds.
	described, err = dynamodb.NewTableExistsWaiter(client).WaitForOutput(ctx, name, time.Minute)
	if err != nil {
		return err
	}
	attrs[t.ID] = tableAttributes(described.Table)
	if t.TTL == "" {
		return nil
	}
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{TableName: &t.Name,
		TimeToLiveSpecification: &ddb.TimeToLiveSpecification{AttributeName: &t.TTL, Enabled: aws.Bool(true)}})
	return err
}

func tableInput(t template.Table) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{TableName: &t.Name, BillingMode: ddb.BillingModePayPerRequest, KeySchema: keySchema(t.Key)}
	for _, a := range t.Attributes {
		in.AttributeDefinitions = append(in.AttributeDefinitions, ddb.AttributeDefinition{AttributeName: aws.String(a.Name), AttributeType: ddb.ScalarAttributeType(a.Type)})
	}
	for _, x := range t.Indexes {
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, ddb.GlobalSecondaryIndex{
			IndexName: aws.String(x.Name), KeySchema: keySchema(x.Key),
			Projection: &ddb.Projection{ProjectionType: ddb.ProjectionType(x.Projection), NonKeyAttributes: x.NonKey},
		})
	}
	if t.StreamView != "" {
		in.StreamSpecification = &ddb.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: ddb.StreamViewType(t.StreamView)}
	}
	return in
}

func keySchema(k template.Key) []ddb.KeySchemaElement {
	schema := []ddb.KeySchemaElement{{AttributeName: aws.String(k.Hash), KeyType: ddb.KeyTypeHash}}
	if k.Range != "" {
		schema = append(schema, ddb.KeySchemaElement{AttributeName: aws.String(k.Range), KeyType: ddb.KeyTypeRange})
	}
	return schema
}

func tableAttributes(d *ddb.TableDescription) map[string]string {
	return map[string]string{template.RefAttr: aws.ToString(d.TableName), "Arn": aws.ToString(d.TableArn), "StreamArn": aws.ToString(d.LatestStreamArn)}
}
