package chronopost

import (
	"strings"

	"doorstep/shared/carrier"
)

// Interpret explains Chronopost's codes and wordings: an exact wording first, because one code has several (SD is the sorting at
// the last depot and the delivery put off by a day), then the code with the details that the words add, then phrases. It
// follows carrier.Interpreter.
func (a *Adapter) Interpret(code, text string) (carrier.Meaning, bool) {
	text = strings.ReplaceAll(text, "’", "'")
	if m, ok := a.codes.Text(text); ok {
		return m, true
	}
	by, spoken := a.codes.Words(text)
	m, ok := a.codes.Code("code", strings.ToUpper(code))
	if !ok || code == "" {
		return by, spoken
	}
	if spoken && by.Status == m.Status && m.Sub == "" {
		return by, true
	}
	return m, true
}
