package post

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"

	"doorstep/shared/fault"
)

// Service is an AWS service that is called without the SDK's client. The two clients would cost notify 5,000 allocations at each cold
// start (11,200 instead of 6,100) and a megabyte, for 116 and 106 operations of which it uses one each; and they repeat calls that must
// not be repeated. A test holds our requests to be those that the SDK makes.
type Service struct {
	Client  *http.Client // signs what it sends, and repeats nothing: config.Env.Signed makes it
	Address string       // without a slash at its end
}

// How often a call is tried in all while it surely does not arrive, and how long it waits in between at most.
const (
	attempts    = 3
	longestWait = 300 * time.Millisecond // others wait behind this message
)

// maxAnswer bounds what is read of an answer: an id, or an error.
const maxAnswer = 64 << 10

// awsError is an error that AWS answered with.
type awsError struct {
	status  int
	Code    string `json:"__type"`
	Message string // may hold addresses: it is never repeated
	Reason  string
}

// Error gives the code.
func (e *awsError) Error() string { return e.Code }

// call posts a request and gives what it answers. It is repeated only when it surely did not arrive: AWS gives neither SendEmail nor
// SendTextMessage a token by which it would know the same one again. The error is an *awsError where AWS gave one.
func (s Service) call(ctx context.Context, path string, header map[string]string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		err = s.once(ctx, path, header, body, out)
		if attempt == attempts || !neverArrived(err) && !tooMany(err) {
			return err
		}
		timer := time.NewTimer(rand.N(longestWait))
		select {
		case <-ctx.Done():
			timer.Stop()
			return err
		case <-timer.C:
		}
	}
}

func (s Service) once(ctx context.Context, path string, header map[string]string, body []byte, out any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Address+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	answer, err := s.Client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // nothing is lost when closing a read body fails
	said, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if answer.StatusCode != http.StatusOK {
		return readError(answer, said)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(said, out)
}

// readError reads an error of either protocol: its name stands in a header or in "__type", there behind a '#', and a ':' may follow.
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
func readError(answer *http.Response, said []byte) error {
	e := &awsError{status: answer.StatusCode}
	_ = json.Unmarshal(said, e) // a page of a gateway is no JSON: the status tells enough
	if name := answer.Header.Get("X-Amzn-Errortype"); name != "" {
		e.Code = name
	}
	e.Code, _, _ = strings.Cut(e.Code[strings.LastIndexByte(e.Code, '#')+1:], ":")
	return e
}

// neverArrived reports whether no connection was made, so that nothing can have been sent.
func neverArrived(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// tooMany reports whether a call was refused before anything was done, because there were too many.
func tooMany(err error) bool {
	var e *awsError
	return errors.As(err, &e) && (e.Code == "TooManyRequestsException" || e.Code == "ThrottlingException")
}

// refusal is what an error of AWS means for a message.
type refusal struct {
	kind fault.Kind
	what string
}

// failed gives the error of a call its kind. What nobody has classified counts as passing: a message that waits is found, one that was
// given up in silence is not.
func failed(err error, service string, known map[string]refusal) error {
	var e *awsError
	switch {
	case neverArrived(err):
		return failure{error: fault.New(fault.Unavailable, "%s is not reached", service)}
	case !errors.As(err, &e):
		return failure{error: fault.New(fault.Unavailable, "%s did not answer, and may have taken it", service), unsure: true}
	case e.status >= http.StatusInternalServerError:
		return failure{error: fault.New(fault.Unavailable, "%s failed (%d), and may have taken it", service, e.status), unsure: true}
	}
	r, ok := known[e.Code]
	if !ok {
		r = refusal{fault.Unavailable, fmt.Sprintf("it answers %d %s", e.status, word(e.Code))}
	}
	if e.Reason != "" {
		return failure{error: fault.New(r.kind, "%s: %s (%s)", service, r.what, word(e.Reason))}
	}
	return failure{error: fault.New(r.kind, "%s: %s", service, r.what)}
}

// word lets through what can be the name of an error, and nothing that could hold an address.
func word(s string) string {
	if len(s) > 80 || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_") != "" {
		return "something unreadable"
	}
	return s
}
