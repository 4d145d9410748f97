package locale

import (
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// forms names the plural forms as the ends of keys. What is not in it is the form that every language has: other.
var forms = map[plural.Form]string{plural.Zero: ".zero", plural.One: ".one", plural.Two: ".two", plural.Few: ".few", plural.Many: ".many"}

// other ends the key of the text for every count that has no text of its own.
const other = ".other"

// form gives the end of the key for n things: ".one", ".few", ... by the cardinal rules of the language (CLDR, by x/text, which
// takes any number modulo ten million, and no negative one).
func form(rules language.Tag, n int) string {
	n %= 10_000_000
	if end, ok := forms[plural.Cardinal.MatchPlural(rules, max(n, -n), 0, 0, 0, 0)]; ok {
		return end
	}
	return other
}

// Count gives the text for n things: that of key.one, key.few, ... as the language counts, else that of key.other. {n} is the
// number; args are as for Text.
func (c *Catalog) Count(key string, n int, args ...string) string {
	end := form(c.rules, n)
	if !c.Has(key + end) {
		end = other
	}
	return c.Text(key+end, append([]string{"n", c.Number(n)}, args...)...)
}

// Number writes a whole number in the digits of the language, without grouping: nothing here counts to a thousand.
func (c *Catalog) Number(n int) string { return c.digits(strconv.Itoa(n)) }

// digits turns 0-9 into the digits of the language. Numbers that name something (an order, a parcel, a phone) never come here.
func (c *Catalog) digits(s string) string {
	own, ok := c.find("meta.digits")
	if !ok || own == "0123456789" {
		return s
	}
	digits := []rune(own)
	return strings.Map(func(r rune) rune {
		if i := int(r - '0'); i >= 0 && i < len(digits) && r <= '9' {
			return digits[i]
		}
		return r
	}, s)
}
