package sqs_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/infra/local/sqs"
)

// FuzzRequest sends two requests, so that the second one meets what the first one left. Whatever they hold, the answer is
// JSON, and never a failure of the server.
func FuzzRequest(f *testing.F) {
	const url = `"QueueUrl":"http://queues.test/000000000000/Inbound"`
	seeds := [][4]string{
		{"SendMessage", `{` + url + `,"MessageBody":"x","MessageAttributes":{"n":{"DataType":"Number","StringValue":"1e5"}}}`, "ReceiveMessage", `{` + url + `,"WaitTimeSeconds":20}`},
		{"SendMessageBatch", `{` + url + `,"Entries":[{"Id":"a","MessageBody":"x","DelaySeconds":3}]}`, "DeleteMessageBatch", `{` + url + `,"Entries":[{"Id":"a","ReceiptHandle":"eA=="}]}`},
		{"CreateQueue", `{"QueueName":"a.fifo","Attributes":{"FifoQueue":"true","RedriveAllowPolicy":"{\"redrivePermission\":\"denyAll\"}"}}`, "ListQueues", `{"MaxResults":1,"NextToken":"YQ=="}`},
		{"SetQueueAttributes", `{` + url + `,"Attributes":{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:Inbound\",\"maxReceiveCount\":\"1\"}"}}`, "StartMessageMoveTask", `{"SourceArn":"arn:aws:sqs:us-east-1:000000000000:Inbound"}`},
		{"GetQueueAttributes", `{` + url + `,"AttributeNames":["All"]}`, "ChangeMessageVisibility", `{` + url + `,"ReceiptHandle":"SW5ib3VuZCB4IDE=","VisibilityTimeout":0}`},
	}
	for _, s := range seeds {
		f.Add(s[0], s[1], s[2], s[3])
	}
	f.Fuzz(func(t *testing.T, first, firstBody, second, secondBody string) {
		server := sqs.New("http://queues.test", newClock().now)
		post(server, "AmazonSQS.CreateQueue", `{"QueueName":"Inbound"}`)
		for _, request := range [][2]string{{first, firstBody}, {second, secondBody}} {
			gone, leave := context.WithCancel(context.Background())
			leave() // a long poll of a client that has left ends at once
			r := httptest.NewRequestWithContext(gone, "POST", "/", strings.NewReader(request[1]))
			r.Header.Set("X-Amz-Target", "AmazonSQS."+request[0])
			w := httptest.NewRecorder()
			server.ServeHTTP(w, r)
			if w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
				t.Fatalf("%s %s: %d %s", request[0], request[1], w.Code, w.Body)
			}
		}
		server.Queues()
		server.Peek("Inbound", 10)
	})
}
