package suivi

import (
	"strings"

	"doorstep/shared/carrier"
	"doorstep/shared/shipment"
)

// Interpret gives the meaning of an event: the code decides where the parcel stands, the words tell details that the twenty
// codes have no room for ("dans votre boîte aux lettres", "suite à un refus"). Words alone count only without a known code.
func (b Brand) Interpret(code, text string) (carrier.Meaning, bool) {
	m, ok := b.byCode(strings.ToUpper(code))
	if !ok {
		if m, ok = b.Codes.Text(text); ok {
			return m, true
		}
		return b.Codes.Words(text)
	}
	if by, ok := b.Codes.Words(text); ok && refines(m, by) {
		return by, true
	}
	return m, true
}

// byCode looks a code up. The six letters that La Poste's web services print are those of INOVERT, the common code of French
// carriers: three for the situation, three for its reason. A reason that no table knows still leaves the situation.
func (b Brand) byCode(code string) (carrier.Meaning, bool) {
	if m, ok := b.Codes.Code("code", code); ok || len(code) != 6 {
		return m, ok
	}
	return b.Codes.Code("situation", code[:3])
}

// refines reports whether the words tell more than the code: the same status with a detail where the code has none, or why a
// delivery failed, where the code only says that it did (ND1, PB1).
func refines(code, words carrier.Meaning) bool {
	if words.Sub == "" {
		return false
	}
	if code.Status == words.Status {
		return code.Sub == "" || code.Sub == "other"
	}
	vague := code.Sub == "" || code.Sub == "other"
	return vague && failed(code.Status) && failed(words.Status)
}

func failed(s shipment.Status) bool {
	return s == shipment.DeliveryAttempted || s == shipment.Exception
}
