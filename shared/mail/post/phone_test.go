package post

import (
	"strings"
	"testing"

	"doorstep/shared/fault"
	"doorstep/shared/seal"
)

func TestReadPhone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, home, want string }{
		{"E.164", "+4915112345678", "", "+4915112345678 DE"},
		{"with spaces", "+49 151 1234 5678", "FR", "+4915112345678 DE"},
		{"with 00", "0049 151 12345678", "", "+4915112345678 DE"},
		{"the (0) for those who dial at home", "+49 (0)151 12345678", "", "+4915112345678 DE"},
		{"full-width digits", "+４９１５１１２３４５６７８", "", "+4915112345678 DE"},
		{"Arabic digits", "+٤٩١٥١١٢٣٤٥٦٧٨", "", "+4915112345678 DE"},
		{"invisible marks", "\u202a+49 151 12345678\u202c", "", "+4915112345678 DE"},
		{"a home number", "0151 12345678", "DE", "+4915112345678 DE"},
		{"a home number of Britain", "07700 900123", "GB", "+447700900123 GB"},
		{"a home number of America", "(414) 555-0199", "US", "+14145550199 US"},
		{"a home number of America with its 1", "1-414-555-0199", "US", "+14145550199 US"},
		{"Toronto, ordered to New York", "416 555 0199", "US", "+14165550199 CA"},
		{"the Bahamas", "+1 242 555 0199", "", "+12425550199 BS"},
		{"Poland writes no zero", "512 345 678", "PL", "+48512345678 PL"},
		{"Italy keeps it", "347 1234567", "IT", "+393471234567 IT"},
		{"Denmark", "20 12 34 56", "DK", "+4520123456 DK"},
		{"Kazakhstan is not Russia", "+7 701 123 45 67", "", "+77011234567 KZ"},
		{"Russia", "+7 912 345 67 89", "", "+79123456789 RU"},
		{"a code of three digits", "+971 50 123 4567", "", "+971501234567 AE"},
		{"Czechia is not Switzerland", "+420 601 123 456", "", "+420601123456 CZ"},

		{"nothing", "", "DE", ""},
		{"words", "call me", "DE", ""},
		{"an extension", "+49 151 12345678 x12", "", ""},
		{"two numbers", "+49 151 12345678, +49 151 87654321", "", ""},
		{"another header", "+4915112345678\nTo: eve", "", ""},
		{"no country anywhere", "0151 12345678", "", ""},
		{"a home that is not in the table", "0912 345 678", "VN", ""},
		{"a landline", "030 901820", "DE", ""},
		{"the plan of another country", "0151 12345678", "FR", ""},
		{"the zero was forgotten", "151 12345678", "DE", ""},
		{"the zero is left in", "+49 0151 12345678", "", ""},
		{"no such code", "+999 12345678", "", ""},
		{"begins with 0", "+0151 12345678", "", ""},
		{"a digit too few in America", "414 555 019", "US", ""},
		{"an exchange that cannot be", "414 155 0199", "US", ""},
		{"a digit too many in America", "+1 414 555 01999", "", ""},
		{"too long", "+49151123456789012", "", ""},
		{"too short", "+49151", "", ""},
		{"plus in the middle", "49+15112345678", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, err := ReadPhone(seal.Hide(c.in), c.home)
			got := strings.TrimSpace(p.Number.Open() + " " + p.Country)
			if got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("gives %q, %v; want %q", got, err, c.want)
			}
			if err != nil && (fault.KindOf(err) != fault.Invalid || strings.ContainsAny(err.Error(), "0123456789")) {
				t.Errorf("the error %q of kind %s", err, fault.KindOf(err))
			}
		})
	}
}

// The tables are searched as text: a wrong line in them would give no error anywhere else.
func TestTheTablesAreWellFormed(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"codes": codes, "areas": areas} {
		words := strings.Fields(text)
		seen := map[string]bool{}
		if len(words)%2 != 0 || len(words) < 60 {
			t.Fatalf("%s has %d words", name, len(words))
		}
		for i := 0; i < len(words); i += 2 {
			prefix, country := words[i], words[i+1]
			if seen[prefix] || strings.Trim(prefix, "0123456789") != "" || len(prefix) > maxCode || len(country) != 2 || strings.ToUpper(country) != country {
				t.Errorf("%s: %s %s", name, prefix, country)
			}
			seen[prefix] = true
			if got := entry(text, prefix); got != country {
				t.Errorf("%s: %s gives %q, want %q", name, prefix, got, country)
			}
		}
	}
	for country, p := range plans {
		if code, found := countryOf(p.code + strings.Repeat("5", 9)); code != p.code || found != country && p.code != "1" {
			t.Errorf("the plan of %s has the code %s, which is %s of %s", country, p.code, code, found)
		}
	}
}

func FuzzReadPhone(f *testing.F) {
	f.Add("+49 (0)151 12345678", "DE")
	f.Add("1-414-555-0199", "US")
	f.Fuzz(func(t *testing.T, typed, home string) {
		p, err := ReadPhone(seal.Hide(typed), home)
		if err != nil {
			return
		}
		number := p.Number.Open()
		if len(p.Country) != 2 || !strings.HasPrefix(number, "+") || strings.Trim(number[1:], "0123456789") != "" || len(number) > maxDigits+1 {
			t.Errorf("%q gives %q of %q", typed, number, p.Country)
		}
		again, err := ReadPhone(p.Number, "")
		if err != nil || again.Country != p.Country || !again.Number.Equal(p.Number) {
			t.Errorf("%q gives %q, which gives %v", typed, number, err)
		}
	})
}
