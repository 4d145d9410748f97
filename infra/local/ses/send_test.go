package ses_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"

	"doorstep/infra/local/ses"
)

// simple is a good message; tests change it.
func simple() *api.SendEmailInput {
	return &api.SendEmailInput{
		FromEmailAddress: aws.String("Aster <post@aster.test>"),
		Destination:      &types.Destination{ToAddresses: []string{"Jane Roe <jane@example.com>"}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: &types.Content{Data: aws.String("On its way")},
			Body:    &types.Body{Text: &types.Content{Data: aws.String("It left.")}, Html: &types.Content{Data: aws.String("<p>It left.</p>")}},
			Headers: []types.MessageHeader{{Name: aws.String("List-Unsubscribe"), Value: aws.String("<https://aster.test/u/1>")}},
		}},
		EmailTags: []types.MessageTag{{Name: aws.String("milestone"), Value: aws.String("shipped")}},
	}
}

func TestSendSimple(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.server.Verify("aster.test")
	out, err := l.SendEmail(t.Context(), simple())
	if err != nil {
		t.Fatal(err)
	}
	sent := l.server.Outbox()
	if len(sent) != 1 {
		t.Fatalf("outbox has %d messages", len(sent))
	}
	m := sent[0]
	if m.ID != *out.MessageId || !m.At.Equal(l.now()) || m.From != "Aster <post@aster.test>" || !slices.Equal(m.To, []string{"Jane Roe <jane@example.com>"}) {
		t.Errorf("envelope: %s %v %s", m.ID, m.At, m.From)
	}
	if m.Subject != "On its way" || m.Text != "It left." || m.HTML != "<p>It left.</p>" || m.Problem != "" || m.Suppressed != nil {
		t.Errorf("content: %q %q %q %q", m.Subject, m.Text, m.HTML, m.Problem)
	}
	if !slices.Equal(m.Headers, []ses.Header{{Name: "List-Unsubscribe", Value: "<https://aster.test/u/1>"}}) || !slices.Equal(m.Tags, []ses.Header{{Name: "milestone", Value: "shipped"}}) {
		t.Errorf("headers %v, tags %v", m.Headers, m.Tags)
	}
}

func TestSendRaw(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.server.Verify("aster.test")
	raw := []byte("From: Aster <post@aster.test>\r\nTo: jane@example.com, Joe <joe@example.com>\r\nCc: ann@example.com\r\nSubject: On its way\r\n\r\nIt left.\r\n")
	_, err := l.SendEmail(t.Context(), &api.SendEmailInput{Content: &types.EmailContent{Raw: &types.RawMessage{Data: raw}}})
	if err != nil {
		t.Fatal(err)
	}
	m := l.server.Outbox()[0]
	if string(m.Raw) != string(raw) || m.Subject != "On its way" || m.From != "Aster <post@aster.test>" || len(m.To) != 2 || len(m.Cc) != 1 {
		t.Errorf("from the message's header: %q %q, %d and %d recipients", m.Subject, m.From, len(m.To), len(m.Cc))
	}
	_, err = l.SendEmail(t.Context(), &api.SendEmailInput{
		Destination: &types.Destination{BccAddresses: []string{"audit@aster.test"}},
		Content:     &types.EmailContent{Raw: &types.RawMessage{Data: raw}},
	})
	if m := l.server.Outbox()[1]; err != nil || len(m.To) != 0 || len(m.Bcc) != 1 {
		t.Errorf("a request's recipients replace those of the header: %v", err)
	}
}

func TestSendNeedsVerifiedSender(t *testing.T) {
	t.Parallel()
	l := start(t)
	for _, identity := range []string{"aster.test", "one@other.test"} {
		out, err := l.CreateEmailIdentity(t.Context(), &api.CreateEmailIdentityInput{EmailIdentity: &identity})
		if err != nil || !out.VerifiedForSendingStatus {
			t.Fatalf("create identity: %v, %v", out, err)
		}
	}
	for from, allowed := range map[string]bool{
		"post@aster.test":           true,
		"POST@Aster.Test":           true,
		"Aster <a@mail.aster.test>": true,
		"one@other.test":            true,
		"two@other.test":            false,
		"post@notaster.test":        false,
		"post@test":                 false,
	} {
		in := simple()
		in.FromEmailAddress = &from
		_, err := l.SendEmail(t.Context(), in)
		if allowed && err != nil {
			t.Errorf("%s: %v", from, err)
		}
		if !allowed {
			wantError[*types.MessageRejected](t, err)
		}
	}
	if got := len(l.server.Outbox()); got != 4 {
		t.Errorf("outbox has %d messages, want the 4 allowed", got)
	}
}

