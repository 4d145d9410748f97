package fedex

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/payload"
)

// resultError reads the error of one number inside an answer that otherwise succeeded.
func (d *decoder) resultError(r *result) {
	p := d.problem()
	if p.Code != "" || p.Message != "" {
		r.problem, r.failed = p, true
	}
}

// topError reads the error of a token endpoint (RFC 6749), or of a single result at the top.
func (d *decoder) topError(r *result, key string) {
	if key == "error_description" {
		r.problem.Message = d.Text(payload.Line)
		return
	}
	if !d.IsText() {
		d.resultError(r)
		return
	}
	r.problem.Code = d.Text(payload.Short)
	r.problem.Kind = kindOf(r.problem.Code, "")
	r.failed = r.problem.Code != ""
}

// failure reads one error of the gateway's envelope: {"errors":[{"code","message","parameterList"}]}, or Apigee's
// {"fault":{"faultstring","detail":{"errorcode"}}}.
func (d *decoder) failure() {
	if !d.Spend() {
		return
	}
	p := d.problem()
	d.told = true
	d.Problem(p)
}

func (d *decoder) problem() carrier.Problem {
	var p carrier.Problem
	d.Object(func(key []byte) {
		switch string(key) {
		case "code":
			p.Code = d.Text(payload.Short)
		case "message", "faultstring":
			p.Message = d.Text(payload.Line)
		case "detail":
			p.Code = cmp.Or(p.Code, d.member("errorcode"))
		}
	})
	p.Kind = kindOf(p.Code, p.Message)
	return p
}

// readAlerts reads remarks on the whole answer: a text "TRACKING.DATA.NOTFOUND - Tracking data unavailable", or a list of
// {"code","alertType","message"}.
func (d *decoder) readAlerts() {
	if !d.IsText() {
		d.Each(func() { d.alert = d.problem() })
		return
	}
	text := d.Text(payload.Line)
	code, message, _ := strings.Cut(text, " ")
	d.alert = carrier.Problem{Code: code, Message: strings.Trim(message, "- "), Kind: kindOf(code, message)}
}

// alerts makes a problem of a remark on an answer that says nothing else.
func (d *decoder) alerts() {
	if d.told || d.alert.Code == "" || !d.Spend() {
		return
	}
	d.Problem(d.alert)
}

// kindOf sorts an error by its code, whose parts are words divided by dots, then by its message. The codes are those of the Track
// API's and the gateway's lists (developer.fedex.com/api/en-us/guides/api-reference.html).
func kindOf(code, message string) string {
	word, text := strings.ToUpper(code), strings.ToLower(message)
	has := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(word, part) {
				return true
			}
		}
		return false
	}
	says := func(phrases ...string) bool {
		for _, phrase := range phrases {
			if strings.Contains(text, phrase) {
				return true
			}
		}
		return false
	}
	switch {
	case has("NOTFOUND", "NOT.FOUND"):
		return carrier.NotFound
	case has("TOO.MANY", "RATE.LIMIT", "RATELIMIT", "QUOTA", "THROTTL", "SPIKEARREST"), word == "429", says("too many requests", "rate limit"):
		return carrier.RateLimited
	case has("NOT.AUTHORIZED", "FORBIDDEN", "UNAUTHORIZED", "RELOGIN", "REAUTHENTICATE", "REVOKE", "LOCKED", "INVALID_CLIENT",
		"INVALID_GRANT", "INVALID_TOKEN", "ACCESS_DENIED", "ACCESS_TOKEN", "KEYMANAGEMENT", "OAUTH"), word == "401", word == "403":
		return carrier.Unauthorized
	case has("INTERNAL.SERVER", "UNAVAILABLE", "UNEXPECTED", "TIMEOUT", "BAD.GATEWAY", "SYSTEM.ERROR"), word == "500", word == "503":
		return carrier.Upstream
	case says("cannot be found", "not be found", "no record"):
		return carrier.NotFound
	case says("access token", "authoriz", "credential"):
		return carrier.Unauthorized
	case says("unexpected error", "currently unavailable"):
		return carrier.Upstream
	default:
		return carrier.Invalid
	}
}
