// Package fetch holds the manners that every adapter keeps when it asks a carrier: a time limit per call, a cap on the
// answer, the wait that the carrier asks for, OAuth tokens that are reused until they end and replaced once when refused. It
// knows no carrier and never retries beyond that: the poll queue does.
package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/shared/carrier"
	"doorstep/shared/fault"
)

const (
	// MaxBody is the most that is read of an answer, the same as of a push. Histories with images are the largest, some 300 kB.
	MaxBody = 1 << 20
	// callTimeout bounds one call; the context of the caller may be shorter.
	callTimeout = 10 * time.Second
)

// Do sends a request and gives what the source answered, whatever its status. Only when no answer arrived is there an error,
// of kind fault.Unavailable. The error names the host and never the URL, which may hold a tracking number.
func Do(client *http.Client, now func() time.Time, req *http.Request) (carrier.Answer, error) {
	ctx, cancel := context.WithTimeout(req.Context(), callTimeout)
	defer cancel()
	res, err := client.Do(req.WithContext(ctx))
	if err != nil {
		return carrier.Answer{}, fault.New(fault.Unavailable, "ask %s: %s", req.URL.Host, reason(ctx, err))
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, MaxBody+1))
	if err != nil {
		return carrier.Answer{}, fault.New(fault.Unavailable, "read the answer of %s: %s", req.URL.Host, reason(ctx, err))
	}
	if len(body) > MaxBody {
		return carrier.Answer{}, fault.New(fault.TooLarge, "the answer of %s is over %d bytes", req.URL.Host, MaxBody)
	}
	return carrier.Answer{Status: res.StatusCode, Body: body, RetryAfter: retryAfter(res.Header, now())}, nil
}

// reason strips the URL that net/http wraps around a transport error.
func reason(ctx context.Context, err error) string {
	if ctx.Err() != nil {
		return ctx.Err().Error()
	}
	if e, ok := err.(*url.Error); ok { //nolint:errorlint // the outermost error is the one that carries the URL
		return e.Err.Error()
	}
	return err.Error()
}

// retryAfter reads Retry-After, in seconds or as a date (RFC 9110, section 10.2.3). More than a day is taken as a day.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := h.Get("Retry-After")
	if value == "" {
		return 0
	}
	wait := time.Duration(0)
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), 24*time.Hour)
}

// Open gives the base URL of a source and checks that the credentials hold what it needs, by name; the error names what is
// missing. base_url in the credentials (a sandbox, a simulator) stands before own, the source's own.
func Open(creds carrier.Credentials, own string, needed ...string) (base string, err error) {
	var missing []string
	for _, name := range needed {
		if creds[name] == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return "", fault.New(fault.Invalid, "credentials: missing %s", strings.Join(missing, ", "))
	}
	base = creds["base_url"]
	if base == "" {
		return own, nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", fault.New(fault.Invalid, "credentials: base_url is no http address")
	}
	return strings.TrimRight(base, "/"), nil
}

// Each asks for the numbers, at most batch of them per call, and notes in each answer what it was asked for. It stops at an
// answer after which the others would get the same (too many requests, come again later, unknown account) and at the first call
// that fails; numbers without an answer are simply not in the result. The error is that of the failed call, and only when nothing
// was answered at all.
func Each(ctx context.Context, numbers []string, batch int, ask func(some []string) (carrier.Answer, error)) ([]carrier.Answer, error) {
	var answers []carrier.Answer
	for some := range slices.Chunk(numbers, batch) {
		if ctx.Err() != nil {
			return someOr(answers, fault.Wrap(fault.Unavailable, ctx.Err(), "ask for numbers"))
		}
		answer, err := ask(some)
		if err != nil {
			return someOr(answers, err)
		}
		answer.Numbers = some
		answers = append(answers, answer)
		if Final(answer) {
			break
		}
	}
	return answers, nil
}

// Final reports whether an answer speaks for all that would be asked after it. Each stops at such a one; an adapter that calls
// Each for several groups asks it between them.
func Final(answer carrier.Answer) bool {
	switch answer.Status {
	case http.StatusTooManyRequests, http.StatusUnauthorized:
		return true
	default:
		return answer.Account || answer.RetryAfter > 0 && answer.Status >= http.StatusBadRequest
	}
}

func someOr(answers []carrier.Answer, err error) ([]carrier.Answer, error) {
	if len(answers) > 0 {
		return answers, nil
	}
	return nil, err
}

// From asks f about numbers, and tells it who moves them (Doorstep codes by number) where its source wants to know.
func From(
	ctx context.Context, f carrier.Fetcher, client *http.Client, creds carrier.Credentials, numbers []string, movers map[string]string,
) ([]carrier.Answer, error) {
	if told, ok := f.(carrier.MoverFetcher); ok {
		return told.FetchFor(ctx, client, creds, numbers, movers)
	}
	return f.Fetch(ctx, client, creds, numbers)
}

// NewRequest makes a request with an optional body of the given type.
func NewRequest(ctx context.Context, method, address, contentType string, body []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("build request: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "doorstep")
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return req, nil
}
