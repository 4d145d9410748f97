package order_test

import (
	"testing"

	"doorstep/shared/order"
)

func TestTyped(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		form     func(string) string
		in, want string
	}{
		"a full-width number":         {order.Typed, "　＃１００１　", "#1001"},
		"Arabic digits":               {order.Typed, "١٠٠١", "1001"},
		"Persian digits":              {order.Typed, "۱۰۰۱", "1001"},
		"a dash of a phone":           {order.Typed, "A–1001", "A-1001"},
		"copied with marks":           {order.Typed, "\u200f\ufeff1001\u200b\x00", "1001"},
		"spaces inside stay":          {order.Typed, " A\u00a01001\t", "A 1001"},
		"e-mail in capitals":          {order.CanonicalEmail, " Ada@Example.COM ", "ada@example.com"},
		"e-mail after a suggestion":   {order.CanonicalEmail, "ada @example. com", "ada@example.com"},
		"e-mail from a link":          {order.CanonicalEmail, "mailto:ada@example.com", "ada@example.com"},
		"e-mail in full width":        {order.CanonicalEmail, "ａｄａ＠example.com", "ada@example.com"},
		"postcode of London":          {order.CanonicalPostal, "sw1a 1aa", "SW1A1AA"},
		"postcode of Tokyo":           {order.CanonicalPostal, "〒１００ー０００１", "1000001"},
		"postcode of Berlin":          {order.CanonicalPostal, "D-10115", "10115"},
		"postcode of Vilnius":         {order.CanonicalPostal, "lt-01100", "01100"},
		"postcode of Warsaw":          {order.CanonicalPostal, "00-950", "00950"},
		"postcode of Toronto":         {order.CanonicalPostal, "m5v-2t6", "M5V2T6"},
		"ZIP":                         {order.CanonicalPostal, "53207", "53207"},
		"ZIP+4":                       {order.CanonicalPostal, "53207-1234", "53207"},
		"ZIP+4 without a dash":        {order.CanonicalPostal, "53207 1234", "53207"},
		"nine characters are no ZIP":  {order.CanonicalPostal, "1234567AB", "1234567AB"},
		"nothing that could be a one": {order.CanonicalPostal, " - ", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.form(c.in); got != c.want {
				t.Errorf("%q gives %q, want %q", c.in, got, c.want)
			}
		})
	}
}

// FuzzTyped: every form of a text is its own form, so what was stored is found by what it was made of.
func FuzzTyped(f *testing.F) {
	f.Add("ｍａｉｌｔｏ：a-1@b")
	f.Fuzz(func(t *testing.T, s string) {
		if once := order.Typed(s); order.Typed(once) != once {
			t.Errorf("Typed(%q) is not stable: %q", s, once)
		}
	})
}
