package asendia

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// problem is an error of the API (RFC 7807): {"type","title","status","detail","path","message","fieldErrors"}.
type problem struct {
	status                         string
	title, detail, message, number string
}

// noContent is the status by which Asendia USA says, in an answer of its own, that it has no events of the number.
const noContent = "204"

// failed reports whether it is one: "status" alone may also be the word of something that went well.
func (p problem) failed() bool {
	return p.title != "" || p.detail != "" || p.message != "" || len(p.status) == 3 && p.status >= "400"
}

func (p *problem) member(r *payload.Reader, key []byte) {
	switch string(key) {
	case "status", "responseStatusCode":
		p.status = r.Text(payload.Short)
	case "title":
		p.title = r.Text(payload.Line)
	case "detail", "error_description":
		p.detail = r.Text(payload.Line)
	case "message", "errorMessage", "error", "responseStatusMessage":
		p.message = r.Text(payload.Line)
	case "path": // "/api/customers/CH123/tracking/RL924104146CH"
		if _, number, ok := strings.Cut(r.Text(payload.Line), "/tracking/"); ok {
			p.number = decode.Number(number)
		}
	case "errorMessages", "fieldErrors":
		r.Each(func() {
			r.Object(func(key []byte) {
				if string(key) == "message" {
					p.detail = cmp.Or(p.detail, r.Text(payload.Line))
				}
			})
		})
	}
}

// responseStatus reads the status of an answer of Asendia USA, {"responseStatusCode","responseStatusMessage"}. A good one is
// no problem.
func (d *decoder) responseStatus(p *problem) {
	d.Recognise()
	var said problem
	d.Object(func(key []byte) { said.member(d.Reader, key) })
	if said.status == noContent || !strings.HasPrefix(said.status, "2") {
		*p = said
	}
}

// conclude adds the problem that an object is. number is the one that the object names, if any.
func (d *decoder) conclude(number string, p problem) {
	if !p.failed() {
		return
	}
	d.Recognise()
	if d.Spend() {
		d.Problem(carrier.Problem{
			Number: cmp.Or(number, p.number), Kind: p.kind(), Code: cmp.Or(p.status, p.message), Message: cmp.Or(p.detail, p.title, p.message),
		})
	}
}

// kind sorts a problem by its status, then by its words.
func (p problem) kind() string {
	switch p.status {
	case "401", "403":
		return carrier.Unauthorized
	case "404", noContent:
		return carrier.NotFound
	case "429":
		return carrier.RateLimited
	}
	if len(p.status) == 3 && p.status[0] == '5' {
		return carrier.Upstream
	}
	text := p.title + " " + p.detail + " " + p.message
	return cmp.Or(decode.KindOfWords(text, sayings...), decode.KindOfText(text), carrier.Invalid)
}

// sayings are what Asendia says in words of its own.
var sayings = []decode.Saying{
	{Kind: carrier.NotFound, Words: "not_found"},
	{Kind: carrier.Unauthorized, Words: "access is denied"},
}
