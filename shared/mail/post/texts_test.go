package post_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2"
	"github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2/types"
	"github.com/aws/smithy-go"

	"doorstep/infra/local/sms"
	"doorstep/shared/fault"
	"doorstep/shared/mail"
	"doorstep/shared/mail/post"
	"doorstep/shared/seal"
)

func text() post.Text {
	return post.Text{
		To: post.Phone{Number: seal.Hide("+4915112345678"), Country: "DE"}, Senders: map[string]string{"DE": "AsterPine", "*": "+15550100199"},
		SMS: mail.SMS{Body: "Dein Paket ist da."}, Stream: "doorstep-dev", Tags: post.Tags{Brand: "aster", Kind: "delivered", Stage: "dev", Accepted: now},
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	server := sms.New(func() time.Time { return now })
	server.OptOut("+4915187654321")
	sender := post.NewTexts(post.TextsClient(cfg(serve(t, server), http.DefaultClient)))
	id, err := sender.Send(t.Context(), text())
	sent := server.Outbox()
	if err != nil || len(sent) != 1 || sent[0].ID != id {
		t.Fatalf("id %q, %v, %d messages", id, err, len(sent))
	}
	m := sent[0]
	if got, want := fmt.Sprint(m.From, " ", m.To, " ", m.Body, " ", m.ConfigurationSet, " ", m.Context), "AsterPine +4915112345678 Dein Paket ist da. doorstep-dev map[accepted:1795339800000 brand:aster kind:delivered stage:dev]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}

	dry := text()
	dry.DryRun = true
	if id, err := sender.Send(t.Context(), dry); err != nil || id == "" || len(server.Outbox()) != 1 {
		t.Errorf("a dry run: %q, %v, %d messages", id, err, len(server.Outbox()))
	}
	out := text()
	out.To.Number = seal.Hide("+4915187654321")
	if _, err := sender.Send(t.Context(), out); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "opted out") {
		t.Errorf("somebody who opted out: %v", err)
	}
}

func TestSender(t *testing.T) {
	t.Parallel()
	senders := map[string]string{"DE": "AsterPine", "*": "+15550100199", "FR": " "}
	for _, c := range []struct {
		name, country, want string
		senders             map[string]string
	}{
		{"of the country", "DE", "AsterPine", senders},
		{"for all others", "GB", "+15550100199", senders},
		{"an empty one counts as none", "FR", "+15550100199", senders},
		{"none", "GB", "", map[string]string{"DE": "AsterPine"}},
		{"no senders at all", "DE", "", nil},
	} {
		got, err := post.Sender(c.senders, c.country)
		if got != c.want || (err == nil) != (c.want != "") || err != nil && (fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "no sender for this country")) {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
}

func TestTextsThatAreNone(t *testing.T) {
	t.Parallel()
	never := texter(func() error { t.Error("it was sent"); return nil })
	for name, edit := range map[string]func(*post.Text){
		"nobody":        func(m *post.Text) { m.To = post.Phone{} },
		"no sender":     func(m *post.Text) { m.Senders = nil },
		"empty":         func(m *post.Text) { m.SMS.Body = " \n" },
		"too long":      func(m *post.Text) { m.SMS.Body = strings.Repeat("a", 1601) },
		"zero byte":     func(m *post.Text) { m.SMS.Body = "a\x00b" },
		"an escape":     func(m *post.Text) { m.SMS.Body = "a\x1bb" },
		"broken UTF-8":  func(m *post.Text) { m.SMS.Body = "a\xffb" },
		"carriage back": func(m *post.Text) { m.SMS.Body = "From: bank\roverwritten" },
	} {
		m := text()
		edit(&m)
		if _, err := post.NewTexts(never).Send(t.Context(), m); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type texter func() error

func (f texter) SendTextMessage(context.Context, *api.SendTextMessageInput, ...func(*api.Options)) (*api.SendTextMessageOutput, error) {
	return &api.SendTextMessageOutput{}, f()
}

func TestWhatErrorsOfTextsMean(t *testing.T) {
	t.Parallel()
	said := aws.String("+4915112345678 is wrong")
	for _, c := range []struct {
		name   string
		err    error
		kind   fault.Kind
		want   string
		unsure bool
	}{
		{"opted out", &types.ConflictException{Message: said, Reason: types.ConflictExceptionReasonDestinationPhoneNumberOptedOut}, fault.Invalid, "opted out", false},
		{"sandbox", &types.ConflictException{Message: said, Reason: types.ConflictExceptionReasonDestinationPhoneNumberNotVerified}, fault.Invalid, "sandbox", false},
		{"blocked country", &types.ConflictException{Message: said, Reason: types.ConflictExceptionReasonDestinationCountryBlockedByProtectConfiguration}, fault.Invalid, "blocked", false},
		{"no such sender", &types.ConflictException{Message: said, Reason: types.ConflictExceptionReasonNoOriginationIdentitiesFound}, fault.Unavailable, "NO_ORIGINATION_IDENTITIES_FOUND", false},
		{"not registered yet", &types.ConflictException{Message: said, Reason: types.ConflictExceptionReasonRegistrationNotComplete}, fault.Unavailable, "REGISTRATION_NOT_COMPLETE", false},
		{"a sender of elsewhere", &types.ValidationException{Message: said, Reason: types.ValidationExceptionReasonInvalidIdentityForDestinationCountry}, fault.Invalid, "INVALID_IDENTITY", false},
		{"no reason", &types.ValidationException{Message: said}, fault.Invalid, "does not take the number", false},
		{"money", &types.ServiceQuotaExceededException{Message: said}, fault.Throttled, "spending limit", false},
		{"too many", &types.ThrottlingException{Message: said}, fault.Throttled, "too many", false},
		{"no rights", &types.AccessDeniedException{Message: said}, fault.Unavailable, "may not send", false},
		{"no such set", &types.ResourceNotFoundException{Message: said}, fault.Unavailable, "does not exist", false},
		{"unheard of", &smithy.GenericAPIError{Code: "TeapotException", Message: *said}, fault.Unavailable, "TeapotException", false},
		{"too slow", context.DeadlineExceeded, fault.Unavailable, "may have taken it", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := post.NewTexts(texter(func() error { return &smithy.OperationError{Err: c.err} })).Send(t.Context(), text())
			if err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) || post.Unsure(err) != c.unsure {
				t.Fatalf("%v of kind %s, unsure %v", err, fault.KindOf(err), post.Unsure(err))
			}
			if strings.Contains(fmt.Sprintf("%v %+v", err, err), "4915") {
				t.Errorf("the error holds a number: %v", err)
			}
		})
	}
}
