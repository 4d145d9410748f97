package config_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"doorstep/shared/config"
	"doorstep/shared/fault"
)

func lookup(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := vars[name]
		return value, ok
	}
}

func TestEnvReadsEveryKind(t *testing.T) {
	t.Parallel()
	env := config.New(lookup(map[string]string{
		"TABLE": " Doorstep ", "QUEUE": "https://sqs.eu-west-1.amazonaws.com/1/in", "PARAMETERS": "/doorstep/dev/", "LOG_LEVEL": "WARN", "BLANK": "  ",
	}))
	for _, c := range []struct{ name, got, want string }{
		{"required, trimmed", env.Required("TABLE"), "Doorstep"},
		{"address", env.URL("QUEUE"), "https://sqs.eu-west-1.amazonaws.com/1/in"},
		{"prefix without its last slash", env.Prefix("PARAMETERS"), "/doorstep/dev"},
		{"blank is absent", env.Optional("BLANK", "else"), "else"},
		{"absent", env.Optional("ABSENT", "else"), "else"},
		{"level in any case", env.LogLevel().String(), slog.LevelWarn.String()},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	if err := env.Err(); err != nil {
		t.Errorf("nothing is wrong here, got %v", err)
	}
}

func TestEnvReportsEveryProblemAtOnceAndNoValue(t *testing.T) {
	t.Parallel()
	env := config.New(lookup(map[string]string{"QUEUE": "hunter2:not-an-address", "PARAMETERS": "hunter2", "LOG_LEVEL": "hunter2"}))
	env.Required("TABLE")
	env.URL("QUEUE")
	env.URL("OTHER_QUEUE")
	env.Prefix("PARAMETERS")
	env.LogLevel()
	env.AWS(config.HTTPClient())

	err := env.Err()
	if err == nil || fault.KindOf(err) != fault.Internal {
		t.Fatalf("want a loud error, got %v", err)
	}
	for _, name := range []string{"TABLE", "QUEUE", "OTHER_QUEUE", "PARAMETERS", "LOG_LEVEL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		if !strings.Contains(err.Error(), name+" ") {
			t.Errorf("%s is missing in %q", name, err)
		}
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a value stands in %q", err)
	}
}

func TestAWSPointsEachServiceAtItsOwnAddress(t *testing.T) {
	t.Parallel()
	env := config.New(lookup(map[string]string{
		"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "session",
		"AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:9324",
	}))
	cfg := env.AWS(&http.Client{})
	if err := env.Err(); err != nil {
		t.Fatal(err)
	}
	options := sqs.NewFromConfig(cfg).Options()
	if got := aws.ToString(options.BaseEndpoint); got != "http://127.0.0.1:9324" {
		t.Errorf("address of SQS: got %q", got)
	}
	if got := options.Retryer.MaxAttempts(); got != config.Attempts {
		t.Errorf("attempts: got %d, want %d", got, config.Attempts)
	}
	keys, err := cfg.Credentials.Retrieve(context.Background())
	if err != nil || keys.AccessKeyID != "id" || keys.SecretAccessKey != "secret" || keys.SessionToken != "session" {
		t.Errorf("the session's credentials do not arrive: %v", err)
	}

	plain := config.New(lookup(map[string]string{"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}))
	if got := sqs.NewFromConfig(plain.AWS(&http.Client{})).Options().BaseEndpoint; got != nil {
		t.Errorf("on AWS no address may be set, got %q", *got)
	}
}

func TestClientsRefuseRedirects(t *testing.T) {
	t.Parallel()
	for name, client := range map[string]*http.Client{"aws": config.HTTPClient(), "patient": config.PatientHTTPClient(), "carrier": config.CarrierClient()} {
		if client.Timeout <= 0 {
			t.Errorf("%s: no time limit", name)
		}
		if err := client.CheckRedirect(nil, nil); err != http.ErrUseLastResponse {
			t.Errorf("%s: follows redirects", name)
		}
	}
}
