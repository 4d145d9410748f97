package post

import (
	"strings"

	"doorstep/shared/fault"
	"doorstep/shared/order"
	"doorstep/shared/seal"
)

// Phone is a phone number of which it is certain whose it is: E.164. It does not print.
type Phone struct {
	Number  seal.Text // "+4915112345678"
	Country string    // ISO 3166-1 alpha-2
}

// Longest and shortest numbers, in digits with the country's (https://www.itu.int/rec/T-REC-E.164): the shortest networks of
// the world have seven, and nothing shorter is a person's.
const (
	maxDigits = 15
	minDigits = 8
)

// ReadPhone reads a number as a person typed it. home is the country where the order goes, ISO 3166-1 alpha-2 or empty: a number without
// a country is read as one of there, where it can only be a mobile phone of there. What could be two numbers is none: a text message to
// a stranger tells them what somebody has bought. The error, of kind fault.Invalid, does not repeat the number.
func ReadPhone(typed seal.Text, home string) (Phone, error) {
	digits, international, ok := dialled(order.Typed(typed.Open()))
	if !ok {
		return Phone{}, failure{error: fault.New(fault.Invalid, "the phone number is no number")}
	}
	if international {
		return abroad(digits)
	}
	return athome(digits, home)
}

// dialled gives the digits of a number, and whether they begin with the country's: after a + or 00. "(0)", which stands in
// numbers for those who dial from within the country, is left out of international ones.
func dialled(s string) (digits string, international, ok bool) {
	s, international = strings.CutPrefix(s, "+")
	if !international {
		if rest, found := strings.CutPrefix(s, "00"); found {
			s, international = rest, true
		}
	}
	if international {
		s = strings.Replace(s, "(0)", "", 1)
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.ContainsRune(" -./()", r):
			return "", false, false
		}
	}
	digits = b.String()
	return digits, international, len(digits) >= 6 && len(digits) <= maxDigits
}

// abroad reads the digits of an international number.
func abroad(digits string) (Phone, error) {
	code, country := countryOf(digits)
	if country == "" {
		return Phone{}, failure{error: fault.New(fault.Invalid, "the phone number is of no country")}
	}
	national := digits[len(code):]
	if p, known := plans[country]; known && (p.trunk != "" && strings.HasPrefix(national, p.trunk) || p.code == "1" && !northAmerican(national)) || len(digits) < minDigits {
		return Phone{}, failure{error: fault.New(fault.Invalid, "the phone number is not complete, or has a digit too many")}
	}
	return Phone{Number: seal.Hide("+" + digits), Country: country}, nil
}

// athome reads the digits of a number without a country.
func athome(digits, home string) (Phone, error) {
	p, known := plans[home]
	if !known {
		return Phone{}, failure{error: fault.New(fault.Invalid, "the phone number names no country")}
	}
	national := digits
	if p.trunk != "" {
		var found bool
		if national, found = strings.CutPrefix(digits, p.trunk); !found && !p.optional {
			return Phone{}, failure{error: fault.New(fault.Invalid, "the phone number names no country")}
		}
	}
	if !p.mobile(national) {
		return Phone{}, failure{error: fault.New(fault.Invalid, "the phone number names no country, and is no mobile one of where the order goes")}
	}
	_, country := countryOf(p.code + national) // Toronto and New York share a plan
	return Phone{Number: seal.Hide("+" + p.code + national), Country: country}, nil
}

// plan is how a country writes the numbers of mobile phones without its own code.
type plan struct {
	code     string   // of the country
	trunk    string   // what stands before the number, and is no part of it abroad
	optional bool     // the trunk may be left out
	starts   []string // how numbers of mobile phones begin
	min, max int      // digits without trunk and code
}

// mobile reports whether a number is one of a mobile phone. In North America they look like all others.
func (p plan) mobile(national string) bool {
	if p.code == "1" {
		return northAmerican(national)
	}
	if len(national) < p.min || len(national) > p.max {
		return false
	}
	for _, s := range p.starts {
		if strings.HasPrefix(national, s) {
			return true
		}
	}
	return false
}

// northAmerican reports whether ten digits can be a number of the North American plan: neither the area nor the exchange begins with
// 0 or 1 (https://www.nanpa.com/numbering/numbering-plan-area-codes).
func northAmerican(national string) bool {
	return len(national) == 10 && national[0] >= '2' && national[3] >= '2'
}

// plans are those of the countries whose mobile phones can be told by how their numbers begin, from the ITU's list of national
// plans (https://www.itu.int/oth/T0202.aspx?parent=T0202). A country that is missing here needs its code in the number.
var plans = map[string]plan{
	"US": {code: "1", trunk: "1", optional: true}, "CA": {code: "1", trunk: "1", optional: true},
	"GB": {code: "44", trunk: "0", starts: []string{"71", "72", "73", "74", "75", "77", "78", "79"}, min: 10, max: 10},
	"DE": {code: "49", trunk: "0", starts: []string{"15", "16", "17"}, min: 10, max: 11},
	"AT": {code: "43", trunk: "0", starts: []string{"65", "66", "67", "68", "69"}, min: 10, max: 13},
	"CH": {code: "41", trunk: "0", starts: []string{"75", "76", "77", "78", "79"}, min: 9, max: 9},
	"FR": {code: "33", trunk: "0", starts: []string{"6", "7"}, min: 9, max: 9},
	"BE": {code: "32", trunk: "0", starts: []string{"45", "46", "47", "48", "49"}, min: 9, max: 9},
	"NL": {code: "31", trunk: "0", starts: []string{"6"}, min: 9, max: 9},
	"LU": {code: "352", starts: []string{"6"}, min: 9, max: 9},
	"IE": {code: "353", trunk: "0", starts: []string{"83", "85", "86", "87", "89"}, min: 9, max: 9},
	"IT": {code: "39", starts: []string{"3"}, min: 9, max: 10},
	"ES": {code: "34", starts: []string{"6", "71", "72", "73", "74"}, min: 9, max: 9},
	"PT": {code: "351", starts: []string{"91", "92", "93", "96"}, min: 9, max: 9},
	"PL": {code: "48", starts: []string{"45", "50", "51", "53", "57", "60", "66", "69", "72", "73", "78", "79", "88"}, min: 9, max: 9},
	"CZ": {code: "420", starts: []string{"60", "70", "72", "73", "77", "79"}, min: 9, max: 9},
	"DK": {code: "45", starts: []string{"2", "3", "4", "5", "6", "7", "8", "9"}, min: 8, max: 8},
	"NO": {code: "47", starts: []string{"4", "9"}, min: 8, max: 8},
	"SE": {code: "46", trunk: "0", starts: []string{"70", "72", "73", "76", "79"}, min: 9, max: 9},
	"FI": {code: "358", trunk: "0", starts: []string{"4", "50"}, min: 7, max: 10},
	"AU": {code: "61", trunk: "0", starts: []string{"4"}, min: 9, max: 9},
	"NZ": {code: "64", trunk: "0", starts: []string{"2"}, min: 8, max: 10},
	"JP": {code: "81", trunk: "0", starts: []string{"70", "80", "90"}, min: 10, max: 10},
}
