package mail

import (
	"strings"
	"unicode/utf16"
)

// Texts are counted as 3GPP TS 23.038 (https://www.3gpp.org/dynareport/23038.htm) and 23.040 (https://www.3gpp.org/dynareport/23040.htm)
// count them: 160 septets, or 70 units of 16 bits, in one segment; 153 or 67 in each of several, since a header joins them.
const (
	gsmOne, gsmMany   = 160, 153
	wideOne, wideMany = 70, 67
)

// The default alphabet, and the characters that take an escape as well.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmMore  = "^{}\\[~]|€"
)

// septets counts the septets of a text, and reports whether the alphabet has all of it.
func septets(s string) (n int, ok bool) {
	for _, r := range s {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			n++
		case strings.ContainsRune(gsmMore, r):
			n += 2
		default:
			return 0, false
		}
	}
	return n, true
}

// newSMS counts the segments of a text.
func newSMS(body string) SMS {
	if n, ok := septets(body); ok {
		return SMS{Body: body, Segments: segments(body, n, gsmOne, gsmMany, func(r rune) int {
			if strings.ContainsRune(gsmMore, r) {
				return 2
			}
			return 1
		}), Alphabet: GSM}
	}
	units := len(utf16.Encode([]rune(body)))
	return SMS{Body: body, Segments: segments(body, units, wideOne, wideMany, func(r rune) int { return max(1, utf16.RuneLen(r)) }), Alphabet: UCS2}
}

// segments counts the parts that a text of so many units goes in. No character is cut in two, so a part may end one unit early.
func segments(body string, units, one, many int, size func(rune) int) int {
	if units <= one {
		return 1
	}
	n, used := 1, 0
	for _, r := range body {
		if used+size(r) > many {
			n, used = n+1, 0
		}
		used += size(r)
	}
	return n
}

// plainGSM gives a text in the default alphabet where that changes nothing but the shape of its letters: quotes and dashes lose their
// curves, Latin letters their marks, as people write such texts on phones in Warsaw and Lisbon. Of other scripts it gives nothing.
func plainGSM(s string) (string, bool) {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(gsmBasic, r) || strings.ContainsRune(gsmMore, r) {
			b.WriteRune(r)
			continue
		}
		stand, ok := standIn(r)
		if !ok {
			return "", false
		}
		b.WriteString(stand)
	}
	return b.String(), true
}

// standIns lists what stands in for characters that the alphabet lacks: the stand-in first, then those it stands in for.
var standIns = [...]string{
	"'‘’‚‛′ʼ", "\"“”„‟″«»", "-‐‑‒–—−", " \u00a0\u202f\u2009", "...…", ".·•", "x×",
	"AÀÁÂÃĀĂĄ", "aáâãāăą", "CĆĈĊČ", "cçćĉċč", "DĎĐ", "dďđ", "EÈÊËĒĔĖĘĚ", "eêëēĕėęě", "GĜĞĠĢ", "gĝğġģ", "IÌÍÎÏĨĪĬĮİ", "iíîïĩīĭįı", "LĹĻĽŁ", "lĺļľł",
	"NŃŅŇ", "nńņň", "OÒÓÔÕŌŎŐ", "oóôõōŏő", "RŔŖŘ", "rŕŗř", "SŚŜŞŠȘ", "sśŝşšș", "TŢŤȚ", "tţťț", "UÙÚÛŨŪŬŮŰŲ", "uúûũūŭůűų", "WŴ", "wŵ", "YÝŶŸ", "yýŷÿ",
	"ZŹŻŽ", "zźżž",
}

func standIn(r rune) (string, bool) {
	for _, list := range standIns {
		if i := strings.IndexRune(list, r); i > 0 {
			stand := list[:1]
			if strings.HasPrefix(list, "...") {
				stand = "..."
			}
			return stand, true
		}
	}
	return "", false
}
