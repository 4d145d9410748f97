package royalmail

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// failure reads {"errorCode","errorDescription","errorCause","errorResolution"} and adds it to problems, its kind still open
// when only the status of the whole answer can tell.
func (d *decoder) failure(problems []carrier.Problem) []carrier.Problem {
	if !d.IsObject() || !d.Spend() {
		return problems
	}
	var p carrier.Problem
	cause := ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "errorCode":
			p.Code = d.Text(payload.Short)
		case "errorDescription":
			p.Message = d.Text(payload.Line)
		case "errorCause":
			cause = d.Text(payload.Line)
		}
	})
	p.Message = cmp.Or(p.Message, cause)
	if p.Code == "" && p.Message == "" {
		return problems
	}
	p.Kind = kindOf(p.Code, "", "")
	return append(problems, p)
}

// sorted gives the problem of one item its kind: nothing but its words is left to tell.
func sorted(p carrier.Problem) carrier.Problem {
	p.Kind = cmp.Or(p.Kind, kindOf("", "", p.Message))
	return p
}

// kindOf sorts an error by its code (Tracking API v2, error codes; names of the exceptions in
// https://github.com/elliotjreed/royal-mail-tracking), else by the HTTP status of the answer, else by its words. Without code,
// status and words it is "": an error still to be sorted.
func kindOf(code, status, message string) string {
	switch code {
	case "E1142", "E1144", "E1145", "E1284", "E1308": // barcode not recognised; proof or update not available (yet)
		return carrier.NotFound
	case "E0010":
		return carrier.RateLimited
	case "E0004", "E0013", "E1283": // headers, too many parameters, a product without tracking
		return carrier.Invalid
	case "E0001", "E0009", "E1307": // service unavailable, internal error, tracking unavailable
		return carrier.Upstream
	}
	if status == "" && message == "" {
		return ""
	}
	return cmp.Or(decode.KindOfStatus(status), decode.KindOfText(message), carrier.Invalid)
}
