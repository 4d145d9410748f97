package post

import (
	"errors"
	"time"
)

// failure is an error with what else is known of a message that did not leave.
type failure struct {
	error                // of shared/fault
	unsure bool          // it may have left all the same
	after  time.Duration // how long the other side wants to be left alone
}

// Unwrap gives the error with the kind.
func (f failure) Unwrap() error { return f.error }

// RetryAfter is how long the other side asked to be left alone; 0: it did not say.
func (f failure) RetryAfter() time.Duration { return f.after }

// Unsure reports whether the message may have left all the same.
func (f failure) Unsure() bool { return f.unsure }

// Unsure reports whether a message may have been taken although sending it gave an error.
func Unsure(err error) bool {
	var f failure
	return errors.As(err, &f) && f.unsure
}

// RetryAfter gives how long the other side wants to be left alone after an error; 0: it did not say.
func RetryAfter(err error) time.Duration {
	var f failure
	errors.As(err, &f)
	return f.after
}
