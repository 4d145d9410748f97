package veho

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// problem is an error of the API: {"message","errors":[{"code","message","path"}],"error"}. "error" is what older versions
// said, a text or {"code","error"}.
type problem struct{ status, code, message string }

func (p *problem) member(r *payload.Reader, key []byte) {
	switch string(key) {
	case "message":
		p.message = r.Text(payload.Line)
	case "statusCode":
		p.status = r.Text(payload.Short)
	case "errors":
		r.Each(func() {
			r.Object(func(key []byte) {
				switch string(key) {
				case "code":
					p.code = cmp.Or(p.code, r.Text(payload.Short))
				case "message":
					p.message = cmp.Or(p.message, r.Text(payload.Line))
				}
			})
		})
	case "error":
		if !r.IsObject() {
			p.legacy(r.Text(payload.Line))
			return
		}
		r.Object(func(key []byte) {
			switch string(key) {
			case "code":
				p.status = r.Text(payload.Short)
			case "error", "message":
				p.legacy(r.Text(payload.Line))
			}
		})
	}
}

func (p *problem) legacy(text string) { p.message = cmp.Or(p.message, text) }

// conclude adds the problem that an object is.
func (d *decoder) conclude(number string, p problem) {
	if p.message == "" && p.code == "" && p.status < "400" {
		return
	}
	d.Recognise()
	if d.Spend() {
		d.Problem(carrier.Problem{Number: number, Kind: p.kind(), Code: cmp.Or(p.code, p.status), Message: p.message})
	}
}

// kind sorts a problem by the status that some bodies repeat, then by Veho's words for it. The codes of errors[] are all about
// the request (docs.api.shipveho.com, "Handling errors").
func (p problem) kind() string {
	switch {
	case p.status == "401", p.status == "403":
		return carrier.Unauthorized
	case p.status == "404":
		return carrier.NotFound
	case p.status == "429":
		return carrier.RateLimited
	case len(p.status) == 3 && p.status[0] == '5':
		return carrier.Upstream
	case p.code != "":
		return carrier.Invalid
	}
	return cmp.Or(decode.KindOfWords(p.message, sayings...), decode.KindOfText(p.message), carrier.Invalid)
}

// sayings are what Veho says in words of its own.
var sayings = []decode.Saying{
	{Kind: carrier.NotFound, Words: "could not be found|doesn't exist"},
	{Kind: carrier.Upstream, Words: "offline for maintenance|problem with our server"},
}
