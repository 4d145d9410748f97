package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"doorstep/shared/fault"
)

// ReadForm reads what a form of a page sent, of at most limit bytes. fault.TooLarge, or fault.Malformed when it is no form.
func ReadForm(r *http.Request, limit int) (url.Values, error) {
	body, err := ReadBody(r, limit)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, fault.New(fault.Malformed, "form cannot be read")
	}
	return form, nil
}

// ReadBody reads the bytes of a form, of at most limit bytes, as ReadForm does.
func ReadBody(r *http.Request, limit int) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, int64(limit)+1))
	if err != nil {
		return nil, fault.Wrap(fault.Malformed, err, "read form")
	}
	if len(body) > limit {
		return nil, fault.New(fault.TooLarge, "form has more than %d bytes", limit)
	}
	return body, nil
}

// SameOrigin tells by what the browser itself says, which no page can forge, whether one of our pages sent the form
// (https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site). No cookie acts for the reader, so whoever can
// send a form holds its token already; this keeps other sites from doing it through a reader who gave them the link.
//
// Where an older browser says nothing of it, Origin decides: the host of the request or the configured one. Our pages send no referrer,
// so browsers write "null" there (https://fetch.spec.whatwg.org/#append-a-request-origin-header), which is no foreign site.
func SameOrigin(r *http.Request, configured string) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return true
	case "":
	default:
		return false
	}
	origin := r.Header.Get("Origin")
	return origin == "" || origin == "null" || strings.EqualFold(origin, BaseURL(configured, r)) || strings.EqualFold(origin, BaseURL("", r))
}
