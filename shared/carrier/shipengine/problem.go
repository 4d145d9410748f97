package shipengine

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// failure reads {"error_source","error_type","error_code","message"}, one of "errors". Older answers have {"message"}
// alone, or put the three words into "data" of a JSON-RPC error.
func (d *decoder) failure() {
	if !d.IsObject() || !d.Spend() {
		return
	}
	p, kind := carrier.Problem{}, ""
	var read func(key []byte)
	read = func(key []byte) {
		switch string(key) {
		case "error_type":
			kind = d.Text(payload.Short)
		case "error_code":
			p.Code = d.Text(payload.Short)
		case "code":
			p.Code = cmp.Or(p.Code, d.Text(payload.Short))
		case "message":
			p.Message = d.Text(payload.Line)
		case "data":
			d.Object(read)
		}
	}
	d.Object(read)
	if p.Code == "" && p.Message == "" && kind == "" {
		return
	}
	d.Recognise()
	p.Kind = problemKind(p.Code, kind, p.Message)
	d.Problem(p)
}

// problemKind sorts an error by its code, then by its words, then by its type
// (https://www.shipengine.com/docs/errors/codes/). "unspecified" and "unknown" are what a carrier's own refusal is called.
func problemKind(code, kind, message string) string {
	switch code {
	case "not_found", "file_not_found", "tracking_not_found":
		return carrier.NotFound
	case "unauthorized", "forbidden", "subscription_inactive", "trial_expired", "terms_not_accepted", "carrier_disconnected",
		"carrier_not_connected", "account_status":
		return carrier.Unauthorized
	case "rate_limit_exceeded":
		return carrier.RateLimited
	case "unspecified", "unknown", "":
	default:
		if byStatus := decode.KindOfStatus(code); byStatus != "" {
			return byStatus
		}
		return carrier.Invalid
	}
	if byText := decode.KindOfText(message); byText != "" {
		return byText
	}
	switch kind {
	case "system", "integrations":
		return carrier.Upstream
	case "security", "account_status":
		return carrier.Unauthorized
	default:
		return carrier.Invalid
	}
}
