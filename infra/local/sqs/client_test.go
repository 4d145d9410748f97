package sqs_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"doorstep/infra/local/sqs"
)

// clock is a clock that only moves when told to.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// local is a stand-in behind a real client, with the few calls that every test makes.
type local struct {
	*api.Client
	server *sqs.Server
	clock  *clock
	fatal  func(format string, args ...any)
}

// start serves a new stand-in over HTTP.
func start(t *testing.T) *local {
	t.Helper()
	clock := newClock()
	server := sqs.New("http://queues.test", clock.now)
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	return &local{Client: client(web.URL, web.Client()), server: server, clock: clock, fatal: t.Fatalf}
}

// client returns a client that does not retry, so that a test sees every error.
func client(url string, transport api.HTTPClient) *api.Client {
	return api.New(api.Options{
		Region:       sqs.Region,
		BaseEndpoint: aws.String(url),
		HTTPClient:   transport,
		Retryer:      aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	})
}

// direct calls the handler in the caller's goroutine: no network, so it works in a synctest bubble.
type direct struct{ handler http.Handler }

func (d direct) Do(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

// queue creates a queue from attribute names and values in turn, and returns its URL.
func (l *local) queue(name string, attributes ...string) *string {
	in := &api.CreateQueueInput{QueueName: &name, Attributes: map[string]string{}}
	for i := 0; i < len(attributes); i += 2 {
		in.Attributes[attributes[i]] = attributes[i+1]
	}
	out, err := l.CreateQueue(context.Background(), in)
	if err != nil {
		l.fatal("create queue %s: %v", name, err)
	}
	return out.QueueUrl
}

// redrive is a RedrivePolicy attribute.
func redrive(dead, max string) []string {
	return []string{"RedrivePolicy", `{"deadLetterTargetArn":"` + arn(dead) + `","maxReceiveCount":` + max + `}`}
}

func arn(name string) string { return "arn:aws:sqs:us-east-1:000000000000:" + name }

func (l *local) send(url *string, body string) string {
	out, err := l.SendMessage(context.Background(), &api.SendMessageInput{QueueUrl: url, MessageBody: &body})
	if err != nil {
		l.fatal("send %q: %v", body, err)
	}
	return *out.MessageId
}

// receive takes up to 10 messages, with all attributes and the queue's own timeout.
func (l *local) receive(url *string) []types.Message {
	out, err := l.ReceiveMessage(context.Background(), &api.ReceiveMessageInput{
		QueueUrl:                    url,
		MaxNumberOfMessages:         10,
		MessageAttributeNames:       []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	})
	if err != nil {
		l.fatal("receive: %v", err)
	}
	return out.Messages
}

func (l *local) attribute(url *string, name types.QueueAttributeName) string {
	out, err := l.GetQueueAttributes(context.Background(), &api.GetQueueAttributesInput{QueueUrl: url, AttributeNames: []types.QueueAttributeName{name}})
	if err != nil {
		l.fatal("get attribute %s: %v", name, err)
	}
	return out.Attributes[string(name)]
}

func bodies(messages []types.Message) []string {
	var all []string
	for _, m := range messages {
		all = append(all, *m.Body)
	}
	return all
}

// wantError checks that err is the SDK's error type E.
func wantError[E error](t *testing.T, err error) {
	t.Helper()
	var want E
	if !errors.As(err, &want) {
		t.Errorf("got error %v, want a %T", err, want)
	}
}

// wantCode checks an error for which the SDK has no type of its own.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var got smithy.APIError
	if !errors.As(err, &got) || got.ErrorCode() != code {
		t.Errorf("got error %v, want code %s", err, code)
	}
}
