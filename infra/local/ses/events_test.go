package ses_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"doorstep/infra/local/ses"
)

// told is an event's detail, as far as the tests look at it.
type told struct {
	EventType string
	Mail      struct {
		MessageID   string `json:"messageId"`
		Destination []string
		Tags        map[string][]string
	}
	Bounce    struct{ BounceType, BounceSubType string }
	Complaint struct{ ComplaintFeedbackType, ComplaintSubType string }
}

// configured is a stand-in with the set "ours", which tells of everything.
func configured(t *testing.T) (*local, *[]ses.Event) {
	t.Helper()
	l, got := start(t), &[]ses.Event{}
	l.server.Verify("aster.example")
	l.server.Configure([]ses.ConfigurationSet{
		{Name: "ours", Suppresses: []string{"BOUNCE", "COMPLAINT"}, Types: []string{"bounce", "complaint", "delivery", "renderingFailure"}},
		{Name: "silent"},
	}, func(e ses.Event) { *got = append(*got, e) })
	return l, got
}

func mailTo(set string, to ...string) *api.SendEmailInput {
	return &api.SendEmailInput{
		FromEmailAddress: aws.String("Aster <parcels@aster.example>"), Destination: &types.Destination{ToAddresses: to}, ConfigurationSetName: aws.String(set),
		EmailTags: []types.MessageTag{{Name: aws.String("brand"), Value: aws.String("aster")}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: &types.Content{Data: aws.String("Hello")}, Body: &types.Body{Text: &types.Content{Data: aws.String("you")}},
		}},
	}
}

// words shortens events: "Email Bounced/Permanent/General".
func words(t *testing.T, events []ses.Event) string {
	t.Helper()
	var out []string
	for _, e := range events {
		var d told
		if err := json.Unmarshal(e.Detail, &d); err != nil {
			t.Fatal(err)
		}
		word := e.DetailType
		for _, more := range []string{d.Bounce.BounceType, d.Bounce.BounceSubType, d.Complaint.ComplaintFeedbackType, d.Complaint.ComplaintSubType} {
			if more != "" {
				word += "/" + more
			}
		}
		out = append(out, word)
	}
	return strings.Join(out, ", ")
}

// https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
func TestMailboxSimulator(t *testing.T) {
	t.Parallel()
	for to, want := range map[string]string{
		"success@simulator.amazonses.com":         "Email Delivered",
		"bounce@simulator.amazonses.com":          "Email Bounced/Permanent/General",
		"Bounce+label1@simulator.amazonses.com":   "Email Bounced/Permanent/General",
		"complaint@simulator.amazonses.com":       "Email Delivered, Email Complaint Received/abuse",
		"ooto@simulator.amazonses.com":            "Email Delivered",
		"suppressionlist@simulator.amazonses.com": "Email Bounced/Permanent/Suppressed",
		"Ada <ada@example.com>":                   "Email Delivered",
	} {
		t.Run(to, func(t *testing.T) {
			t.Parallel()
			l, got := configured(t)
			for range 2 { // the simulator's mailboxes get onto no list
				*got = nil
				sent, err := l.SendEmail(t.Context(), mailTo("ours", to))
				if err != nil {
					t.Fatal(err)
				}
				if said := words(t, *got); said != want {
					t.Errorf("told %q, want %q", said, want)
				}
				var d told
				if err := json.Unmarshal((*got)[0].Detail, &d); err != nil {
					t.Fatal(err)
				}
				if d.Mail.MessageID != aws.ToString(sent.MessageId) || !slices.Equal(d.Mail.Tags["brand"], []string{"aster"}) ||
					!slices.Equal(d.Mail.Tags["ses:configuration-set"], []string{"ours"}) || len(d.Mail.Destination) != 1 || strings.Contains(d.Mail.Destination[0], "<") {
					t.Errorf("of the mail %+v", d.Mail)
				}
			}
		})
	}
}

func TestConfigurationSets(t *testing.T) {
	t.Parallel()
	l, got := configured(t)
	for _, set := range []string{"silent", ""} {
		if _, err := l.SendEmail(t.Context(), mailTo(set, "bounce@simulator.amazonses.com")); err != nil || len(*got) != 0 {
			t.Errorf("set %q: %v, told %v", set, err, *got)
		}
	}
	_, err := l.SendEmail(t.Context(), mailTo("nobody's", "ada@example.com"))
	wantError[*types.NotFoundException](t, err)
	if n := len(l.server.Outbox()); n != 2 {
		t.Errorf("%d mails were taken, want 2", n)
	}
}

// A mailbox that once bounced is on the account's list, so that the next mail comes back without leaving, until somebody takes it off.
func TestReturnedMail(t *testing.T) {
	t.Parallel()
	for complaint, want := range map[bool][2]string{
		false: {"Email Bounced/Permanent/General", "Email Bounced/Permanent/OnAccountSuppressionList"},
		true:  {"Email Complaint Received/abuse", "Email Complaint Received/OnAccountSuppressionList"},
	} {
		l, got := configured(t)
		send := func() string {
			t.Helper()
			*got = nil
			sent, err := l.SendEmail(t.Context(), mailTo("ours", "ada@example.com"))
			if err != nil {
				t.Fatal(err)
			}
			return aws.ToString(sent.MessageId)
		}
		id := send()
		*got = nil
		if err := l.server.Return(id, complaint); err != nil || words(t, *got) != want[0] {
			t.Errorf("returned: %v, told %q", err, words(t, *got))
		}
		send()
		if said := words(t, *got); said != want[1] {
			t.Errorf("the next mail: %q, want %q", said, want[1])
		}
		if _, err := l.DeleteSuppressedDestination(t.Context(), &api.DeleteSuppressedDestinationInput{EmailAddress: aws.String("ada@example.com")}); err != nil {
			t.Fatal(err)
		}
		send()
		if said := words(t, *got); said != "Email Delivered" {
			t.Errorf("taken off the list: %q", said)
		}
		if err := l.server.Return("nothing", complaint); err == nil {
			t.Error("a mail that nobody sent came back")
		}
	}
}

func TestEventsHideAddresses(t *testing.T) {
	t.Parallel()
	l, got := configured(t)
	if _, err := l.SendEmail(t.Context(), mailTo("ours", "ada@example.com")); err != nil {
		t.Fatal(err)
	}
	if printed := fmt.Sprint((*got)[0]); printed != "Email Delivered" {
		t.Errorf("an event prints as %s", printed)
	}
}
