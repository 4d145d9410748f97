package orderfile

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/currency"
)

// readPrice gives minor units of a currency, of as many digits as ISO 4217 gives it (CLDR's "standard" digits). Comma and point are
// both taken as the decimal sign; where one could as well part thousands, the cell is refused. Zeros behind the last digit that the
// currency has mean nothing, and the order's own currency may be written beside the amount.
func readPrice(s, code string) (minor int64, wrong string) {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 0, "needs the order's currency, such as EUR, in the column currency"
	}
	digits, _ := currency.Standard.Rounding(unit)
	bad := fmt.Sprintf("must be an amount of %s with at most %d digits after the decimal sign", code, digits)
	s = withoutSign(s, code)
	units, part := s, ""
	if at := strings.LastIndexAny(s, ".,"); at >= 0 {
		units, part = s[:at], s[at+1:]
		if strings.ContainsRune(units, rune(s[at])) || len(part) == 3 && digits != 3 {
			return 0, bad // 1,234,567 or 1.234: thousands, perhaps
		}
	}
	if grouped.MatchString(units) {
		units = notDigits.ReplaceAllString(units, "")
	}
	if len(part) > digits {
		part = part[:digits] + strings.TrimRight(part[digits:], "0")
	}
	if len(part) > digits || units == "" || notDigits.MatchString(units+part) {
		return 0, bad
	}
	minor, err = strconv.ParseInt(units+part+strings.Repeat("0", digits-len(part)), 10, 64)
	if err != nil {
		return 0, bad
	}
	return minor, ""
}

var (
	// grouped is a number in groups of three, all parted alike: by comma, point, apostrophe or a space of any width.
	grouped   = regexp.MustCompile(`^\d{1,3}(?:(?:,\d{3})+|(?:\.\d{3})+|(?:['’]\d{3})+|(?:[ \x{a0}\x{2009}\x{202f}]\d{3})+)$`)
	notDigits = regexp.MustCompile(`[^0-9]`)
)

// withoutSign takes the order's own currency away from an amount.
func withoutSign(s, code string) string {
	for _, sign := range append([]string{code}, signs(code)...) {
		for _, rest := range []string{strings.TrimPrefix(s, sign), strings.TrimSuffix(s, sign)} {
			if rest != s {
				return strings.TrimFunc(rest, func(r rune) bool { return strings.ContainsRune(" \u00a0\u202f", r) })
			}
		}
	}
	return s
}

// signs are the ways in which exports write a currency beside its code, the longest first. "$" is that of the order's own dollars: a shop
// whose export says $ and CAD means Canadian ones.
func signs(code string) []string {
	switch code {
	case "EUR":
		return []string{"€"}
	case "GBP":
		return []string{"£"}
	case "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN":
		return []string{code[:2] + "$", code[:1] + "$", "$"}
	case "JPY", "CNY":
		return []string{"¥", "￥"}
	case "SEK", "NOK", "DKK":
		return []string{"kr.", "kr"}
	case "PLN":
		return []string{"zł"}
	case "CZK":
		return []string{"Kč"}
	case "BRL":
		return []string{"R$"}
	case "INR":
		return []string{"₹"}
	case "KRW":
		return []string{"₩"}
	case "CHF":
		return []string{"Fr."}
	default:
		return nil
	}
}

// each gives the price of one of several pieces, halves up: a total need not divide.
func each(total, pieces int64) int64 { return (total + pieces/2) / pieces }

// currencies are the names that NetSuite gives to its currencies beside their codes.
func currencyCode(s string) string {
	names := []string{"Euro", "EUR", "US Dollar", "USD", "USA", "USD", "British pound", "GBP", "Canadian Dollar", "CAD", "Australian Dollar", "AUD", "Japanese Yen", "JPY"}
	if at := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, s) }); at >= 0 && at%2 == 0 {
		return names[at+1]
	}
	if len(s) == len("EUR") {
		return strings.ToUpper(s)
	}
	return s
}
