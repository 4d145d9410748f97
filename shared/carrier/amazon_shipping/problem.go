package amazonshipping

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
)

// failure reads one error of the Selling Partner API: {"code","message","details"}.
func (d *decoder) failure() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	code, message := decode.CodeAndMessage(d.Reader)
	d.Problem(carrier.Problem{Kind: kindOf(code, message), Code: code, Message: message})
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
	return cmp.Or(decode.KindOfWords(message, sayings...), decode.KindOfText(message), carrier.Invalid)
}

// sayings are what Amazon says in words of its own.
var sayings = []decode.Saying{
	{Kind: carrier.RateLimited, Words: "rate exceeded"},
	{Kind: carrier.Unauthorized, Words: "access to requested resource is denied"},
	{Kind: carrier.NotFound, Words: "could not find|unable to find"},
	{Kind: carrier.Upstream, Words: "internal service error"},
}
