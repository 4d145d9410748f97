package amazonshipping

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/payload"
)

// failure reads one error of the Selling Partner API: {"code","message","details"}.
func (d *decoder) failure() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	var p carrier.Problem
	d.Object(func(key []byte) {
		switch string(key) {
		case "code":
			p.Code = d.Text(payload.Short)
		case "message":
			p.Message = d.Text(payload.Line)
		}
	})
	p.Kind = kindOf(p.Code, p.Message)
	d.Problem(p)
}

// refused adds the refusal of Login with Amazon, {"error","error_description"}, or of the gateway, {"message"}.
func (d *decoder) refused(p carrier.Problem) {
	d.Recognise()
	if d.Spend() {
		p.Kind = kindOf(p.Code, p.Message)
		d.Problem(p)
	}
}

// kindOf sorts an error by the codes of the Selling Partner API
// (developer-docs.amazon.com/sp-api/docs/sp-api-errors) and of OAuth (RFC 6749, section 5.2), then by its words.
func kindOf(code, message string) string {
	switch strings.ToLower(code) {
	case "unauthorized", "accessdenied", "accessdeniedexception", "missingauthenticationtoken", "invalidaccesstoken", "invalidsignature",
		"forbidden", "invalid_client", "invalid_grant", "unauthorized_client", "invalid_token", "access_denied", "401", "403":
		return carrier.Unauthorized
	case "quotaexceeded", "requestthrottled", "throttlingexception", "toomanyrequests", "toomanyrequestsexception", "429", "slow_down":
		return carrier.RateLimited
	case "notfound", "resourcenotfound", "resourcenotfoundexception", "404":
		return carrier.NotFound
	case "internalfailure", "internalservererror", "internalerror", "serviceunavailable", "servererror", "500", "503", "504",
		"server_error", "temporarily_unavailable":
		return carrier.Upstream
	}
	text := strings.ToLower(message)
	says := func(phrases ...string) bool {
		for _, phrase := range phrases {
			if strings.Contains(text, phrase) {
				return true
			}
		}
		return false
	}
	switch {
	case says("exceeded your quota", "too many requests", "rate exceeded", "throttl"):
		return carrier.RateLimited
	case says("access to requested resource is denied", "access token", "not authorized", "unauthorized", "forbidden"):
		return carrier.Unauthorized
	case says("not found", "no tracking information", "does not exist", "could not find", "unable to find"):
		return carrier.NotFound
	case says("internal error", "internal service error", "internal server error", "service unavailable", "timed out"):
		return carrier.Upstream
	default:
		return carrier.Invalid
	}
}
