package fedex

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
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
	return cmp.Or(
		decode.KindOfWords(code, decode.Saying{Kind: carrier.NotFound, Words: "notfound|not.found"}),
		decode.KindOfWords(message, decode.Saying{Kind: carrier.RateLimited, Words: "too many requests|rate limit"}),
		decode.KindOfWords(code, codeWords...),
		decode.KindOfWords(message, sayings...),
		decode.KindOfStatus(code),
		carrier.Invalid,
	)
}

// codeWords are parts of codes.
var codeWords = []decode.Saying{
	{Kind: carrier.RateLimited, Words: "too.many|rate.limit|ratelimit|quota|throttl|spikearrest"},
	{Kind: carrier.Unauthorized, Words: "not.authorized|forbidden|unauthorized|relogin|reauthenticate|revoke|locked|invalid_client|invalid_grant|invalid_token|" +
		"access_denied|access_token|keymanagement|oauth"},
	{Kind: carrier.Upstream, Words: "internal.server|unavailable|unexpected|timeout|bad.gateway|system.error"},
}

// sayings are parts of messages.
var sayings = []decode.Saying{
	{Kind: carrier.NotFound, Words: "cannot be found|not be found|no record"},
	{Kind: carrier.Unauthorized, Words: "access token|authoriz|credential"},
	{Kind: carrier.Upstream, Words: "unexpected error|currently unavailable"},
}
