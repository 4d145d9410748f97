// Package fault names the kinds of errors that decide what happens next: the status of an HTTP answer and the fate of a
// queued message. A package that finds an error gives it a kind where the cause is known; the edge maps the kind once, in
// Status and Disposition. It holds no texts for shoppers and logs nothing.
package fault

import (
	"errors"
	"fmt"
	"net/http"
)

// Kind says what sort of thing went wrong. The zero value is Internal: an error nobody classified is a bug of ours.
type Kind int

// The kinds, each with the question that it answers for the caller.
const (
	Internal     Kind = iota // our bug: nobody outside can mend it
	Invalid                  // the caller's input is wrong and can be mended by the caller
	Malformed                // bytes that cannot be read at all; reading them again will not help
	Unauthorized             // who is this? no or wrong credentials
	Forbidden                // known, but not allowed
	NotFound                 // no such thing
	Conflict                 // somebody else changed it meanwhile
	TooLarge                 // over a limit
	Throttled                // too often: try later
	Unavailable              // something we depend on does not answer: try later
	Gone                     // there was such a thing; it was erased and must not come back
)

var names = [...]string{"internal", "invalid", "malformed", "unauthorized", "forbidden", "not_found", "conflict", "too_large", "throttled", "unavailable", "gone"}

// String gives the kind's name as it stands in logs and metrics.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(names) {
		return "internal"
	}
	return names[k]
}

// Error is an error with a kind. Its text is for operators; it must never hold personal data.
type Error struct {
	Kind Kind
	Text string
	Err  error // the cause, or nil
}

// Error gives the text and, when there is one, the cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Text
	}
	return e.Text + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an error of a kind.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Text: fmt.Sprintf(format, args...)}
}

// Wrap gives a cause a kind and says what was being done. Wrapping nil gives nil.
func Wrap(kind Kind, cause error, format string, args ...any) error {
	if cause == nil {
		return nil
	}
	return &Error{Kind: kind, Text: fmt.Sprintf(format, args...), Err: cause}
}

// KindOf gives the kind of the outermost classified error in the chain, Internal when there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Unless gives err, and nil when it is of a kind that is no trouble to the caller: a thing that is gone was not needed any more.
func Unless(kind Kind, err error) error {
	if err != nil && KindOf(err) == kind {
		return nil
	}
	return err
}

var statuses = [...]int{
	Internal: http.StatusInternalServerError, Invalid: http.StatusUnprocessableEntity, Malformed: http.StatusBadRequest,
	Unauthorized: http.StatusUnauthorized, Forbidden: http.StatusForbidden, NotFound: http.StatusNotFound,
	Conflict: http.StatusConflict, TooLarge: http.StatusRequestEntityTooLarge, Throttled: http.StatusTooManyRequests,
	Unavailable: http.StatusServiceUnavailable, Gone: http.StatusGone,
}

// Status maps an error to the HTTP status that answers it; nil is 200.
func Status(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return statuses[KindOf(err)]
}

// Fate is what becomes of a queued message after its handling.
type Fate int

// The fates of a message.
const (
	Ack   Fate = iota // done: delete it
	Retry             // leave it: it comes back after its visibility time-out, and to the dead letters in the end
	Park              // it can never succeed: keep it where operators see it, then delete it
)

// Disposition maps an error to the fate of the message whose handling gave it. What can never succeed is parked at once
// instead of being tried five times; everything that might pass later, and every bug of ours, is retried, so that the
// dead-letter queue means "look at this".
func Disposition(err error) Fate {
	if err == nil {
		return Ack
	}
	switch KindOf(err) {
	case Gone: // neither tried again nor kept: what it is about was erased
		return Ack
	case Invalid, Malformed, TooLarge:
		return Park
	default:
		return Retry
	}
}
