package dpd

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
	"doorstep/shared/carrier/payload"
)

// fault reads a SOAP fault. What happened stands in its detail, below an element named after the service:
// <detail><authenticationFault><errorCode>…</errorCode><errorMessage>…</errorMessage></authenticationFault></detail>. DPD Cloud lists
// ErrorDataType in place of it.
func (d *decoder) fault() {
	var side, text, code, message string
	read := func(name string) bool {
		switch name {
		case "faultcode":
			side = d.Text(payload.Short)
		case "faultstring":
			text = d.Text(payload.Line)
		case "errorCode", "faultCode", "ErrorCode":
			code = cmp.Or(d.Text(payload.Short), code)
		case "errorMessage", "message", "ErrorMsgShort", "ErrorMsgLong":
			message = cmp.Or(d.Text(payload.Line), message)
		default:
			return false
		}
		return true
	}
	d.Object(func(key []byte) {
		if string(key) == "ErrorDataType" {
			d.Each(d.fault)
			return
		}
		if read(string(key)) || string(key) != "detail" {
			return
		}
		d.Object(func(key []byte) {
			if read(string(key)) {
				return
			}
			d.Each(func() { d.Object(func(key []byte) { read(string(key)) }) })
		})
	})
	message = cmp.Or(message, text)
	if side == "" && code == "" && message == "" {
		return
	}
	d.Recognise()
	d.Problem(carrier.Problem{Kind: kindOf(side, code, message), Code: cmp.Or(code, side), Message: message})
}

// kindOf sorts a fault: LOGIN_5 (no such user), LOGIN_6 (wrong token), LOGIN_8 (token ended) and their like are refusals of the
// account; of the rest the words tell, and at last whose fault SOAP says it is.
func kindOf(side, code, message string) string {
	upper := strings.ToUpper(code)
	switch {
	case strings.HasPrefix(upper, "LOGIN"), strings.Contains(upper, "AUTH"):
		return carrier.Unauthorized
	case strings.Contains(upper, "NOT_FOUND"), strings.Contains(upper, "NO_DATA"):
		return carrier.NotFound
	}
	if kind := cmp.Or(decode.KindOfWords(message, sayings...), decode.KindOfText(message)); kind != "" {
		return kind
	}
	if strings.HasSuffix(side, "Server") || strings.HasSuffix(side, "Receiver") {
		return carrier.Upstream
	}
	return carrier.Invalid
}

// sayings are words of DPD's messages, in the languages of its countries.
var sayings = []decode.Saying{
	{Kind: carrier.RateLimited, Words: "too many|zu viele|limit"},
	{Kind: carrier.Unauthorized, Words: "authentication|password|passwort|delisid|token"},
	{Kind: carrier.NotFound, Words: "not found|no data|unknown parcel|nicht gefunden|keine daten|niet gevonden|geen gegevens|inconnu|aucun"},
	{Kind: carrier.Invalid, Words: "invalid|ungültig|ongeldig|invalide|wrong format"},
}
