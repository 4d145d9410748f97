package ses_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sesv2"

	"doorstep/infra/local/ses"
)

// local is a stand-in behind a real client, with a clock that only moves when told to.
type local struct {
	*api.Client
	server *ses.Server

	mu sync.Mutex
	at time.Time
}

func start(t *testing.T) *local {
	t.Helper()
	l := &local{at: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}
	l.server = ses.New(l.now)
	web := httptest.NewServer(l.server)
	t.Cleanup(web.Close)
	l.Client = api.New(api.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(web.URL),
		HTTPClient:   web.Client(),
		Retryer:      aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	})
	return l
}

func (l *local) now() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at
}

func (l *local) advance(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at = l.at.Add(d)
}

// wantError checks that err is the SDK's error type E.
func wantError[E error](t *testing.T, err error) {
	t.Helper()
	var want E
	if !errors.As(err, &want) {
		t.Errorf("got error %v, want a %T", err, want)
	}
}
