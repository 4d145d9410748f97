package sqs_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/infra/local/sqs"
)

// post sends one raw request.
func post(server http.Handler, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("X-Amz-Target", target)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	return w
}

func TestErrorsOnTheWire(t *testing.T) {
	t.Parallel()
	server := sqs.New("http://queues.test", newClock().now)
	post(server, "AmazonSQS.CreateQueue", `{"QueueName":"Inbound"}`)
	const url = `"QueueUrl":"http://queues.test/000000000000/Inbound"`
	for name, c := range map[string]struct {
		target, body string
		status       int
		query, typ   string
	}{
		"unknown operation": {"AmazonSQS.Dance", `{}`, 400, "UnknownOperationException;Sender", "com.amazonaws.sqs#UnknownOperationException"},
		"other service":     {"AmazonSSM.GetParameter", `{}`, 400, "UnknownOperationException;Sender", "com.amazonaws.sqs#UnknownOperationException"},
		"not JSON":          {"AmazonSQS.SendMessage", `{"`, 400, "SerializationException;Sender", "com.amazonaws.sqs#SerializationException"},
		"wrong type":        {"AmazonSQS.ReceiveMessage", `{"WaitTimeSeconds":"1"}`, 400, "SerializationException;Sender", "com.amazonaws.sqs#SerializationException"},
		"not UTF-8":         {"AmazonSQS.SendMessage", "{" + url + ",\"MessageBody\":\"\xff\"}", 400, "SerializationException;Sender", "com.amazonaws.sqs#SerializationException"},
		"too long":          {"AmazonSQS.SendMessage", `{"MessageBody":"` + strings.Repeat("x", 8<<20) + `"}`, 400, "SerializationException;Sender", "com.amazonaws.sqs#SerializationException"},
		"no queue":          {"AmazonSQS.SendMessage", `{"QueueUrl":"http://queues.test/000000000000/x"}`, 400, "AWS.SimpleQueueService.NonExistentQueue;Sender", "com.amazonaws.sqs#QueueDoesNotExist"},
		"bad receipt":       {"AmazonSQS.DeleteMessage", `{` + url + `,"ReceiptHandle":"x"}`, 404, "ReceiptHandleIsInvalid;Sender", "com.amazonaws.sqs#ReceiptHandleIsInvalid"},
		"empty batch":       {"AmazonSQS.SendMessageBatch", `{` + url + `}`, 400, "AWS.SimpleQueueService.EmptyBatchRequest;Sender", "com.amazonaws.sqs#EmptyBatchRequest"},
		"existing name":     {"AmazonSQS.CreateQueue", `{"QueueName":"Inbound","Attributes":{"DelaySeconds":"9"}}`, 400, "QueueAlreadyExists;Sender", "com.amazonaws.sqs#QueueNameExists"},
		"no new visibility": {"AmazonSQS.ChangeMessageVisibility", `{` + url + `}`, 400, "MissingParameter;Sender", "com.amazonaws.sqs#MissingParameter"},
	} {
		w := post(server, c.target, c.body)
		var body struct {
			Type    string `json:"__type"`
			Message string `json:"message"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
			t.Errorf("%s: answer is not JSON: %v", name, err)
		}
		if w.Code != c.status || w.Header().Get("X-Amzn-Query-Error") != c.query || body.Type != c.typ || body.Message == "" {
			t.Errorf("%s: got %d %q %+v, want %d %q %s and a message", name, w.Code, w.Header().Get("X-Amzn-Query-Error"), body, c.status, c.query, c.typ)
		}
	}
	if w := post(server, "AmazonSQS.PurgeQueue", `{`+url+`}`); w.Code != 200 || w.Body.String() != "{}\n" || w.Header().Get("Content-Type") != "application/x-amz-json-1.0" {
		t.Errorf("an operation without output: got %d %q %v", w.Code, w.Body, w.Header())
	}
	get := httptest.NewRecorder()
	server.ServeHTTP(get, httptest.NewRequest(http.MethodGet, "/", nil))
	if get.Code != 400 {
		t.Errorf("GET: got %d, want 400", get.Code)
	}
}

// A body that cannot be decoded may hold personal data: the error must name the place, not quote it.
func TestDecodingErrorsDoNotQuote(t *testing.T) {
	t.Parallel()
	server := sqs.New("http://queues.test", newClock().now)
	for _, body := range []string{`{"MessageBody":4175550100}`, `{"MessageBody":"Jane Roe"!`, `{"MessageAttributes":{"n":{"BinaryValue":"Jane Roe"}}}`, `Jane Roe 4175550100`} {
		got := post(server, "AmazonSQS.SendMessage", body).Body.String()
		if !strings.Contains(got, "SerializationException") || strings.Contains(got, "Jane") || strings.Contains(got, "417555") {
			t.Errorf("answer to %s: %s", body, got)
		}
	}
}
