package page

import (
	"strings"
	"unicode"
)

// Longest texts of others on a page, in characters.
const (
	maxLine = 120
	maxText = 300
)

// maxMarks is how many marks a letter carries. No script needs more; a hundred of them reach over the lines above.
const maxMarks = 6

// Plain makes a text of a carrier or a merchant harmless to look at: one line of at most limit characters without control,
// bidirectional and invisible characters, which could reorder or hide what stands around them. Escaping for HTML is not its
// job: templates do that.
func Plain(s string, limit int) string {
	marks := 0
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > maxMarks {
				return -1
			}
			return r
		case r != '\u200c' && r != '\u200d': // joiners join what is stacked, too
			marks = 0
		}
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			return ' '
		case r == unicode.ReplacementChar, unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), invisible(r):
			return -1
		default:
			return r
		}
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	for i := range s {
		if limit == 0 {
			return strings.TrimRight(s[:i], " ") + "…"
		}
		limit--
	}
	return s
}

// invisible are format characters that no language needs between letters. The joiners U+200C and U+200D are not among them:
// Persian, Hindi and emoji do.
func invisible(r rune) bool {
	switch {
	case r == '\u00ad', r == '\u200b', r == '\u2060', r == '\ufeff':
		return true
	case r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe0fff: // annotations, tags
		return true
	default:
		return false
	}
}
