package seal

import (
	"fmt"
	"io"
	"log/slog"
)

// hidden stands wherever a Text would have been printed.
const hidden = "[hidden]"

// Text is one personal value: a name, an address line, a phone number. The zero value is the empty text.
//
// The value sits behind a pointer, because fmt prints unexported fields of foreign structs without asking their methods; it
// prints an address then, never the text.
type Text struct{ value *string }

// Hide takes a personal value into custody.
func Hide(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{value: &s}
}

// Open gives the value away. Call it where the value leaves for the person it belongs to, or to be sealed; nowhere else.
func (t Text) Open() string {
	if t.value == nil {
		return ""
	}
	return *t.value
}

// Empty reports whether there is nothing to hide.
func (t Text) Empty() bool { return t.value == nil }

// Equal compares two values without showing either.
func (t Text) Equal(u Text) bool { return t.Open() == u.Open() }

// Format hides the value from every verb of fmt, %#v and %+v included.
func (t Text) Format(f fmt.State, _ rune) {
	io.WriteString(f, hidden) //nolint:errcheck // fmt keeps the error of its own writer
}

// String hides the value.
func (t Text) String() string { return hidden }

// LogValue hides the value from slog.
func (t Text) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the value from encoding/json, encoding/xml and whatever else writes texts.
func (t Text) MarshalText() ([]byte, error) { return []byte(hidden), nil }
