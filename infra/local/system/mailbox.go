package system

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	netmail "net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/infra/local/ses"
	"doorstep/infra/local/sms"
)

//go:embed mailbox.html
var mailboxFiles embed.FS

// Mail is an e-mail as it was handed to SES, as /_local/mail.json tells it.
type Mail struct {
	ID      string            `json:"id"`
	To      string            `json:"to"` // bare addresses, separated by ", "
	Subject string            `json:"subject"`
	Kind    string            `json:"kind"` // of message
	Headers map[string]string `json:"headers"`
	HTML    string            `json:"html"`
	Text    string            `json:"text"`
	At      time.Time         `json:"at"`
	Latency *int64            `json:"latency_ms"` // from the push that it is the news of to SES, in milliseconds; null: nobody pushed, or it waited on purpose
}

// TextMessage is a text message as /_local/sms.json tells it.
type TextMessage struct {
	ID     string            `json:"id"`
	To     string            `json:"to"`
	Sender string            `json:"sender"`
	Kind   string            `json:"kind"`
	Body   string            `json:"body"`
	Tags   map[string]string `json:"tags"`
	At     time.Time         `json:"at"`
}

// Texts is the stand-in that text messages leave through.
func (s *System) Texts() *sms.Server { return s.texts }

// Mailbox gives every e-mail that left, oldest first.
func (s *System) Mailbox() []Mail {
	sent := s.mail.Outbox()
	out := make([]Mail, 0, len(sent))
	for _, m := range sent {
		out = append(out, mailOf(m))
	}
	return out
}

func mailOf(m ses.Sent) Mail {
	tags := map[string]string{}
	var listed []string
	for _, t := range m.Tags {
		tags[t.Name] = t.Value
		listed = append(listed, t.Name+"="+t.Value)
	}
	headers := map[string]string{"From": m.From, "To": strings.Join(m.To, ", "), "Subject": m.Subject}
	for name, value := range map[string]string{
		"Reply-To": strings.Join(m.ReplyTo, ", "), "X-SES-CONFIGURATION-SET": m.ConfigurationSet, "X-SES-MESSAGE-TAGS": strings.Join(listed, ", "),
	} {
		if value != "" {
			headers[name] = value
		}
	}
	for _, h := range m.Headers {
		headers[h.Name] = h.Value
	}
	return Mail{ID: m.ID, To: bareAddresses(m.To), Subject: m.Subject, Kind: tags["kind"], Headers: headers, HTML: m.HTML, Text: m.Text,
		At: m.At.UTC().Truncate(time.Millisecond), Latency: latency(tags["accepted"], m.At)}
}

func bareAddresses(list []string) string {
	var out []string
	for _, a := range list {
		if parsed, err := netmail.ParseAddress(a); err == nil {
			a = parsed.Address
		}
		out = append(out, a)
	}
	return strings.Join(out, ", ")
}

// latency reads the tag that says when the push was accepted, in Unix milliseconds.
func latency(accepted string, at time.Time) *int64 {
	ms, err := strconv.ParseInt(accepted, 10, 64)
	if err != nil {
		return nil
	}
	took := at.UnixMilli() - ms
	return &took
}

// TextMessages gives every text message that left, oldest first.
func (s *System) TextMessages() []TextMessage {
	sent := s.texts.Outbox()
	out := make([]TextMessage, 0, len(sent))
	for _, m := range sent {
		out = append(out, TextMessage{ID: m.ID, To: m.To, Sender: m.From, Kind: m.Context["kind"], Body: m.Body, Tags: m.Context, At: m.At.UTC().Truncate(time.Millisecond)})
	}
	return out
}

// Percentile gives the value below which p percent of the values lie (nearest rank), and false when there are none.
func Percentile(values []int64, p int) (int64, bool) {
	if len(values) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(0, (len(sorted)*p+99)/100-1)], true
}

// mailboxList is what the list of the mailbox shows, newest first.
type mailboxList struct {
	Mails    []Mail
	Texts    []TextMessage
	Measured int // mails whose push is known
	P50, P99 int64
}

func (s *System) mailboxList() mailboxList {
	l := mailboxList{Mails: s.Mailbox(), Texts: s.TextMessages()}
	var took []int64
	for _, m := range l.Mails {
		if m.Latency != nil {
			took = append(took, *m.Latency)
		}
	}
	l.Measured = len(took)
	l.P50, _ = Percentile(took, 50)
	l.P99, _ = Percentile(took, 99)
	slices.Reverse(l.Mails)
	slices.Reverse(l.Texts)
	return l
}

// What the pages may load: nothing but their own style, and a mail in a frame. A mail may load nothing at all: what it asks for
// elsewhere would tell that somebody looks at it here.
const (
	mailboxPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	mailPolicy    = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; form-action 'none'"
)

// addMailbox puts what left by e-mail and text message below /_local/.
func (s *System) addMailbox() error {
	pages, err := template.ParseFS(mailboxFiles, "mailbox.html")
	if err != nil {
		return err
	}
	show := func(w http.ResponseWriter, name string, data any) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", mailboxPolicy)
		w.Header().Set("Cache-Control", "no-store")
		if err := pages.ExecuteTemplate(w, name, data); err != nil {
			s.log.Error("render the mailbox", "error", err)
		}
	}
	s.local.HandleFunc("GET /_local/mail", func(w http.ResponseWriter, _ *http.Request) { show(w, "list", s.mailboxList()) })
	s.local.HandleFunc("GET /_local/mail.json", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, s.Mailbox()) })
	s.local.HandleFunc("GET /_local/sms.json", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, s.TextMessages()) })
	s.local.HandleFunc("GET /_local/mail/{id}", s.withMail(func(w http.ResponseWriter, m Mail) { show(w, "mail", m) }))
	s.local.HandleFunc("GET /_local/mail/{id}/html", s.withMail(writeMailHTML))
	s.AddPlace(Place{Group: "Messages", Title: "Mailbox", URL: s.URL() + "/_local/mail", Note: "every e-mail and text message as it was sent; as JSON: /_local/mail.json, /_local/sms.json"})
	return nil
}

func (s *System) withMail(show func(http.ResponseWriter, Mail)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, m := range s.mail.Outbox() {
			if m.ID == r.PathValue("id") {
				show(w, mailOf(m))
				return
			}
		}
		http.Error(w, "there is no such mail", http.StatusNotFound)
	}
}

// writeMailHTML gives the HTML of a mail as it was sent, but for one thing: its links open outside of the frame.
func writeMailHTML(w http.ResponseWriter, m Mail) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", mailPolicy)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Write(bytes.Replace([]byte(m.HTML), []byte("<head>"), []byte(`<head><base target="_blank">`), 1)) //nolint:errcheck // the reader is gone
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.Encode(v) //nolint:errcheck // the reader is gone
}
