package ssm_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
	"github.com/aws/smithy-go"

	"doorstep/infra/local/ssm"
)

// local is a stand-in behind a real client.
type local struct {
	*api.Client
	server *ssm.Server
}

func noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

func start(t *testing.T) *local {
	t.Helper()
	server := ssm.New(noon)
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	return &local{server: server, Client: api.New(api.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(web.URL),
		HTTPClient:   web.Client(),
		Retryer:      aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	})}
}

// put makes or changes a parameter.
func (l *local) put(t *testing.T, name, value string, kind types.ParameterType) {
	t.Helper()
	_, err := l.PutParameter(t.Context(), &api.PutParameterInput{Name: &name, Value: &value, Type: kind, Overwrite: aws.Bool(true)})
	if err != nil {
		t.Fatalf("put %s: %v", name, err)
	}
}

// wantError checks that err is the SDK's error type E.
func wantError[E error](t *testing.T, err error) {
	t.Helper()
	var want E
	if !errors.As(err, &want) {
		t.Errorf("got error %v, want a %T", err, want)
	}
}

// wantCode checks an error by its code.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var got smithy.APIError
	if !errors.As(err, &got) || got.ErrorCode() != code {
		t.Errorf("got error %v, want code %s", err, code)
	}
}
