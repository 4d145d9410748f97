package purolator

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// information reads ResponseInformation: {Errors{Error…}, InformationalMessages}. It adds a problem for each error, about the
// number if there is one, and reports whether there was any. Informational messages are none.
func (d *decoder) information(number string) bool {
	failed := false
	one := func() {
		p := carrier.Problem{Number: number}
		d.failure(&p)
		if p.Code == "" && p.Message == "" {
			return
		}
		failed = true
		if d.Spend() {
			p.Kind = kindOf(p.Code, p.Message)
			d.Problem(p)
		}
	}
	d.Object(func(key []byte) {
		if string(key) != "Errors" {
			return
		}
		if d.IsList() {
			d.Each(one)
			return
		}
		d.Object(func(key []byte) {
			if string(key) == "Error" {
				d.Each(one)
			}
		})
	})
	return failed
}

// failure reads {Code, Description, AdditionalInformation}; the last may repeat what the caller sent and is not read.
func (d *decoder) failure(p *carrier.Problem) {
	d.Object(func(key []byte) {
		switch string(key) {
		case "Code", "code":
			p.Code = d.Text(payload.Short)
		case "Description", "description":
			p.Message = d.Text(payload.Line)
		}
	})
}

// kindOf sorts an error by its words: Purolator's documents list codes of shipping and estimating errors, none of tracking.
func kindOf(code, text string) string {
	text = strings.ToLower(text)
	for _, unknown := range [...]string{"unable to find", "no information", "no scan", "cannot be located", "aucun", "introuvable", "no result"} {
		if strings.Contains(text, unknown) {
			return carrier.NotFound
		}
	}
	return cmp.Or(decode.KindOfStatus(code), decode.KindOfText(text), decode.KindOfText(code), carrier.Invalid)
}
