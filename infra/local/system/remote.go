package system

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"doorstep/infra/local/sqs"
	"doorstep/infra/local/template"
)

// OwnQueues reports whether the queues are the stand-in's, which tells at once what is in them. Of queues elsewhere the counts are what
// their engine says (AWS: approximate), and nobody can look at a message without receiving it.
func (s *System) OwnQueues() bool { return s.queues != nil }

// remoteQueues asks an engine elsewhere how full the queues of the template are. One that gives no answer is left out, and logged.
func (s *System) remoteQueues() []sqs.QueueInfo {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client := s.sqsClient()
	var infos []sqs.QueueInfo
	for _, q := range s.Template.Queues() {
		made := s.attrs[q.ID]
		address := made[template.RefAttr]
		got, err := client.GetQueueAttributes(ctx, &awssqs.GetQueueAttributesInput{QueueUrl: &address, AttributeNames: []sqstypes.QueueAttributeName{
			sqstypes.QueueAttributeNameApproximateNumberOfMessages, sqstypes.QueueAttributeNameApproximateNumberOfMessagesNotVisible,
			sqstypes.QueueAttributeNameApproximateNumberOfMessagesDelayed,
		}})
		if err != nil {
			s.log.Error("ask how full a queue is", "queue", q.Name, "error", err)
			continue
		}
		count := func(name sqstypes.QueueAttributeName) int {
			n, _ := strconv.Atoi(got.Attributes[string(name)]) // an engine that does not say counts as empty
			return n
		}
		infos = append(infos, sqs.QueueInfo{
			Name: q.Name, URL: address, ARN: made["Arn"],
			Visible:  count(sqstypes.QueueAttributeNameApproximateNumberOfMessages),
			InFlight: count(sqstypes.QueueAttributeNameApproximateNumberOfMessagesNotVisible),
			Delayed:  count(sqstypes.QueueAttributeNameApproximateNumberOfMessagesDelayed),
		})
	}
	return infos
}

// Remove deletes the tables and queues of the template, with everything in them, where engines outlive the system: tests that ran on
// such engines call it after Close.
func (s *System) Remove(ctx context.Context) error {
	var errs []error
	queues := s.sqsClient()
	for _, q := range s.Template.Queues() {
		address := s.attrs[q.ID][template.RefAttr]
		if address == "" || s.OwnQueues() {
			continue
		}
		if _, err := queues.DeleteQueue(ctx, &awssqs.DeleteQueueInput{QueueUrl: &address}); err != nil {
			errs = append(errs, fmt.Errorf("delete queue %s: %w", q.Name, err))
		}
	}
	for _, t := range s.Template.Tables() {
		name := s.attrs[t.ID][template.RefAttr]
		if name == "" || s.engine != nil {
			continue
		}
		if _, err := s.dynamo.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
			errs = append(errs, fmt.Errorf("delete table %s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}
