package order

import (
	"strings"
	"unicode"
)

// Typed brings a text that a person typed to plain characters: full-width forms and Arabic digits become ASCII, every dash "-",
// every space " "; what is invisible is dropped. Phones and copied messages bring all of these.
func Typed(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～': // the full-width forms of ASCII, U+FF01 to U+FF5E
			return r - '！' + '!'
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case unicode.Is(unicode.Pd, r), r == '−', r == 'ー': // the minus sign; the long vowel, which Japanese keyboards give for a dash
			return '-'
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r):
			return -1
		default:
			return r
		}
	}, s))
}

// CanonicalEmail brings an address that a person typed into the form that is hashed.
func CanonicalEmail(s string) string {
	s = strings.ToLower(strings.ReplaceAll(Typed(s), " ", ""))
	return strings.TrimPrefix(s, "mailto:")
}

// Lengths of American postcodes, in digits: ZIP+4 names a street within ZIP (https://faq.usps.com/s/article/ZIP-Code-The-Basics).
const (
	zipPlus4 = 9
	zip      = 5
)

// CanonicalPostal brings a postcode that a person typed into the form that is hashed: letters and digits, in capitals. "sw1a 1aa"
// is "SW1A1AA". A country before the code is no part of it ("D-10115"), nor are the four digits that ZIP+4 adds to ZIP: shops
// complete addresses, shoppers do not know these four.
func CanonicalPostal(s string) string {
	s = Typed(s)
	country, code, ok := strings.Cut(s, "-")
	if ok && len(country) <= 3 && strings.IndexFunc(country, notLetter) < 0 && strings.IndexFunc(code, notDigitOrSpace) < 0 {
		s = code
	}
	s = strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
	if len(s) == zipPlus4 && strings.IndexFunc(s, notDigitOrSpace) < 0 {
		return s[:zip]
	}
	return s
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

func notDigitOrSpace(r rune) bool { return r != ' ' && (r < '0' || r > '9') }
