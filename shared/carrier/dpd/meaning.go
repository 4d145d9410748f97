package dpd

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// Interpret explains DPD's milestones. The code decides; the words make it more exact, because a dozen codes stand for
// everything that DPD can say. It follows carrier.Interpreter.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	by, spoken := a.codes.Words(text)
	m, ok := a.code(code)
	switch {
	case !ok:
		return by, spoken
	case spoken && overrules(m, by):
		return by, true
	default:
		return m, true
	}
}

// code looks a milestone up as printed, then in capitals: DPD's countries write it in several ways.
func (a *Adapter) code(code string) (carrier.Meaning, bool) {
	if code == "" {
		return carrier.Meaning{}, false
	}
	if m, ok := a.codes.Code("status", code); ok {
		return m, true
	}
	return a.codes.Code("status", strings.ToUpper(code))
}

// overrules reports whether words count more than the code: a detail of the same status, the reason of a failure, the way back,
// and order data, which some countries already call accepted.
func overrules(code, words carrier.Meaning) bool {
	switch {
	case code.Status == words.Status:
		return code.Sub == ""
	case words.Status == shipment.Returned:
		return code.Status == shipment.Delivered || code.Status == shipment.Returning
	case words.Status == shipment.Returning, words.Status == shipment.Exception:
		return code.Status == shipment.DeliveryAttempted && code.Sub == ""
	case words.Status == shipment.InfoReceived:
		return code.Status == shipment.Accepted
	case words.Status == shipment.AvailableForPickup:
		return code.Status == shipment.Delivered && code.Sub == "" && words.Sub != ""
	}
	return false
}
