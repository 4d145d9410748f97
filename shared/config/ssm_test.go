package config_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"doorstep/shared/config"
	"doorstep/shared/fault"
)

// ssmServer answers GetParameter as AWS documents it, through reply.
func ssmServer(t *testing.T, reply func(name string) (status int, body string)) (*config.SSM, *atomic.Int32) {
	t.Helper()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		body, _ := io.ReadAll(r.Body)
		var asked struct {
			Name           string
			WithDecryption bool
		}
		if err := json.Unmarshal(body, &asked); err != nil || !asked.WithDecryption {
			t.Errorf("asked %s", body)
		}
		if got := r.Header.Get("X-Amz-Target"); got != "AmazonSSM.GetParameter" {
			t.Errorf("target %q", got)
		}
		if got := r.Header.Get("Authorization"); !strings.HasPrefix(got, "AWS4-HMAC-SHA256 Credential=id/") || !strings.Contains(got, "/eu-west-1/ssm/aws4_request") {
			t.Errorf("authorization %q", got)
		}
		if got := r.Header.Get("X-Amz-Security-Token"); got != "session" {
			t.Errorf("session token %q", got)
		}
		status, answer := reply(asked.Name)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	env := config.New(lookup(map[string]string{
		"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "session",
		"AWS_ENDPOINT_URL_SSM": server.URL,
	}))
	client := server.Client()
	return config.WithoutWaiting(env.SSM(env.AWS(client), client)), &calls
}

func TestParameterAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		status int
		body   string
		want   string
		kind   fault.Kind
		calls  int32
	}{
		{"found", 200, `{"Parameter":{"Name":"/a","Value":"s3cret"}}`, "s3cret", 0, 1},
		{"absent", 400, `{"__type":"ParameterNotFound"}`, "", fault.NotFound, 1},
		{"absent, long type", 400, `{"__type":"com.amazonaws.ssm#ParameterNotFound","message":""}`, "", fault.NotFound, 1},
		{"not allowed", 400, `{"__type":"AccessDeniedException"}`, "", fault.Forbidden, 1},
		{"too fast", 400, `{"__type":"ThrottlingException"}`, "", fault.Unavailable, config.Attempts},
		{"down", 503, `<html>`, "", fault.Unavailable, config.Attempts},
		{"our mistake", 400, `{"__type":"ValidationException"}`, "", fault.Internal, 1},
		{"no value", 200, `{"Parameter":{}}`, "", fault.Unavailable, config.Attempts},
		{"no JSON, holds the secret", 200, `{"Parameter":{"Value":"s3cret"`, "", fault.Unavailable, config.Attempts},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ssm, calls := ssmServer(t, func(string) (int, string) { return c.status, c.body })
			got, err := ssm.Parameter(context.Background(), "/a")
			if got != c.want || (c.want == "" && fault.KindOf(err) != c.kind) || (c.want != "" && err != nil) {
				t.Errorf("got %q, %v", got, err)
			}
			if calls.Load() != c.calls {
				t.Errorf("%d calls, want %d", calls.Load(), c.calls)
			}
			if err != nil && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the error shows the secret: %v", err)
			}
		})
	}
}

func TestParameterSurvivesAHiccup(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	ssm, _ := ssmServer(t, func(string) (int, string) {
		if n.Add(1) == 1 {
			return 500, `{"__type":"InternalServerError"}`
		}
		return 200, `{"Parameter":{"Value":"v"}}`
	})
	if got, err := ssm.Parameter(context.Background(), "/a"); got != "v" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestParameterOfADeadHost(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	env := config.New(lookup(map[string]string{"AWS_REGION": "r", "AWS_ACCESS_KEY_ID": "i", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL_SSM": server.URL}))
	client := &http.Client{}
	_, err := config.WithoutWaiting(env.SSM(env.AWS(client), client)).Parameter(context.Background(), "/a")
	if fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
}
