package fetch

import (
	"net/http"

	"doorstep/shared/carrier"
)

// Problem says what an answer to a poll means by its status alone, for answers whose body says nothing that the adapter can
// read: a gateway's HTML, an empty 404. False for a status that is no failure.
func Problem(status int) (carrier.Problem, bool) {
	p := carrier.Problem{Code: http.StatusText(status), Message: "the answer has no body that can be read"}
	switch {
	case status < http.StatusBadRequest:
		return carrier.Problem{}, false
	case status == http.StatusNotFound, status == http.StatusGone:
		p.Kind = carrier.NotFound
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		p.Kind = carrier.Unauthorized
	case status == http.StatusTooManyRequests:
		p.Kind = carrier.RateLimited
	case status >= http.StatusInternalServerError, status == http.StatusRequestTimeout:
		p.Kind = carrier.Upstream
	default:
		p.Kind = carrier.Invalid
	}
	return p, true
}
