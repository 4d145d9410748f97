package shop

import (
	"strings"

	"doorstep/shared/shipment"
)

// Locale writes a language as BCP 47 does: shops also put an underscore.
func Locale(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "_", "-") }

// Code writes a code of a country or currency in capitals.
func Code(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }

// FirstOf gives the first text that is not blank.
func FirstOf(texts ...string) string {
	for _, s := range texts {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

// Name joins the parts of a person's name.
func Name(first, last string) string { return strings.TrimSpace(first + " " + last) }

// Link gives an https address or nothing: a shop's picture without TLS is not worth a note.
func Link(s string) string {
	if !strings.HasPrefix(s, "https://") {
		return ""
	}
	return s
}

// Trackable reports whether a text can be a tracking number: 4 to 50 letters and digits, and not zeros only. People write
// anything into that field, from "by hand" and 000000 to a line of symbols.
func Trackable(s string) bool {
	n := shipment.NormalizeNumber(s)
	return len(n) >= 4 && strings.Trim(n, "0") != "" && len(n) <= 50 && strings.Trim(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == "" && strings.ContainsAny(n, "0123456789")
}
