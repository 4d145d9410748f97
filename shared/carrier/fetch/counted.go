package fetch

import (
	"context"
	"net/http"
)

// Counted gives a client whose every request first asks permit, which may wait, and is not sent when permit fails. Requests for
// tokens and a second try after a refused token are calls like all others: a source counts them too.
func Counted(client *http.Client, permit func(ctx context.Context) error) *http.Client {
	twin := *client
	twin.Transport = counted{client.Transport, permit}
	return &twin
}

type counted struct {
	next   http.RoundTripper // nil: the default
	permit func(ctx context.Context) error
}

func (c counted) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := c.permit(r.Context()); err != nil {
		if r.Body != nil {
			r.Body.Close() // a RoundTripper closes the body even when it fails
		}
		return nil, err
	}
	if c.next == nil {
		return http.DefaultTransport.RoundTrip(r)
	}
	return c.next.RoundTrip(r)
}
