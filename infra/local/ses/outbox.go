package ses

import (
	"fmt"
	"slices"
	"time"
)

// Header is a name with a value: a mail header, or a tag.
type Header struct{ Name, Value string }

// Sent is an accepted message. It holds personal data, so it prints as its id only, under every verb and in JSON: a page that
// shows it reads the fields.
type Sent struct {
	ID               string
	At               time.Time
	From             string
	To, Cc, Bcc      []string
	ReplyTo          []string
	Subject          string
	Text, HTML       string // the body's two forms; empty for raw messages
	Headers          []Header
	Raw              []byte // the whole message, when it was sent as one
	Template         string // name, when one was used; Subject, Text and HTML are filled in
	Tags             []Header
	ConfigurationSet string
	Suppressed       []string // recipients that SES would not deliver to
	Problem          string   // why SES would not send it although it was accepted, or empty
}

// Format prints the id.
func (m Sent) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "mail %s", m.ID) }

// MarshalText does so for encoders, log/slog among them.
func (m Sent) MarshalText() ([]byte, error) { return []byte(fmt.Sprint(m)), nil }

func (m Sent) recipients() []string { return slices.Concat(m.To, m.Cc, m.Bcc) }

// Outbox returns the accepted messages, oldest first. The slice is the caller's; what the messages point to is shared.
func (s *Server) Outbox() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.outbox)
}
