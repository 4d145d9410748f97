package canadapost

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// failure reads one member that only errors have, and reports whether it was one: messages/message/{code,description} (REST, with or
// without a wrapper; a list in JSON), a SOAP fault, {"pin","error":{"code","descEn"}} for one number of the JSON API, and the
// refusals of gateways.
func (d *decoder) failure(it *item, key []byte) bool {
	switch name := string(key); name {
	case "messages", "errors":
		d.Recognise()
		d.Each(func() { d.message(it) })
	case "Fault", "error":
		if !d.IsObject() {
			return it.refusal.Member(d.Reader, name)
		}
		d.message(it)
	case "error_description", "httpCode", "httpMessage", "moreInformation":
		return it.refusal.Member(d.Reader, name)
	default:
		return false
	}
	return true
}

// message reads one message, or a list of them below "message". Of several the first stands.
func (d *decoder) message(it *item) {
	var p carrier.Problem
	d.Object(func(key []byte) {
		switch string(key) {
		case "message":
			if d.IsObject() || d.IsList() {
				d.Each(func() { d.message(it) })
				return
			}
			p.Message = d.Text(payload.Line)
		case "code", "errorCode", "faultcode":
			p.Code = d.Text(payload.Short)
		case "description", "descEn", "descFr", "faultstring":
			if text := d.Text(payload.Line); p.Message == "" {
				p.Message = text
			}
		}
	})
	if it.problem == (carrier.Problem{}) {
		it.problem = p
	}
}

// report adds the problem of an item, if it has one.
func (d *decoder) report(it *item) bool {
	p := it.problem
	if p == (carrier.Problem{}) {
		var refused bool
		if p, refused = it.refusal.Problem(); !refused {
			return false
		}
	}
	d.Recognise()
	if d.Spend() {
		p.Number, p.Kind = it.parcel.Number, kindOf(p.Code, p.Message)
		d.Problem(p)
	}
	return true
}

// kindOf sorts an error. The codes are those of Canada Post's Messages and Code Tables
// (https://www.canadapost-postescanada.ca/info/mc/business/productsservices/developers/messagescodetables.jsf); "Server" stands
// for everything that its gateway refuses.
func kindOf(code, text string) string {
	text = strings.ToLower(text)
	code = strings.TrimPrefix(code, "soapenv:")
	switch {
	case code == "004", strings.Contains(text, "no pin history"), strings.Contains(text, "aucun historique"):
		return carrier.NotFound
	case strings.Contains(text, "slm monitor"):
		return carrier.RateLimited
	case code == "E002", len(code) == 5 && strings.HasPrefix(code, "AA0"), strings.Contains(text, "authentification"):
		return carrier.Unauthorized
	}
	if kind := cmp.Or(decode.KindOfStatus(code), decode.KindOfText(text)); kind != "" {
		return kind
	}
	switch code {
	case "Server", "env:Server", "9150", "9151", "9154", "9155":
		return carrier.Upstream
	default:
		return carrier.Invalid
	}
}
