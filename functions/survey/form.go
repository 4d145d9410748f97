package main

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"doorstep/shared/fault"
	"doorstep/shared/web"
)

// maxForm is the largest form in bytes: a comment of 1,000 characters takes 12 when each is four bytes and escaped as a form does.
const maxForm = 16 << 10

// readForm reads what a form sent. fault.TooLarge, or fault.Malformed when it is no form.
func readForm(r *http.Request) (url.Values, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxForm+1))
	if err != nil {
		return nil, fault.Wrap(fault.Malformed, err, "read form")
	}
	if len(body) > maxForm {
		return nil, fault.New(fault.TooLarge, "form has more than %d bytes", maxForm)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, fault.New(fault.Malformed, "form cannot be read")
	}
	return form, nil
}

// sameOrigin tells by what the browser itself says, which no page can forge, whether one of our pages sent the form
// (https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site). Where it says nothing newer, Origin decides. Our
// pages send no referrer, so browsers write "null" there, which is no foreign site.
func sameOrigin(r *http.Request, publicURL string) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return true
	case "":
	default:
		return false
	}
	origin := r.Header.Get("Origin")
	return origin == "" || origin == "null" || strings.EqualFold(origin, web.BaseURL(publicURL, r)) || strings.EqualFold(origin, web.BaseURL("", r))
}
