package system

import (
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/infra/local/dynoxide/dynoxidetest"
	"doorstep/infra/local/sqs"
)

// What runs elsewhere is counted while the system runs, outlives it, and is gone after Remove.
func TestEnginesElsewhere(t *testing.T) {
	t.Parallel()
	web := httptest.NewUnstartedServer(nil)
	web.Config.Handler = sqs.New("http://"+web.Listener.Addr().String(), time.Now)
	web.Start()
	defer web.Close()
	s, err := Start(t.Context(), Options{
		Root: checkout(t), Params: map[string]string{"Stage": "r" + strconv.FormatInt(time.Now().UnixNano(), 36)},
		DynamoDBEndpoint: dynoxidetest.Endpoint(t), SQSEndpoint: web.URL,
	})
	if err != nil {
		t.Fatal(err)
	}
	address := s.attrs["InboxDead"]["QueueUrl"]
	if _, err := s.sqsClient().SendMessage(t.Context(), &awssqs.SendMessageInput{QueueUrl: &address, MessageBody: aws.String("x"), DelaySeconds: 900}); err != nil {
		t.Fatal(err)
	}
	delayed := 0
	for _, q := range s.Queues() {
		delayed += q.Delayed
		if q.ARN == "" || q.URL == "" || q.Visible+q.InFlight != 0 {
			t.Errorf("%+v", q)
		}
	}
	if s.OwnQueues() || delayed != 1 || len(s.Queues()) != 2 || s.Messages("inbox-dead", 1) != nil {
		t.Errorf("own %v, %d delayed of %v", s.OwnQueues(), delayed, s.Queues())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.sqsClient().SendMessage(t.Context(), &awssqs.SendMessageInput{QueueUrl: &address, MessageBody: aws.String("x")}); err == nil {
		t.Error("the queue is still there")
	}
	if _, err := s.DynamoDB().DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &s.Table}); err == nil {
		t.Error("the table is still there")
	}
}
