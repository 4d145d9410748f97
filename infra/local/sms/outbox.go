package sms

import (
	"fmt"
	"slices"
	"time"
)

// Sent is an accepted message. It holds personal data, so it prints as its id only, under every verb and in JSON: a page that
// shows it reads the fields.
type Sent struct {
	ID               string
	At               time.Time
	To               string // E.164
	From             string // the sender's id, number or pool
	Body             string
	ConfigurationSet string
	Context          map[string]string
}

// Format prints the id.
func (m Sent) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "text message %s", m.ID) }

// MarshalText does so for encoders, log/slog among them.
func (m Sent) MarshalText() ([]byte, error) { return []byte(fmt.Sprint(m)), nil }

// Outbox returns the accepted messages, oldest first. The slice is the caller's; what the messages point to is shared.
func (s *Server) Outbox() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.outbox)
}
