package post

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"doorstep/shared/fault"
	"doorstep/shared/mail"
	"doorstep/shared/seal"
)

// Letter is an e-mail in its envelope.
type Letter struct {
	From    string // address of an identity that SES has verified: "parcels@aster.example"
	Name    string // of the sender, as the reader sees it; empty: none
	ReplyTo string // address; empty: answers go to From

	// To is the bare address. No display name stands before it: nothing that somebody typed as a name gets into a header.
	To seal.Text
	Cc []seal.Text // who else reads the same, and sees who else does: the members of a team

	Email       mail.Email
	Unsubscribe string // where one POST ends messages of this sort, https; empty for what is strictly about the order
	Stream      string // the configuration set: transactional mail apart from what is optional; empty: none
	Tags        Tags
}

// Tags is what the events of SES and of text messages repeat about a message. It has room for nothing personal.
type Tags struct {
	Brand    string
	Kind     string    // of message, or of a finding
	Stage    string    // of the deployment
	Accepted time.Time // when the push that this is the news of was accepted; zero: unknown
	Test     bool      // by hand, about nothing
}

// pairs lists the tags that are set, in a fixed order.
func (t Tags) pairs() [][2]string {
	all := [][2]string{{"brand", t.Brand}, {"kind", t.Kind}, {"stage", t.Stage}}
	if !t.Accepted.IsZero() {
		all = append(all, [2]string{"accepted", strconv.FormatInt(t.Accepted.UnixMilli(), 10)})
	}
	if t.Test {
		all = append(all, [2]string{"test", "yes"})
	}
	kept := all[:0]
	for _, p := range all {
		if p[1] = untaggable.ReplaceAllString(p[1], "_"); p[1] != "" {
			kept = append(kept, p)
		}
	}
	return kept
}

// untaggable is what the value of a tag may not hold.
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html
var untaggable = regexp.MustCompile(`[^A-Za-z0-9_.-]`)

// Mailer is the one call of SES that is made; *sesv2.Client does it.
type Mailer interface {
	SendEmail(ctx context.Context, in *sesv2.SendEmailInput, options ...func(*sesv2.Options)) (*sesv2.SendEmailOutput, error)
}

// SES sends e-mails.
type SES struct{ client Mailer }

// NewSES makes a sender. client must not repeat calls by itself: see SESClient.
func NewSES(client Mailer) *SES { return &SES{client: client} }

// SESClient makes the client of the SDK, set so that no message leaves twice.
func SESClient(cfg aws.Config) *sesv2.Client {
	return sesv2.NewFromConfig(cfg, func(o *sesv2.Options) { o.Retryer = onlyWhatDidNotArrive() })
}

// Send hands an e-mail to SES and gives the id under which SES knows it. Errors: see the package.
func (s *SES) Send(ctx context.Context, l Letter) (id string, err error) {
	in, err := l.input()
	if err != nil {
		return "", err
	}
	out, err := s.client.SendEmail(ctx, in)
	if err != nil {
		return "", sesFailure(err, in.Destination.ToAddresses[0])
	}
	return aws.ToString(out.MessageId), nil
}

func (l Letter) input() (*sesv2.SendEmailInput, error) {
	sender, err := from(l.Name, l.From)
	if err != nil {
		return nil, err
	}
	to, err := Address(l.To)
	if err != nil {
		return nil, err
	}
	list, err := headers(l.Unsubscribe)
	if err != nil {
		return nil, err
	}
	if l.Email.Subject == "" || strings.ContainsAny(l.Email.Subject, "\r\n") {
		return nil, failure{error: fault.New(fault.Invalid, "the subject is not one line")}
	}
	if l.Email.HTML == "" || l.Email.Text == "" {
		return nil, failure{error: fault.New(fault.Invalid, "the e-mail has not both its forms")}
	}
	message := &types.Message{
		Subject: utf8Content(l.Email.Subject),
		Body:    &types.Body{Html: utf8Content(l.Email.HTML), Text: utf8Content(l.Email.Text)},
	}
	var copies []string
	for _, c := range l.Cc {
		copied, err := Address(c)
		if err != nil {
			return nil, err
		}
		copies = append(copies, copied)
	}
	for _, h := range list {
		message.Headers = append(message.Headers, types.MessageHeader{Name: aws.String(h.name), Value: aws.String(h.value)})
	}
	in := &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(sender),
		Destination:      &types.Destination{ToAddresses: []string{to}, CcAddresses: copies},
		Content:          &types.EmailContent{Simple: message},
	}
	if l.ReplyTo != "" {
		reply, err := address(l.ReplyTo, "the address for answers")
		if err != nil {
			return nil, err
		}
		in.ReplyToAddresses = []string{reply}
	}
	if l.Stream != "" {
		in.ConfigurationSetName = aws.String(l.Stream)
	}
	for _, p := range l.Tags.pairs() {
		in.EmailTags = append(in.EmailTags, types.MessageTag{Name: aws.String(p[0]), Value: aws.String(p[1])})
	}
	return in, nil
}

func utf8Content(s string) *types.Content {
	return &types.Content{Data: aws.String(s), Charset: aws.String("UTF-8")}
}

// What SES's errors mean (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors). Whatever
// somebody has to put right in the account passes later: the message waits, and its queue raises an alarm.
var sesErrors = map[string]refusal{
	"BadRequestException":                {fault.Invalid, "it does not take the address or the message"},
	"MessageRejected":                    {fault.Invalid, "it refuses the content"},
	"MailFromDomainNotVerifiedException": {fault.Unavailable, "the MAIL FROM domain of the sender is not verified"},
	"AccountSuspendedException":          {fault.Unavailable, "this account may not send any more"},
	"SendingPausedException":             {fault.Unavailable, "sending is paused"},
	"LimitExceededException":             {fault.Throttled, "the sending quota is used up"},
	"TooManyRequestsException":           {fault.Throttled, "too many at once"},
	"ThrottlingException":                {fault.Throttled, "too many at once"},
	"NotFoundException":                  {fault.Unavailable, "the configuration set does not exist"},
	"AccessDeniedException":              {fault.Unavailable, "the function may not send from this address"},
}

// sesFailure gives an error of SES its kind. to is the recipient's address.
func sesFailure(err error, to string) error {
	const service = "SES"
	c := code(err)
	if c == "" {
		return unanswered(err, service)
	}
	// SES says "Email address is not verified" and lists which, in two very different cases: it refuses a sender that nobody has
	// verified yet, and, while the account is in the sandbox, a recipient (https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html).
	var rejected *types.MessageRejected
	if errors.As(err, &rejected) && strings.Contains(rejected.ErrorMessage(), "not verified") {
		if strings.Contains(strings.ToLower(rejected.ErrorMessage()), strings.ToLower(to)) {
			return failure{error: fault.New(fault.Invalid, "%s: the account is in the sandbox, and the recipient is not verified", service)}
		}
		return failure{error: fault.New(fault.Unavailable, "%s: the sender is not verified", service)}
	}
	return refused(sesErrors, c, service, broken(err))
}
