package bpost

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// Interpret explains bpost's state codes, the steps of its public page, and its wordings: exact words first, then the code, which
// the words make more exact; of the codes that say only that something went wrong, the words tell what. It follows
// carrier.Interpreter.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	by, spoken := a.codes.Words(text)
	m, ok := a.byCode(code)
	switch {
	case !ok:
		return by, spoken
	case spoken && (vague(m) || m.Status == by.Status && m.Sub == "" || m.Status == shipment.Delivered && by.Status == shipment.Returned):
		return by, true
	default:
		return m, true
	}
}

func (a *Adapter) byCode(code string) (carrier.Meaning, bool) {
	if code == "" {
		return carrier.Meaning{}, false
	}
	if m, ok := a.codes.Code("state", strings.ToUpper(code)); ok {
		return m, true
	}
	return a.codes.Code("step", code)
}

// vague reports whether a code says only that the parcel was not delivered, or is late.
func vague(m carrier.Meaning) bool {
	return m.Sub == "other" || m.Sub == "delayed" || m.Status == shipment.DeliveryAttempted && m.Sub == ""
}
