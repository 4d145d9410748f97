package post

import (
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"doorstep/shared/fault"
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

// How often a call is tried in all while it surely does not arrive, and how long it waits in between at most.
const (
	attempts    = 3
	longestWait = 300 * time.Millisecond // others wait behind this message
)

// onlyWhatDidNotArrive makes the retryer of calls that must not happen twice. The SDK's own repeats a call whose answer was lost, and
// one that broke off in the middle: SendEmail and SendTextMessage have no token by which AWS would know them again.
func onlyWhatDidNotArrive() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.MaxBackoff = longestWait
		o.Retryables = []retry.IsErrorRetryable{retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
			return aws.BoolTernary(neverArrived(err) || tooMany(code(err)))
		})}
	})
}

// neverArrived reports whether no connection was made, so that nothing can have been sent.
func neverArrived(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// tooMany reports whether a call was refused before anything was done, because there were too many.
func tooMany(code string) bool {
	return code == "TooManyRequestsException" || code == "ThrottlingException"
}

// code gives the name of AWS's error; empty when AWS did not answer.
func code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// unanswered is the failure of a call that AWS gave no error of its own for.
func unanswered(err error, service string) error {
	if neverArrived(err) {
		return failure{error: fault.New(fault.Unavailable, "%s is not reached", service)}
	}
	return failure{error: fault.New(fault.Unavailable, "%s did not answer, and may have taken it", service), unsure: true}
}

// refusal is what an error of AWS means for a message.
type refusal struct {
	kind fault.Kind
	what string
}

// refused gives an error of AWS its kind. What nobody has classified counts as passing: a message that lies in the queue for dead
// letters is found, one that was given up in silence is not.
func refused(known map[string]refusal, code, service string, unsure bool) error {
	r, ok := known[code]
	if !ok {
		r = refusal{fault.Unavailable, "it says " + code}
	}
	return failure{error: fault.New(r.kind, "%s: %s", service, r.what), unsure: unsure}
}

// broken reports whether AWS failed in the middle of its work, so that nobody knows what it had done before.
func broken(err error) bool {
	var answer *smithyhttp.ResponseError
	return errors.As(err, &answer) && answer.HTTPStatusCode() >= http.StatusInternalServerError
}
