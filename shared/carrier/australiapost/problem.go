package australiapost

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// failure reads {code, name, message} or {error_code, error_name, message}, adds it as a problem of the number if there is one, and
// reports whether it said anything.
func (d *decoder) failure(number string) bool {
	p := carrier.Problem{Number: number}
	name := ""
	d.Object(func(key []byte) {
		switch string(key) {
		case "code", "error_code", "Code", "error":
			p.Code = d.Text(payload.Short)
		case "name", "error_name", "Name":
			name = d.Text(payload.Line)
		case "message", "error_description", "Description":
			p.Message = d.Text(payload.Line)
		}
	})
	p.Message = cmp.Or(p.Message, name)
	if p.Code == "" && p.Message == "" {
		return false
	}
	if d.Spend() {
		p.Kind = kindOf(p.Code, cmp.Or(name, p.Message))
		d.Problem(p)
	}
	return true
}

// kindOf sorts an error by its code ("track items", error codes), else by its words. An article that cannot be tracked (ESB-10002)
// is a mistake of who asks: it will never be found.
func kindOf(code, text string) string {
	switch code {
	case "ESB-10001", "51104":
		return carrier.NotFound
	case "ESB-10002", "51100", "51101", "51102", "51103":
		return carrier.Invalid
	case "ESB-20010", "ESB-20050":
		return carrier.Upstream
	case "API_001":
		return carrier.Unauthorized
	case "API_002":
		return carrier.RateLimited
	default:
		return cmp.Or(decode.KindOfStatus(code), decode.KindOfText(text), decode.KindOfText(code), carrier.Invalid)
	}
}
