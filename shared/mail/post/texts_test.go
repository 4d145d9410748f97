package post_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

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
	sender := post.NewTexts(at(serve(t, server)))
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
	never := at(serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was sent") })))
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

func TestWhatErrorsOfTextsMean(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, code, reason string
		kind               fault.Kind
		want               string
	}{
		{"opted out", "ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT", fault.Invalid, "opted out"},
		{"sandbox", "ConflictException", "DESTINATION_PHONE_NUMBER_NOT_VERIFIED", fault.Invalid, "sandbox"},
		{"blocked country", "ConflictException", "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION", fault.Invalid, "blocked"},
		{"no such sender", "ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND", fault.Unavailable, "(NO_ORIGINATION_IDENTITIES_FOUND)"},
		{"not registered yet", "ConflictException", "REGISTRATION_NOT_COMPLETE", fault.Unavailable, "(REGISTRATION_NOT_COMPLETE)"},
		{"a sender of elsewhere", "ValidationException", "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY", fault.Invalid, "(INVALID_IDENTITY_FOR_DESTINATION_COUNTRY)"},
		{"no reason", "ValidationException", "", fault.Invalid, "does not take the number"},
		{"a reason that is none", "ValidationException", "+4915112345678", fault.Invalid, "(something unreadable)"},
		{"money", "ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", fault.Throttled, "spending limit"},
		{"too many", "ThrottlingException", "", fault.Throttled, "too many"},
		{"no rights", "AccessDeniedException", "ACCOUNT_DISABLED", fault.Unavailable, "may not send"},
		{"no such set", "ResourceNotFoundException", "", fault.Unavailable, "does not exist"},
		{"unheard of", "TeapotException", "", fault.Unavailable, "TeapotException"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			said := fmt.Sprintf(`{"__type":"com.amazonaws.pinpointsmsvoicev2#%s","Message":"+4915112345678 is wrong","Reason":%q}`, c.code, c.reason)
			_, err := post.NewTexts(at(serve(t, answers(http.StatusBadRequest, "", said)))).Send(t.Context(), text())
			if err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.want) || post.Unsure(err) {
				t.Fatalf("%v of kind %s, unsure %v", err, fault.KindOf(err), post.Unsure(err))
			}
			if strings.Contains(fmt.Sprintf("%v %+v", err, err), "4915") {
				t.Errorf("the error holds a number: %v", err)
			}
		})
	}
}
