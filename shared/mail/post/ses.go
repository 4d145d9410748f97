package post

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/brand"
	"doorstep/shared/fault"
	"doorstep/shared/mail"
	"doorstep/shared/page"
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

// Envelope gives who e-mails of a brand come from and who gets the answers. A brand that wants its messages sent and names no sender, or one
// that SES does not take, has to be put right by its team: until then they wait (kind fault.Unavailable). Where answers cannot go, because
// an address that pages only show is none, they go to the sender. The brand's name is shown as it is on its pages: what hides or
// turns round a text is left out, since no mail program does so in the name of a sender.
func Envelope(id string, r brand.Record) (Letter, error) {
	if r.Messages.From == "" {
		return Letter{}, failure{error: fault.New(fault.Unavailable, "brand %s has no sender of e-mails (messages.from)", id)}
	}
	if _, err := address(r.Messages.From, "the sender's address"); err != nil {
		return Letter{}, failure{error: fault.Wrap(fault.Unavailable, err, "brand %s (messages.from)", id)}
	}
	reply := cmp.Or(r.Messages.ReplyTo, r.Support.Email)
	if _, err := address(reply, "the address for answers"); err != nil {
		reply = ""
	}
	return Letter{From: r.Messages.From, Name: page.Plain(r.Name, maxSender), ReplyTo: reply}, nil
}

// maxSender is the longest name of a sender, in characters: more is shown nowhere.
const maxSender = 100

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

// SES sends e-mails.
type SES struct{ service Service }

// NewSES makes a sender.
func NewSES(service Service) *SES { return &SES{service: service} }

// Send hands an e-mail to SES and gives the id under which SES knows it. Errors: see the package.
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
func (s *SES) Send(ctx context.Context, l Letter) (id string, err error) {
	in, err := l.request()
	if err != nil {
		return "", err
	}
	var out struct{ MessageId string }
	if err := s.service.call(ctx, "/v2/email/outbound-emails", map[string]string{"Content-Type": "application/json"}, in, &out); err != nil {
		return "", sesFailure(err, in.Destination.ToAddresses)
	}
	return out.MessageId, nil
}

// The body of SendEmail, as far as it is used.
type (
	sendEmail struct {
		ConfigurationSetName string `json:",omitempty"`
		Content              struct{ Simple simple }
		Destination          destination
		EmailTags            []pair `json:",omitempty"`
		FromEmailAddress     string
		ReplyToAddresses     []string `json:",omitempty"`
	}
	simple struct {
		Body    struct{ Html, Text content } //nolint:revive,staticcheck // the wire's name
		Headers []pair
		Subject content
	}
	content     struct{ Charset, Data string }
	pair        struct{ Name, Value string }
	destination struct {
		CcAddresses []string `json:",omitempty"`
		ToAddresses []string
	}
)

func (l Letter) request() (sendEmail, error) {
	var in sendEmail
	if l.Email.Subject == "" || strings.ContainsAny(l.Email.Subject, "\r\n") {
		return in, failure{error: fault.New(fault.Invalid, "the subject is not one line")}
	}
	if l.Email.HTML == "" || l.Email.Text == "" {
		return in, failure{error: fault.New(fault.Invalid, "the e-mail has not both its forms")}
	}
	list, err := headers(l.Unsubscribe)
	if err != nil {
		return in, err
	}
	message := &in.Content.Simple
	message.Subject, message.Headers = inUTF8(l.Email.Subject), list
	message.Body.Html, message.Body.Text = inUTF8(l.Email.HTML), inUTF8(l.Email.Text)
	in.ConfigurationSetName = l.Stream
	for _, p := range l.Tags.pairs() {
		in.EmailTags = append(in.EmailTags, pair{p[0], p[1]})
	}
	return in, l.address(&in)
}

// address writes who sends a request's message and who gets it.
func (l Letter) address(in *sendEmail) (err error) {
	if in.FromEmailAddress, err = from(l.Name, l.From); err != nil {
		return err
	}
	to, err := Address(l.To)
	if err != nil {
		return err
	}
	in.Destination.ToAddresses = []string{to}
	for _, c := range l.Cc {
		copied, err := Address(c)
		if err != nil {
			return err
		}
		in.Destination.CcAddresses = append(in.Destination.CcAddresses, copied)
	}
	if l.ReplyTo == "" {
		return nil
	}
	reply, err := address(l.ReplyTo, "the address for answers")
	in.ReplyToAddresses = []string{reply}
	return err
}

func inUTF8(s string) content { return content{Charset: "UTF-8", Data: s} }

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

// sesFailure gives an error of SES its kind. to is who gets the message.
func sesFailure(err error, to []string) error {
	const service = "SES"
	// SES says "Email address is not verified" and lists which, in two very different cases: it refuses a sender that nobody has verified
	// yet, and, while the account is in the sandbox, a recipient
	// (https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html).
	var e *awsError
	if !errors.As(err, &e) || e.Code != "MessageRejected" || !strings.Contains(e.Message, "not verified") {
		return failed(err, service, sesErrors)
	}
	for _, address := range to {
		if strings.Contains(strings.ToLower(e.Message), strings.ToLower(address)) {
			return failure{error: fault.New(fault.Invalid, "%s: the account is in the sandbox, and the recipient is not verified", service)}
		}
	}
	return failure{error: fault.New(fault.Unavailable, "%s: the sender is not verified", service)}
}
