package seko

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// failure is an error as OmniParcel prints them: {"Errors":[{"Property","Message","Key","Value"}]}, "ValidationErrors" (an
// object or a list), "Rejected" ([{"Reason"}]), or a bare "Message" of the framework behind it. decode.Refusal reads those of
// gateways.
type failure struct {
	decode.Refusal
	code, text string
	failed     bool
}

func (d *decoder) failure(f *failure, key []byte) {
	switch string(key) {
	case "Errors", "Error", "ValidationErrors", "Rejected":
		if !d.IsObject() && !d.IsList() {
			f.add("", d.Text(payload.Line))
			return
		}
		d.Each(func() {
			if !d.IsObject() {
				f.add("", d.Text(payload.Line))
				return
			}
			d.complaint(f)
		})
	case "Message", "ExceptionMessage", "StatusDescription":
		if text := d.Text(payload.Line); f.text == "" {
			f.text = text
		}
	default:
		f.Member(d.Reader, string(key))
	}
}

// complaint reads one error. Value, which repeats what was asked for, is not read. An object without the usual members has
// one for each wrong member of the request: {"Destination.Address.CountryCode":"is required"}.
func (d *decoder) complaint(f *failure) {
	var code, name, property, text, other string
	d.Object(func(key []byte) {
		switch string(key) {
		case "ErrorCode", "code", "Code":
			code = d.Text(payload.Short)
		case "Key":
			name = d.Text(payload.Short)
		case "Property":
			property = d.Text(payload.Short)
		case "Message", "Reason", "message":
			text = d.Text(payload.Line)
		case "Value", "Severity", "Consignment", "ConsignmentNo":
		default:
			other = cmp.Or(other, d.Text(payload.Line))
		}
	})
	f.add(cmp.Or(code, name, property), cmp.Or(text, other))
}

func (f *failure) add(code, text string) {
	if code == "" && text == "" || f.failed {
		return
	}
	f.code, f.text, f.failed = code, text, true
}

// refuse reports an error, and whether there was one. A consignment without events whose status says that it is not known is
// one as well: SEKO answers so for labels that it has not printed yet.
func (d *decoder) refuse(f *failure, c *consignment) bool {
	p, gateway := f.Problem()
	text := strings.ToLower(f.text)
	switch {
	case len(c.events) > 0:
		return false
	case f.failed, f.text != "" && !c.tracked:
		p = carrier.Problem{Kind: kindOf(f.code, text), Code: f.code, Message: f.text}
	case unknown(c.status):
		p = carrier.Problem{Kind: carrier.NotFound, Message: c.status}
	case !gateway || c.tracked:
		return false
	}
	d.Recognise()
	p.Number = c.number
	d.Problem(p)
	return true
}

func unknown(status string) bool {
	status = strings.ToLower(status)
	return strings.Contains(status, "not found") || strings.Contains(status, "does not exist") || strings.Contains(status, "no consignment")
}

// kindOf sorts an error by its code, which may be an HTTP status, and its words.
func kindOf(code, text string) string {
	switch {
	case strings.Contains(text, "access key"), strings.Contains(text, "access_key"), strings.Contains(text, "authorization has been denied"):
		return carrier.Unauthorized
	case unknown(text):
		return carrier.NotFound
	case strings.Contains(text, "error has occurred"): // what the framework behind the API says when it breaks
		return carrier.Upstream
	}
	return cmp.Or(decode.KindOfStatus(code), decode.KindOfText(text), carrier.Invalid)
}
