package payload

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what is kept of a field, in bytes. Longer text is cut at a character.
const (
	Short = 64  // codes, numbers, times, postal codes
	Line  = 512 // texts and names of places
)

// Clean makes text of a payload safe to keep and to compare: HTML entities are resolved (USPS sends "&#174;", some twice
// escaped), tags such as <SUP> dropped, control and direction characters removed, white space trimmed and folded to single
// spaces, broken UTF-8 replaced, and the result cut to at most limit bytes. It does not make it safe to print as HTML: a
// page escapes.
func Clean(raw []byte, limit int) string {
	if tidy(raw) && len(raw) <= limit {
		return string(raw)
	}
	if len(raw) > 8*limit+64 { // nothing behind it can matter, and the steps below cost memory
		raw = raw[:8*limit+64]
	}
	text := string(raw)
	if strings.IndexByte(text, '&') >= 0 {
		text = html.UnescapeString(html.UnescapeString(text))
	}
	if strings.IndexByte(text, '<') >= 0 {
		text = dropTags(text)
	}
	var b strings.Builder
	b.Grow(min(len(text), limit))
	space := false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			continue
		}
		need := utf8.RuneLen(r)
		if space {
			need++
		}
		if b.Len()+need > limit {
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// tidy reports whether Clean would change nothing but the length: the case of nearly every field.
func tidy(raw []byte) bool {
	space := true // a leading space is not tidy
	for _, c := range raw {
		if c < ' ' || c >= 0x7f || c == '&' || c == '<' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || len(raw) == 0
}

// dropTags removes what looks like an HTML tag: "<" and a letter or slash up to ">". A lone "<" stays.
func dropTags(s string) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			b.WriteString(s)
			return b.String()
		}
		end := strings.IndexByte(s[open:], '>')
		if end < 2 || !isTagStart(s[open+1]) {
			b.WriteString(s[:open+1])
			s = s[open+1:]
			continue
		}
		b.WriteString(s[:open])
		s = s[open+end+1:]
	}
}

func isTagStart(c byte) bool {
	return c == '/' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
