package web

import (
	"encoding/json"
	"errors"
	"net/http"

	"doorstep/shared/fault"
)

// Problem is an answer that says what went wrong, after RFC 9457 (https://www.rfc-editor.org/rfc/rfc9457).
type Problem struct {
	Type   string       `json:"type"` // "about:blank": the status says it all
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail,omitempty"`
	Errors []FieldError `json:"errors,omitempty"`
}

// FieldError names one bad field of a body.
type FieldError struct {
	Field  string `json:"field"`  // as a JSON path: items[2].quantity; empty: the body as a whole
	Detail string `json:"detail"` // what is wrong and what would be right
}

// WriteProblem answers with a problem document. Empty type and title are filled in.
func WriteProblem(w http.ResponseWriter, p Problem) {
	if p.Type == "" {
		p.Type = "about:blank"
	}
	if p.Title == "" {
		p.Title = http.StatusText(p.Status)
	}
	body, err := json.Marshal(p)
	if err != nil { // strings and integers only: it cannot happen
		body = []byte(`{"type":"about:blank","status":500}`)
	}
	Secure(w.Header())
	w.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(p.Status)
	w.Write(body) //nolint:errcheck // nobody is left to tell
}

// WriteError answers an error by its kind; it is the one place where a kind becomes an answer. Our own words about bad input
// reach the caller, because they name only what the caller sent; of everything else the caller learns the status, no more.
func WriteError(w http.ResponseWriter, err error) {
	p := Problem{Status: fault.Status(err)}
	var known *fault.Error
	if errors.As(err, &known) {
		switch known.Kind {
		case fault.Invalid, fault.Malformed, fault.TooLarge, fault.Conflict, fault.Gone:
			p.Detail = known.Text
		}
	}
	WriteProblem(w, p)
}

// WriteJSON answers with v as JSON. A v that does not marshal is a bug and gives 500.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		WriteError(w, fault.Wrap(fault.Internal, err, "write answer"))
		return
	}
	Secure(w.Header())
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(append(body, '\n')) //nolint:errcheck // nobody is left to tell
}

// Secure sets the headers that every answer carries, and a content policy that allows nothing unless one is set already.
func Secure(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Strict-Transport-Security", "max-age=31536000")
	if h.Get("Content-Security-Policy") == "" {
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	}
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
}
