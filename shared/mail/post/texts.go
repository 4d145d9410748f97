package post

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

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

// Texts sends text messages.
type Texts struct{ service Service }

// NewTexts makes a sender.
func NewTexts(service Service) *Texts { return &Texts{service: service} }

// maxBody is the longest text that is taken, in characters.
// https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
const maxBody = 1600

// Send hands a text message to AWS and gives its id. Errors: see the package.
func (s *Texts) Send(ctx context.Context, t Text) (id string, err error) {
	in, err := t.request()
	if err != nil {
		return "", err
	}
	var out struct{ MessageId string }
	header := map[string]string{"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "PinpointSMSVoiceV2.SendTextMessage"}
	if err := s.service.call(ctx, "/", header, in, &out); err != nil {
		return "", textsFailure(err)
	}
	return out.MessageId, nil
}

// sendText is the body of SendTextMessage, as far as it is used.
type sendText struct {
	ConfigurationSetName   string            `json:",omitempty"`
	Context                map[string]string `json:",omitempty"`
	DestinationPhoneNumber string
	DryRun                 bool `json:",omitempty"`
	MessageBody            string
	MessageType            string
	OriginationIdentity    string
}

func (t Text) request() (sendText, error) {
	if t.To.Number.Empty() {
		return sendText{}, failure{error: fault.New(fault.Invalid, "there is no phone number")}
	}
	sender, err := Sender(t.Senders, t.To.Country)
	if err != nil {
		return sendText{}, err
	}
	body := t.SMS.Body
	if strings.TrimSpace(body) == "" || utf8.RuneCountInString(body) > maxBody || !utf8.ValidString(body) || strings.ContainsFunc(body, control) {
		return sendText{}, failure{error: fault.New(fault.Invalid, "the text message is empty, longer than %d characters or holds control characters", maxBody)}
	}
	in := sendText{
		ConfigurationSetName: t.Stream, Context: map[string]string{}, DestinationPhoneNumber: t.To.Number.Open(), DryRun: t.DryRun,
		MessageBody: body, MessageType: "TRANSACTIONAL", OriginationIdentity: sender,
	}
	for _, p := range t.Tags.pairs() {
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

// What the errors mean. Some carry a reason, which is told with it.
// https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html#API_SendTextMessage_Errors
var textErrors = map[string]refusal{
	"AccessDeniedException":         {fault.Unavailable, "the function may not send from this sender, or the account may not send"},
	"ConflictException":             {fault.Unavailable, "the sender cannot be used as it is set up"},
	"ResourceNotFoundException":     {fault.Unavailable, "the sender or the configuration set does not exist"},
	"ServiceQuotaExceededException": {fault.Throttled, "the spending limit of the month is reached"},
	"ThrottlingException":           {fault.Throttled, "too many at once"},
	"ValidationException":           {fault.Invalid, "it does not take the number or the text"},
}

// What is wrong with the receiver, so that no later attempt helps, by the reason of a ConflictException.
var receivers = map[string]string{
	"DESTINATION_PHONE_NUMBER_OPTED_OUT":                          "the receiver has opted out",
	"DESTINATION_PHONE_NUMBER_NOT_VERIFIED":                       "the account is in the sandbox, and the receiver is not verified",
	"DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION":        "messages to this country are blocked",
	"DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE": "messages to this number are blocked",
}

// textsFailure gives an error of AWS its kind.
func textsFailure(err error) error {
	const service = "AWS SMS"
	var e *awsError
	if errors.As(err, &e) {
		if what, ok := receivers[e.Reason]; ok {
			return failure{error: fault.New(fault.Invalid, "%s: %s", service, what)}
		}
	}
	return failed(err, service, textErrors)
}
