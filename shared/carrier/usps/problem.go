package usps

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// failure reads {"error":{"code","message","errors":[{"title","detail","code","status"}]}}, or the plain word of an OAuth
// error. The most exact code and the longest message are kept. "error": null beside an answer is none.
func (d *decoder) failure(m *mailpiece) {
	if !d.IsObject() {
		m.problem.Code = d.Text(payload.Short)
		m.failed = m.problem.Code != ""
		return
	}
	m.failed = true
	top, inner := "", ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "code":
			top = d.Text(payload.Short)
		case "message":
			m.problem.Message = d.Text(payload.Line)
		case "errors":
			d.Each(func() {
				d.Object(func(key []byte) {
					switch string(key) {
					case "code":
						inner = d.Text(payload.Short)
					case "title", "detail":
						if text := d.Text(payload.Line); len(text) > len(m.problem.Message) {
							m.problem.Message = text
						}
					}
				})
			})
		}
	})
	m.problem.Kind = kindOf(top, inner, m.problem.Message)
	m.forbidden = top == "403" && m.problem.Kind == carrier.Unauthorized
	m.problem.Code = top
	if inner != "" {
		m.problem.Code = inner
	}
}

// sorted gives the problem its kind when reading it has not.
func sorted(p carrier.Problem) carrier.Problem {
	if p.Kind == "" {
		p.Kind = kindOf(p.Code, "", p.Message)
	}
	return p
}

// kindOf sorts an error. USPS answers 400 with code 150001 and a sentence for a label that it has not seen yet
// (USPS/api-examples issue 102); that is "not found", which a new label is for hours.
func kindOf(status, code, message string) string {
	if code == "150001" || decode.KindOfWords(message, unseen) != "" {
		return carrier.NotFound
	}
	switch status {
	case "401", "403", "invalid_client", "unauthorized_client", "invalid_token", "access_denied", "invalid_grant":
		return carrier.Unauthorized
	case "404":
		return carrier.NotFound
	case "429":
		return carrier.RateLimited
	case "500", "502", "503", "504", "server_error", "temporarily_unavailable":
		return carrier.Upstream
	}
	return cmp.Or(decode.KindOfText(message), carrier.Invalid)
}

// unseen is how USPS words that it has not seen a label.
var unseen = decode.Saying{
	Kind:  carrier.NotFound,
	Words: "status update is not yet available|not available for this|could not locate the tracking information|label has been created",
}
