package sms_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2"
	"github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2/types"

	"doorstep/infra/local/sms"
)

// start gives a stand-in behind a real client.
func start(t *testing.T) (*sms.Server, *api.Client, string) {
	t.Helper()
	server := sms.New(func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) })
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	return server, api.New(api.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(web.URL), HTTPClient: web.Client(), Retryer: aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	}), web.URL
}

func message() *api.SendTextMessageInput {
	return &api.SendTextMessageInput{
		DestinationPhoneNumber: aws.String("+15550100199"), OriginationIdentity: aws.String("AsterPine"), MessageBody: aws.String("It is there."),
		MessageType: types.MessageTypeTransactional, ConfigurationSetName: aws.String("set"), Context: map[string]string{"kind": "delivered"},
	}
}

func TestSend(t *testing.T) {
	t.Parallel()
	server, client, _ := start(t)
	out, err := client.SendTextMessage(t.Context(), message())
	if err != nil || aws.ToString(out.MessageId) == "" {
		t.Fatalf("%v, %v", out, err)
	}
	dry := message()
	dry.DryRun = true
	if out, err := client.SendTextMessage(t.Context(), dry); err != nil || aws.ToString(out.MessageId) == "" {
		t.Errorf("a dry run: %v", err)
	}
	sent := server.Outbox()
	if len(sent) != 1 {
		t.Fatalf("%d messages", len(sent))
	}
	m := sent[0]
	if m.ID != aws.ToString(out.MessageId) || m.To != "+15550100199" || m.From != "AsterPine" || m.Body != "It is there." || m.ConfigurationSet != "set" || m.Context["kind"] != "delivered" {
		t.Error("the message was not kept as it was sent")
	}
	encoded, err := json.Marshal(m)
	if text := fmt.Sprintf("%v %+v %#v %s", m, m, m, encoded); err != nil || strings.Contains(text, "0199") || strings.Contains(text, "there") {
		t.Errorf("a message prints as %s", text)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	server, client, _ := start(t)
	server.OptOut("+15550100198")
	for _, c := range []struct {
		name string
		edit func(*api.SendTextMessageInput)
		want string // type and reason
	}{
		{"opted out", func(m *api.SendTextMessageInput) { m.DestinationPhoneNumber = aws.String("+15550100198") }, "conflict DESTINATION_PHONE_NUMBER_OPTED_OUT"},
		{"not E.164", func(m *api.SendTextMessageInput) { m.DestinationPhoneNumber = aws.String("0151 1234") }, "validation FIELD_VALIDATION_FAILED"},
		{"no sender", func(m *api.SendTextMessageInput) { m.OriginationIdentity = nil }, "validation FIELD_VALIDATION_FAILED"},
		{"a sender of two lines", func(m *api.SendTextMessageInput) { m.OriginationIdentity = aws.String("a\nb") }, "validation FIELD_VALIDATION_FAILED"},
		{"no text", func(m *api.SendTextMessageInput) { m.MessageBody = aws.String(" ") }, "validation FIELD_VALIDATION_FAILED"},
		{"too long", func(m *api.SendTextMessageInput) { m.MessageBody = aws.String(strings.Repeat("é", 1601)) }, "validation FIELD_VALIDATION_FAILED"},
		{"a type that is none", func(m *api.SendTextMessageInput) { m.MessageType = "URGENT" }, "validation FIELD_VALIDATION_FAILED"},
		{"a set that is none", func(m *api.SendTextMessageInput) { m.ConfigurationSetName = aws.String("a b") }, "validation FIELD_VALIDATION_FAILED"},
		{"context of nothing", func(m *api.SendTextMessageInput) { m.Context = map[string]string{"kind": ""} }, "validation FIELD_VALIDATION_FAILED"},
		{"too much context", func(m *api.SendTextMessageInput) {
			m.Context = map[string]string{"a": "1", "b": "1", "c": "1", "d": "1", "e": "1", "f": "1"}
		}, "validation FIELD_VALIDATION_FAILED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := message()
			c.edit(in)
			_, err := client.SendTextMessage(t.Context(), in)
			got := ""
			var conflict *types.ConflictException
			var validation *types.ValidationException
			switch {
			case errors.As(err, &conflict):
				got = "conflict " + string(conflict.Reason)
			case errors.As(err, &validation):
				got = "validation " + string(validation.Reason)
			}
			if got != c.want {
				t.Errorf("gives %v, want %s", err, c.want)
			}
		})
	}
	t.Cleanup(func() {
		if n := len(server.Outbox()); n != 0 {
			t.Errorf("%d refused messages were kept", n)
		}
	})
}

func TestForeignRequests(t *testing.T) {
	t.Parallel()
	_, _, url := start(t)
	for _, c := range []struct{ name, target, body, want string }{
		{"another operation", "PinpointSMSVoiceV2.SendVoiceMessage", "{}", "UnknownOperationException"},
		{"no JSON", "PinpointSMSVoiceV2.SendTextMessage", "+15550100199", "SerializationException"},
		{"another type", "PinpointSMSVoiceV2.SendTextMessage", `{"DestinationPhoneNumber":15550100199}`, "SerializationException"},
		{"too long", "PinpointSMSVoiceV2.SendTextMessage", strings.Repeat(" ", 70<<10), "ValidationException"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Amz-Target", c.target)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		var said map[string]string
		if err := json.NewDecoder(answer.Body).Decode(&said); err != nil || answer.StatusCode != http.StatusBadRequest || said["__type"] != c.want || strings.Contains(said["Message"], "0199") {
			t.Errorf("%s: %d %v %v, want %s", c.name, answer.StatusCode, said, err, c.want)
		}
		answer.Body.Close()
	}
}
