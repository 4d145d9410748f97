package life

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Mail is one message that left Doorstep: an e-mail, a text message or a chat message.
type Mail struct {
	At      time.Time
	Channel string // "email", "sms", "chat"
	To      string
	Subject string // e-mail
	Text    string // the words: the plain part of an e-mail
	HTML    string // e-mail
	Tags    map[string]string
	ID      string // that the mailbox gave it
}

// Mailboxes takes what Doorstep sends: SES version 2, text messages and chats.
type Mailboxes struct {
	now func() time.Time

	mu    sync.Mutex
	mails []Mail
}

// Mailboxes makes empty mailboxes.
func (l *Life) Mailboxes(now func() time.Time) *Mailboxes { return &Mailboxes{now: now} }

// Mails gives what was taken, oldest first.
func (m *Mailboxes) Mails() []Mail {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.mails)
}

// maxMessage is more than any of our messages has.
const maxMessage = 1 << 20

// RoundTrip answers as the service that the request is for. Whatever arrives here has left: a caller who is not told so is the
// simulator's doing.
func (m *Mailboxes) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		defer r.Body.Close() //nolint:errcheck // it is in memory
		var err error
		if body, err = io.ReadAll(io.LimitReader(r.Body, maxMessage)); err != nil {
			return nil, fmt.Errorf("read a message: %w", err)
		}
	}
	answer := &recorder{header: http.Header{"Content-Type": {"application/json"}}, status: http.StatusOK}
	mail, err := read(r, body)
	if err != nil {
		answer.status = http.StatusBadRequest
		answer.header.Set("X-Amzn-Errortype", "BadRequestException")
		fmt.Fprint(answer, `{"message":"the message cannot be read"}`) //nolint:errcheck // it goes to memory
		return answer.response(r), nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	mail.At, mail.ID = m.now(), fmt.Sprintf("%s-%d", mail.Channel, len(m.mails)+1)
	m.mails = append(m.mails, mail)
	fmt.Fprintf(answer, `{"MessageId":%q}`, mail.ID) //nolint:errcheck // it goes to memory
	return answer.response(r), nil
}

// read takes a message out of the request that hands it over.
func read(r *http.Request, body []byte) (Mail, error) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/v2/email/outbound-emails"):
		return readEmail(body)
	case r.Header.Get("X-Amz-Target") == "PinpointSMSVoiceV2.SendTextMessage":
		return readText(body)
	default:
		return Mail{Channel: "chat", To: r.URL.String(), Text: string(body)}, nil
	}
}

// readEmail reads SendEmail: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
func readEmail(body []byte) (Mail, error) {
	type text struct{ Data string }
	var in struct {
		Content struct {
			Simple struct {
				Subject text
				Body    struct{ Text, Html text } //nolint:revive,staticcheck // the wire's name
			}
		}
		Destination struct{ ToAddresses []string }
		EmailTags   []struct{ Name, Value string }
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return Mail{}, fmt.Errorf("read e-mail: %w", err)
	}
	if len(in.Destination.ToAddresses) != 1 {
		return Mail{}, fmt.Errorf("read e-mail: it is to %d readers", len(in.Destination.ToAddresses))
	}
	simple := in.Content.Simple
	m := Mail{Channel: "email", To: in.Destination.ToAddresses[0], Subject: simple.Subject.Data, Text: simple.Body.Text.Data, HTML: simple.Body.Html.Data, Tags: map[string]string{}}
	for _, tag := range in.EmailTags {
		m.Tags[tag.Name] = tag.Value
	}
	return m, nil
}

// readText reads SendTextMessage: https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
func readText(body []byte) (Mail, error) {
	var in struct {
		DestinationPhoneNumber, MessageBody string
		Context                             map[string]string
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return Mail{}, fmt.Errorf("read text message: %w", err)
	}
	return Mail{Channel: "sms", To: in.DestinationPhoneNumber, Text: in.MessageBody, Tags: in.Context}, nil
}
