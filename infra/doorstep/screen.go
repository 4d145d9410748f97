package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// screen writes to a terminal what strangers may have written: carriers, shops and shoppers reach it through decode, cases and orders
// export. What would steer the terminal, or reorder the line, is written as JSON writes it, \u202e, so that JSON stays the same JSON.
type screen struct{ to io.Writer }

// Write writes b. Each call must end with a whole character, as those of fmt and encoding/json do.
func (s screen) Write(b []byte) (int, error) {
	if _, err := io.WriteString(s.to, visible(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}

// visible spells out the characters that steer.
func visible(text string) string {
	if strings.IndexFunc(text, steers) < 0 {
		return text
	}
	var out strings.Builder
	for i, r := range text {
		switch size := utf8.RuneLen(r); {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)): // a byte that is no text
			fmt.Fprintf(&out, `\u%04x`, text[i])
		case steers(r) && size < 4:
			fmt.Fprintf(&out, `\u%04x`, r)
		case steers(r):
			fmt.Fprintf(&out, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// steers reports whether a character does something else than stand there. Line ends and tabs are ours; the joiners are part of words.
func steers(r rune) bool {
	switch r {
	case '\n', '\t', '\u200c', '\u200d':
		return false
	case '\u2028', '\u2029', utf8.RuneError:
		return true
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}