func TestSendRefuses(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*api.SendEmailInput){
		"no sender":            func(in *api.SendEmailInput) { in.FromEmailAddress = nil },
		"sender is no address": func(in *api.SendEmailInput) { in.FromEmailAddress = aws.String("Jane Roe") },
		"no recipient":         func(in *api.SendEmailInput) { in.Destination = nil },
		"51 recipients": func(in *api.SendEmailInput) {
			in.Destination.BccAddresses = slices.Repeat([]string{"jane@example.com"}, 50)
		},
		"recipient is no address": func(in *api.SendEmailInput) { in.Destination.CcAddresses = []string{"Jane Roe"} },
		"reply to no address":     func(in *api.SendEmailInput) { in.ReplyToAddresses = []string{"Jane Roe"} },
		"no content":              func(in *api.SendEmailInput) { in.Content.Simple = nil },
		"two kinds of content": func(in *api.SendEmailInput) {
			in.Content.Raw = &types.RawMessage{Data: []byte("Subject: Jane Roe\r\n\r\n")}
		},
		"no subject": func(in *api.SendEmailInput) { in.Content.Simple.Subject.Data = aws.String("") },
		"no body":    func(in *api.SendEmailInput) { in.Content.Simple.Body = &types.Body{} },
		"header of two lines": func(in *api.SendEmailInput) {
			in.Content.Simple.Headers[0].Value = aws.String("Jane\r\nBcc: jane@example.com")
		},
		"header name with colon": func(in *api.SendEmailInput) { in.Content.Simple.Headers[0].Name = aws.String("X:") },
		"subject of two lines":   func(in *api.SendEmailInput) { in.Content.Simple.Subject.Data = aws.String("Hello\nJane") },
		"raw without header": func(in *api.SendEmailInput) {
			in.Content = &types.EmailContent{Raw: &types.RawMessage{Data: []byte("Jane Roe")}}
		},
		"raw to no address": func(in *api.SendEmailInput) {
			in.Content, in.Destination = &types.EmailContent{Raw: &types.RawMessage{Data: []byte("To: Jane Roe\r\n\r\nx")}}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := start(t)
			l.server.Verify("aster.test")
			in := simple()
			change(in)
			_, err := l.SendEmail(t.Context(), in)
			wantError[*types.BadRequestException](t, err)
			var refused smithy.APIError
			if errors.As(err, &refused) && strings.Contains(refused.ErrorMessage(), "Jane") {
				t.Errorf("the error quotes personal data: %s", refused.ErrorMessage())
			}
			if got := len(l.server.Outbox()); got != 0 {
				t.Errorf("a refused message is in the outbox")
			}
		})
	}
}

func TestSuppressedRecipientsAreMarked(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.server.Verify("aster.test")
	_, err := l.PutSuppressedDestination(t.Context(), &api.PutSuppressedDestinationInput{EmailAddress: aws.String("Jane@example.com"), Reason: types.SuppressionListReasonBounce})
	if err != nil {
		t.Fatal(err)
	}
	in := simple()
	in.Destination.CcAddresses = []string{"joe@example.com"}
	if _, err := l.SendEmail(t.Context(), in); err != nil {
		t.Fatalf("SES accepts mail to suppressed recipients: %v", err)
	}
	if got := l.server.Outbox()[0].Suppressed; !slices.Equal(got, []string{"Jane Roe <jane@example.com>"}) {
		t.Errorf("suppressed %v, want only the first recipient", got)
	}
}

func TestSentDoesNotPrintPersonalData(t *testing.T) {
	t.Parallel()
	m := ses.Sent{ID: "1", To: []string{"jane@example.com"}, Subject: "Dear Jane", Text: "Jane Roe", Raw: []byte("Jane Roe")}
	asJSON, err := json.Marshal([]ses.Sent{m})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("sent", "message", m)
	for _, printed := range []string{fmt.Sprint(m), fmt.Sprintf("%+v %#v %s %q", m, m, []ses.Sent{m}, &m), string(asJSON), log.String()} {
		if strings.Contains(strings.ToLower(printed), "jane") || !strings.Contains(printed, "mail 1") {
			t.Errorf("printed %s", printed)
		}
	}
}
