package post_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2"
	smstypes "github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2/types"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/google/go-cmp/cmp"

	"doorstep/shared/mail/post"
)

// wire is what of a request is the protocol's.
type wire struct {
	Method, Path, Type, Target string
	Body                       any
}

// record keeps the one request that it gets.
func record(t *testing.T, got *wire) string {
	t.Helper()
	return serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		*got = wire{Method: r.Method, Path: r.URL.Path, Type: r.Header.Get("Content-Type"), Target: r.Header.Get("X-Amz-Target")}
		if err == nil {
			err = json.Unmarshal(body, &got.Body)
		}
		if err != nil {
			t.Error(err)
		}
		io.WriteString(w, "{}")
	}))
}

func sdk(url string) aws.Config {
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(url),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	}
}

// What is sent is what the SDK's client would send.
func TestSESRequestIsTheSDKs(t *testing.T) {
	t.Parallel()
	var ours, theirs wire
	if _, err := post.NewSES(at(record(t, &ours))).Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	l, in := letter(), func(s string) *types.Content {
		return &types.Content{Data: aws.String(s), Charset: aws.String("UTF-8")}
	}
	header := func(name, value string) types.MessageHeader {
		return types.MessageHeader{Name: aws.String(name), Value: aws.String(value)}
	}
	tag := func(name, value string) types.MessageTag {
		return types.MessageTag{Name: aws.String(name), Value: aws.String(value)}
	}
	_, err := sesv2.NewFromConfig(sdk(record(t, &theirs))).SendEmail(t.Context(), &sesv2.SendEmailInput{
		ConfigurationSetName: aws.String("doorstep-dev-extras"), FromEmailAddress: aws.String(`"Aster & Pine" <parcels@aster.example>`),
		Destination: &types.Destination{ToAddresses: []string{"robin@example.com"}}, ReplyToAddresses: []string{"help@aster.example"},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: in(l.Email.Subject), Body: &types.Body{Html: in(l.Email.HTML), Text: in(l.Email.Text)},
			Headers: []types.MessageHeader{header("Auto-Submitted", "auto-generated"), header("List-Unsubscribe", "<"+l.Unsubscribe+">"), header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")},
		}},
		EmailTags: []types.MessageTag{tag("brand", "aster"), tag("kind", "delivered"), tag("stage", "dev"), tag("accepted", "1795339800000")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(theirs, ours); diff != "" {
		t.Errorf("our request (+) is not the SDK's (-):\n%s", diff)
	}
}

func TestTextRequestIsTheSDKs(t *testing.T) {
	t.Parallel()
	var ours, theirs wire
	m := text()
	m.DryRun = true
	if _, err := post.NewTexts(at(record(t, &ours))).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	_, err := pinpointsmsvoicev2.NewFromConfig(sdk(record(t, &theirs))).SendTextMessage(t.Context(), &pinpointsmsvoicev2.SendTextMessageInput{
		ConfigurationSetName: aws.String("doorstep-dev"), DestinationPhoneNumber: aws.String("+4915112345678"), DryRun: true, MessageBody: aws.String("Dein Paket ist da."),
		MessageType: smstypes.MessageTypeTransactional, OriginationIdentity: aws.String("AsterPine"),
		Context: map[string]string{"brand": "aster", "kind": "delivered", "stage": "dev", "accepted": "1795339800000"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(theirs, ours); diff != "" {
		t.Errorf("our request (+) is not the SDK's (-):\n%s", diff)
	}
}
