package usps

import (
	"strings"

	"doorstep/shared/carrier"
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
	text := strings.ToLower(message)
	switch {
	case code == "150001", strings.Contains(text, "status update is not yet available"), strings.Contains(text, "not available for this"),
		strings.Contains(text, "could not locate the tracking information"), strings.Contains(text, "label has been created"):
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
	switch {
	case strings.Contains(text, "not authorized"), strings.Contains(text, "unauthorized"), strings.Contains(text, "permission"):
		return carrier.Unauthorized
	case strings.Contains(text, "too many requests"), strings.Contains(text, "quota"):
		return carrier.RateLimited
	case strings.Contains(text, "not found"):
		return carrier.NotFound
	default:
		return carrier.Invalid
	}
}
