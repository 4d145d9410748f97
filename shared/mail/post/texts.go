package post

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	sms "github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2"
	"github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2/types"

	"doorstep/shared/fault"
	"doorstep/shared/mail"
)

// Text is a text message with what it needs to travel.
type Text struct {
	To      Phone
	Senders map[string]string // by country: brand.SMS.Senders
	SMS     mail.SMS
	Stream  string // the configuration set; empty: none
	Tags    Tags
	DryRun  bool // AWS checks it and sends nothing
}

// Texter is the one call of AWS End User Messaging SMS that is made; *pinpointsmsvoicev2.Client does it.
type Texter interface {
	SendTextMessage(ctx context.Context, in *sms.SendTextMessageInput, options ...func(*sms.Options)) (*sms.SendTextMessageOutput, error)
}

// Texts sends text messages.
type Texts struct{ client Texter }

// NewTexts makes a sender. client must not repeat calls by itself: see TextsClient.
func NewTexts(client Texter) *Texts { return &Texts{client: client} }

// TextsClient makes the client of the SDK, set so that no message leaves twice.
func TextsClient(cfg aws.Config) *sms.Client {
	return sms.NewFromConfig(cfg, func(o *sms.Options) { o.Retryer = onlyWhatDidNotArrive() })
}

// maxBody is the longest text that is taken, in characters.
// https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
const maxBody = 1600

// Send hands a text message to AWS and gives its id. Errors: see the package.
func (s *Texts) Send(ctx context.Context, t Text) (id string, err error) {
	in, err := t.input()
	if err != nil {
		return "", err
	}
	out, err := s.client.SendTextMessage(ctx, in)
	if err != nil {
		return "", textsFailure(err)
	}
	return aws.ToString(out.MessageId), nil
}

func (t Text) input() (*sms.SendTextMessageInput, error) {
	if t.To.Number.Empty() {
		return nil, failure{error: fault.New(fault.Invalid, "there is no phone number")}
	}
	sender, err := Sender(t.Senders, t.To.Country)
	if err != nil {
		return nil, err
	}
	body := t.SMS.Body
	if strings.TrimSpace(body) == "" || utf8.RuneCountInString(body) > maxBody || !utf8.ValidString(body) || strings.ContainsFunc(body, control) {
		return nil, failure{error: fault.New(fault.Invalid, "the text message is empty, longer than %d characters or holds control characters", maxBody)}
	}
	in := &sms.SendTextMessageInput{
		DestinationPhoneNumber: aws.String(t.To.Number.Open()),
		OriginationIdentity:    aws.String(sender),
		MessageBody:            aws.String(body),
		MessageType:            types.MessageTypeTransactional,
		DryRun:                 t.DryRun,
	}
	if t.Stream != "" {
		in.ConfigurationSetName = aws.String(t.Stream)
	}
	for _, p := range t.Tags.pairs() {
		if in.Context == nil {
			in.Context = map[string]string{}
		}
		in.Context[p[0]] = p[1]
	}
	return in, nil
}

// control reports whether a rune has no business in a text message; line breaks do.
func control(r rune) bool { return unicode.IsControl(r) && r != '\n' }

// Sender gives who a text message to a country comes from: the sender registered for it, else that for all others ("*"). The error, of
// kind fault.Invalid, says that there is none: networks drop, or charge for, what comes from nobody in particular.
func Sender(senders map[string]string, country string) (string, error) {
	for _, key := range []string{country, "*"} {
		if s := strings.TrimSpace(senders[key]); s != "" {
			return s, nil
		}
	}
	return "", failure{error: fault.New(fault.Invalid, "no sender for this country (%s)", country)}
}

// What the errors mean that carry no reason, or whose reason does not matter.
// https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html#API_SendTextMessage_Errors
var textErrors = map[string]refusal{
	"AccessDeniedException":         {fault.Unavailable, "the function may not send from this sender, or the account may not send"},
	"ConflictException":             {fault.Unavailable, "the sender cannot be used as it is set up"},
	"ResourceNotFoundException":     {fault.Unavailable, "the sender or the configuration set does not exist"},
	"ServiceQuotaExceededException": {fault.Throttled, "the spending limit of the month is reached"},
	"ThrottlingException":           {fault.Throttled, "too many at once"},
	"ValidationException":           {fault.Invalid, "it does not take the number or the text"},
	"InternalServerException":       {fault.Unavailable, "it failed, and may have taken it"},
}

// What is wrong with the receiver, so that no later attempt helps, by AWS's reason.
var receivers = map[string]string{
	string(types.ConflictExceptionReasonDestinationPhoneNumberOptedOut):                       "the receiver has opted out",
	string(types.ConflictExceptionReasonDestinationPhoneNumberNotVerified):                    "the account is in the sandbox, and the receiver is not verified",
	string(types.ConflictExceptionReasonDestinationCountryBlockedByProtectConfiguration):      "messages to this country are blocked",
	string(types.ConflictExceptionReasonDestinationPhoneNumberBlockedByProtectNumberOverride): "messages to this number are blocked",
}

// textsFailure gives an error of AWS its kind.
func textsFailure(err error) error {
	const service = "AWS SMS"
	c := code(err)
	if c == "" {
		return unanswered(err, service)
	}
	var conflict *types.ConflictException
	if errors.As(err, &conflict) {
		if what, ok := receivers[string(conflict.Reason)]; ok {
			return failure{error: fault.New(fault.Invalid, "%s: %s", service, what)}
		}
		return failure{error: fault.New(fault.Unavailable, "%s: the sender cannot be used (%s)", service, conflict.Reason)}
	}
	var invalid *types.ValidationException
	if errors.As(err, &invalid) && invalid.Reason != "" {
		return failure{error: fault.New(fault.Invalid, "%s: it does not take the message (%s)", service, invalid.Reason)}
	}
	return refused(textErrors, c, service, broken(err))
}
