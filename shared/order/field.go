package order

import (
	"strings"

	"doorstep/shared/fault"
)

// Field names a field of a body, as a JSON path like items[2].quantity, and says what is to be said about it. A detail never
// repeats a value: it may be personal.
type Field struct{ Path, Detail string }

// Invalid is the error that names every bad field of a body. It is of kind fault.Invalid.
type Invalid []Field

// Error lists the fields in one line.
func (v Invalid) Error() string {
	var b strings.Builder
	for i, f := range v {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(f.Path + " " + f.Detail)
	}
	return b.String()
}

// Unwrap gives the error its kind.
func (v Invalid) Unwrap() error { return fault.New(fault.Invalid, "%d bad fields", len(v)) }
