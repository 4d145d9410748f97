package ses

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/mail"
	"strings"
)

// maxRecipients is the quota for one message: To, Cc and Bcc together.
// https://docs.aws.amazon.com/ses/latest/dg/quotas.html
const maxRecipients = 50

type text struct{ Data string }

type sendInput struct {
	FromEmailAddress string
	Destination      struct{ ToAddresses, CcAddresses, BccAddresses []string }
	ReplyToAddresses []string
	Content          struct {
		Simple   *simpleContent
		Raw      *struct{ Data []byte }
		Template *templateContent
	}
	EmailTags            []Header
	ConfigurationSetName string
}

type simpleContent struct {
	Subject text
	Body    struct {
		Text text
		HTML text `json:"Html"`
	}
	Headers []Header
}

type templateContent struct {
	TemplateName    string
	TemplateContent *template // inline
	TemplateData    string
	Headers         []Header
}

func (s *Server) sendEmail(r *http.Request) (any, error) {
	var in sendInput
	if err := decode(r, &in); err != nil {
		return nil, err
	}
	sent, events, err := s.accept(in)
	if err != nil {
		return nil, err
	}
	s.announce(events)
	return map[string]string{"MessageId": sent.ID}, nil
}

// accept keeps a message that SES would take, and says what would be told of it.
func (s *Server) accept(in sendInput) (Sent, []Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sent, err := s.content(in)
	if err != nil {
		return Sent{}, nil, err
	}
	if err := s.checkSender(sent.From); err != nil {
		return Sent{}, nil, err
	}
	if err := checkRecipients(sent); err != nil {
		return Sent{}, nil, err
	}
	if err := checkHeaders(sent); err != nil {
		return Sent{}, nil, err
	}
	if _, ok := s.configuration(sent.ConfigurationSet); !ok {
		return Sent{}, nil, fail(codeNotFound, "Configuration set <%s> does not exist.", sent.ConfigurationSet)
	}
	sent.ID = fmt.Sprintf("%016x-%s", s.now().UnixMilli(), rand.Text())
	sent.At = s.now()
	for _, address := range sent.recipients() {
		if _, ok := s.suppressed[strings.ToLower(bare(address))]; ok {
			sent.Suppressed = append(sent.Suppressed, address)
		}
	}
	s.outbox = append(s.outbox, sent)
	return sent, s.tell(sent), nil
}

// content makes the message that a request describes; exactly one kind of content is allowed.
func (s *Server) content(in sendInput) (Sent, error) {
	sent := Sent{
		From:             in.FromEmailAddress,
		To:               in.Destination.ToAddresses,
		Cc:               in.Destination.CcAddresses,
		Bcc:              in.Destination.BccAddresses,
		ReplyTo:          in.ReplyToAddresses,
		Tags:             in.EmailTags,
		ConfigurationSet: in.ConfigurationSetName,
	}
	simple, raw, templated := in.Content.Simple, in.Content.Raw, in.Content.Template
	switch {
	case simple != nil && raw == nil && templated == nil:
		sent.Subject, sent.Text, sent.HTML, sent.Headers = simple.Subject.Data, simple.Body.Text.Data, simple.Body.HTML.Data, simple.Headers
		if sent.Subject == "" || sent.Text == "" && sent.HTML == "" {
			return Sent{}, fail(codeBadRequest, "A simple message needs a Subject, and a Body with Text or Html.")
		}
		return sent, nil
	case raw != nil && simple == nil && templated == nil:
		return readRaw(sent, raw.Data)
	case templated != nil && simple == nil && raw == nil:
		return s.fillTemplate(sent, *templated)
	}
	return Sent{}, fail(codeBadRequest, "Content needs exactly one of Simple, Raw and Template.")
}

// readRaw takes sender, recipients and subject from the message itself where the request does not give them.
func readRaw(sent Sent, data []byte) (Sent, error) {
	parsed, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return Sent{}, fail(codeBadRequest, "The raw message has no readable header.")
	}
	sent.Raw, sent.Subject = data, parsed.Header.Get("Subject")
	if sent.From == "" {
		sent.From = parsed.Header.Get("From")
	}
	if len(sent.recipients()) > 0 {
		return sent, nil
	}
	for _, h := range []struct {
		name string
		list *[]string
	}{{"To", &sent.To}, {"Cc", &sent.Cc}, {"Bcc", &sent.Bcc}} {
		addresses, err := parsed.Header.AddressList(h.name)
		if err != nil && parsed.Header.Get(h.name) != "" {
			return Sent{}, fail(codeBadRequest, "The raw message's header %s is not a list of addresses.", h.name)
		}
		for _, a := range addresses {
			*h.list = append(*h.list, a.String())
		}
	}
	return sent, nil
}

func (s *Server) fillTemplate(sent Sent, in templateContent) (Sent, error) {
	var content template
	if in.TemplateContent != nil {
		content = *in.TemplateContent
	} else {
		found, err := s.findTemplate(in.TemplateName)
		if err != nil {
			return Sent{}, err
		}
		content = found
	}
	data := map[string]any{}
	if in.TemplateData != "" {
		decoder := json.NewDecoder(strings.NewReader(in.TemplateData))
		decoder.UseNumber() // 1200000 must not print as 1.2e+06
		if err := decoder.Decode(&data); err != nil {
			return Sent{}, fail(codeBadRequest, "TemplateData is not a JSON object.")
		}
	}
	filled, problem := content.render(data)
	sent.Subject, sent.Text, sent.HTML = filled.Subject, filled.Text, filled.HTML
	sent.Template, sent.Headers, sent.Problem = in.TemplateName, in.Headers, problem
	return sent, nil
}

func (s *Server) checkSender(from string) error {
	address, err := mail.ParseAddress(from)
	if err != nil {
		return fail(codeBadRequest, "FromEmailAddress must be given, as an e-mail address.")
	}
	if !s.mayUse(address.Address) {
		return fail(codeRejected, "Email address is not verified. The following identities failed the check in region US-EAST-1: %s", address.Address)
	}
	return nil
}

func checkRecipients(sent Sent) error {
	all := sent.recipients()
	if len(all) == 0 || len(all) > maxRecipients {
		return fail(codeBadRequest, "A message needs 1 to %d recipients; this one has %d.", maxRecipients, len(all))
	}
	for _, field := range []struct {
		name      string
		addresses []string
	}{{"ToAddresses", sent.To}, {"CcAddresses", sent.Cc}, {"BccAddresses", sent.Bcc}, {"ReplyToAddresses", sent.ReplyTo}} {
		for i, address := range field.addresses {
			if _, err := mail.ParseAddress(address); err != nil {
				return fail(codeBadRequest, "%s[%d] is not an e-mail address.", field.name, i)
			}
		}
	}
	return nil
}

// checkHeaders refuses line breaks, which would start another header.
func checkHeaders(sent Sent) error {
	for _, h := range sent.Headers {
		if h.Name == "" || strings.ContainsAny(h.Name, ": \r\n") || strings.ContainsAny(h.Value, "\r\n") {
			return fail(codeBadRequest, "The header %q has a name or value that is not one line.", h.Name)
		}
	}
	if strings.ContainsAny(sent.Subject, "\r\n") {
		return fail(codeBadRequest, "The subject has more than one line.")
	}
	return nil
}

// bare returns the address without its display name.
func bare(address string) string {
	parsed, err := mail.ParseAddress(address)
	if err != nil {
		return address
	}
	return parsed.Address
}

// domainOf returns the domain of an address, or nothing.
func domainOf(address string) string {
	_, domain, _ := strings.Cut(bare(address), "@")
	return domain
}
