package queue

import (
	"strings"
	"unicode/utf8"

	"doorstep/shared/fault"
)

// The limits of SQS.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const (
	MaxMessage = 1 << 20 // bytes of body and attributes (names, types and values) of one message, and of all in one batch

	maxEntries    = 10
	maxAttributes = 10
	maxName       = 256
	maxGroup      = 128
)

// Message is what one SendMessage carries.
type Message struct {
	Body       string
	Attributes map[string]string // string attributes; empty values are not sent, because SQS refuses them
	Group      string            // whose turn it is in a fair queue: MessageGroupId, or empty
}

// Check reports what SQS would refuse: fault.TooLarge beyond MaxMessage, fault.Invalid for the rest.
func (m Message) Check() error {
	if m.Body == "" {
		return fault.New(fault.Invalid, "message: the body is empty")
	}
	if !legal(m.Body) {
		return fault.New(fault.Invalid, "message: the body holds a character that SQS refuses")
	}
	if len(m.Attributes) > maxAttributes {
		return fault.New(fault.Invalid, "message: %d attributes, at most %d", len(m.Attributes), maxAttributes)
	}
	for name, value := range m.Attributes {
		if !legalName(name) {
			return fault.New(fault.Invalid, "message: %q is no name of an attribute", name)
		}
		if !legal(value) {
			return fault.New(fault.Invalid, "message: attribute %s holds a character that SQS refuses", name)
		}
	}
	if len(m.Group) > maxGroup {
		return fault.New(fault.Invalid, "message: the group has %d characters, at most %d", len(m.Group), maxGroup)
	}
	if size := m.size(); size > MaxMessage {
		return fault.New(fault.TooLarge, "message: %d bytes, at most %d", size, MaxMessage)
	}
	return nil
}

// size counts as SQS does: body, and name, type and value of each attribute.
func (m Message) size() int {
	size := len(m.Body)
	for name, value := range m.Attributes {
		if value != "" {
			size += len(name) + len("String") + len(value)
		}
	}
	return size
}

// legal reports whether SQS takes every character of s.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func legal(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return false
		}
	}
	return true
}

// legalName follows the rules for names of attributes; those that begin with AWS. or Amazon. are reserved.
func legalName(s string) bool {
	if s == "" || len(s) > maxName || s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	lower := strings.ToLower(s)
	if strings.HasPrefix(lower, "aws.") || strings.HasPrefix(lower, "amazon.") {
		return false
	}
	for i := range len(s) {
		c := lower[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' && c != '.' {
			return false
		}
	}
	return true
}
