package purolator

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/carrier/decode"
)

// Interpret explains Purolator's scan types ("Undeliverable"), numbers of events ("4200") and wordings, English and French. The
// wording counts first: scan types are coarse, and production answers print a new label and an arrival under "Undeliverable".
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	text = strings.ReplaceAll(text, "’", "'")
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	if m, ok := a.codes.Words(text); ok {
		return m, true
	}
	if m, ok := a.codes.Code("event", code); ok {
		return m, true
	}
	return a.codes.Code("type", code)
}

// private lists how wordings begin that go on with a name, a street or a merchant's reference, and how much of them may be shown.
var private = [...]struct{ start, public string }{
	{"shipment delivered to", "Shipment delivered"},
	{"envoi livré à", "Envoi livré"},
	{"picked up by purolator at", "Picked up by Purolator"},
	{"received by purolator at", "Received by Purolator"},
	{"received by purolator for processing at", "Received by Purolator for processing"},
	{"reçu par purolator à", "Reçu par Purolator"},
	{"ramassé par purolator à", "Ramassé par Purolator"},
	{"shipping label created with reference", "Shipping label created"},
}

// apart gives of a wording what may be shown, and the name in "Shipment delivered to: SMITH at: FRONT DOOR".
func apart(text string) (public, name string) {
	lower := strings.ToLower(text)
	for _, p := range private {
		rest, found := strings.CutPrefix(lower, p.start)
		if !found || len(lower) != len(text) {
			continue
		}
		if who := strings.TrimPrefix(strings.TrimPrefix(rest, " the"), " "); who == "sender" || who == "shipper" {
			return text, ""
		}
		if rest, found = strings.CutPrefix(text[len(p.start):], ":"); found {
			name, _, _ = strings.Cut(rest, " at:")
			name, _, _ = strings.Cut(name, " à:")
		}
		return p.public, strings.TrimSpace(name)
	}
	return text, ""
}

// assigned finds the number in "New Tracking Number Assigned - 329014521622", by which the parcel goes from then on or went before.
func assigned(text string) string {
	lower := strings.ToLower(text)
	if !strings.HasPrefix(lower, "new tracking number assigned") && !strings.HasPrefix(lower, "nouveau numéro de repérage") {
		return ""
	}
	i := strings.LastIndexAny(text, "- ")
	return decode.Number(text[i+1:])
}
