package ship24

import (
	"cmp"
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
)

// failure reads {"code":"tracker_not_found","message":"…"}, one of "errors", and adds it to those before it.
func (d *decoder) failure(before []carrier.Problem) []carrier.Problem {
	if !d.IsObject() || !d.Spend() {
		return before
	}
	code, message := decode.CodeAndMessage(d.Reader)
	if code == "" && message == "" {
		return before
	}
	d.Recognise()
	return append(before, carrier.Problem{Kind: problemKind(code, message), Code: code, Message: message})
}

// problemKind sorts an error by the words of its code, then of its message: the documents give examples of codes and no list
// (https://docs.ship24.com/errors).
func problemKind(code, message string) string {
	for _, word := range strings.FieldsFunc(code, func(c rune) bool { return c == '_' || c == '-' || c == '.' || c == ' ' }) {
		switch strings.ToLower(word) {
		case "auth", "authentication", "apikey", "token", "unauthorized", "forbidden", "subscription":
			return carrier.Unauthorized
		case "quota", "rate", "throttled", "limit":
			return carrier.RateLimited
		case "internal", "server", "unavailable", "timeout":
			return carrier.Upstream
		}
	}
	spaced := strings.ReplaceAll(code, "_", " ")
	return cmp.Or(decode.KindOfStatus(code), decode.KindOfText(spaced), decode.KindOfText(message), carrier.Invalid)
}
