package sim

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"

	"doorstep/shared/fault"
)

// parameters is the Parameter Store, behind the repetitions of shared/config.
type parameters struct{ *world }

// Parameter implements config.Source.
func (p parameters) Parameter(ctx context.Context, name string) (string, error) {
	value, there := "", false
	err := p.call(ctx, request{edge: settings, what: name}, func(kind) error {
		value, there = p.values[name]
		return nil
	})
	switch {
	case err != nil:
		return "", fault.Wrap(fault.Unavailable, err, "read parameter %s", name)
	case !there:
		return "", fault.New(fault.NotFound, "parameter %s does not exist", name)
	default:
		return value, nil
	}
}

// wire is an HTTP connection to somebody outside.
type wire struct {
	*world
	edge edge
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (e wire) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := read(r)
	if err != nil {
		return nil, err
	}
	var answer *http.Response
	what := r.Method + " " + r.URL.Host + r.URL.Path + " " + strconv.FormatUint(uint64(sum(r.URL.RawQuery+string(body))), 16)
	acts := e.edge != asking
	err = e.call(r.Context(), request{edge: e.edge, what: what, acts: acts}, func(kind) error {
		sent := r.Clone(context.WithoutCancel(r.Context()))
		sent.Body = io.NopCloser(bytes.NewReader(body))
		var err error
		answer, err = e.next.RoundTrip(sent)
		return err
	})
	switch err {
	case errThrottled:
		return respond(r, http.StatusTooManyRequests), nil
	case errFailed:
		return respond(r, http.StatusServiceUnavailable), nil
	case nil:
		return answer, nil
	default:
		return nil, err
	}
}

func read(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	defer r.Body.Close() //nolint:errcheck // nothing is lost when closing a read body fails
	return io.ReadAll(r.Body)
}

// respond is an answer of a gateway before the service.
func respond(r *http.Request, status int) *http.Response {
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"text/plain"}}, Body: io.NopCloser(bytes.NewReader(nil)),
	}
}

// through is a client that reaches the outside over an edge, with the patience of the real one.
func (w *world) through(e edge, next http.RoundTripper) *http.Client {
	return &http.Client{
		Transport: wire{world: w, edge: e, next: next}, Timeout: e.patience(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
