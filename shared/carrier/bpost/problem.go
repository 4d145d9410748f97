package bpost

import (
	"cmp"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// exception reads <systemException><message>…</message></systemException> and its sister for errors of the caller.
func (d *decoder) exception(name string) {
	p := carrier.Problem{Code: name}
	d.Object(func(key []byte) {
		switch string(key) {
		case "message":
			p.Message = cmp.Or(p.Message, d.Text(payload.Line))
		case "code", "errorCode":
			p.Code = cmp.Or(d.Text(payload.Short), p.Code)
		}
	})
	p.Kind = carrier.Invalid
	if name == "systemException" {
		p.Kind = carrier.Upstream
	}
	if kind := kindOfText(p.Message); kind == carrier.NotFound || kind == carrier.Unauthorized || kind == carrier.RateLimited {
		p.Kind = kind
	}
	d.Recognise()
	d.Problem(p)
}

// kindOfText sorts a message by its words; "" when they say nothing.
func kindOfText(text string) string {
	unknown := decode.Saying{Kind: carrier.NotFound, Words: "no item|no data found|unknown item|unknown barcode|no parcel|item not known"}
	return cmp.Or(decode.KindOfWords(text, unknown), decode.KindOfText(text))
}
