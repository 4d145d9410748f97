package order

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"doorstep/shared/shipment"
)

// A rule says what is wrong with a text, or nothing.
type rule = func(string) string

// plain allows any printable text of at most limit characters.
func plain(limit int) rule {
	return func(s string) string {
		if utf8.RuneCountInString(s) > limit {
			return fmt.Sprintf("must have at most %d characters", limit)
		}
		if strings.ContainsFunc(s, unicode.IsControl) {
			return "must not hold line breaks or control characters"
		}
		return ""
	}
}

// Limits of texts in characters, of addresses and of numbers.
const (
	maxWord      = 32
	maxName      = 64
	maxLine      = 128
	maxTitle     = 256
	maxPostal    = 16
	maxURL       = 2048
	maxEmail     = 254 // RFC 5321 4.5.3.1.3, without the angle brackets
	minNumber    = 4
	maxNumber    = 50
	dateLayout   = "2006-01-02"
	maxLocale    = 35 // RFC 5646 4.4.1
	maxQuantity  = 1_000_000
	maxUnitPrice = 1_000_000_000_000
)

func https(s string) string {
	u, err := url.Parse(s)
	switch {
	case len(s) > maxURL:
		return fmt.Sprintf("must have at most %d characters", maxURL)
	case err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil:
		return "must be an https address"
	default:
		return plain(maxURL)(s)
	}
}

func email(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || len(s) > maxEmail || strings.ContainsFunc(s, unicode.IsSpace) || plain(maxEmail)(s) != "" {
		return fmt.Sprintf("must be an e-mail address of at most %d characters", maxEmail)
	}
	return ""
}

func date(s string) string {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		return "must be a date like 2026-11-30"
	}
	return sane(t)
}

func when(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err == nil {
		return sane(t)
	}
	if _, err := time.Parse(dateLayout, s); err != nil {
		return "must be a time with offset like 2026-11-30T14:05:00+01:00, or a date"
	}
	return date(s)
}

// sane refuses what systems write for "never": 0001-01-01 would make every old scan of a used number the order's own, 9999-12-31 every
// later body stale.
func sane(t time.Time) string {
	if t.Year() < firstYear || t.Year() > lastYear {
		return fmt.Sprintf("must be in the years %d to %d; leave it out where it is not known", firstYear, lastYear)
	}
	return ""
}

const (
	firstYear = 2000
	lastYear  = 2199
)

// currency checks the shape of an ISO 4217 code, not whether the currency exists: the list changes, money in it does not.
func currency(s string) string {
	if len(s) != 3 || !within(s, 'A', 'Z') {
		return "must be three capital letters (ISO 4217) like EUR"
	}
	return ""
}

func country(s string) string {
	if len(s) != 2 || !within(s, 'A', 'Z') {
		return "must be two capital letters (ISO 3166-1) like DE"
	}
	return ""
}

func locale(s string) string {
	for i, part := range strings.Split(s, "-") {
		letters := within(strings.ToLower(part), 'a', 'z')
		switch {
		case i == 0 && letters && (len(part) == 2 || len(part) == 3):
		case i > 0 && len(part) >= 2 && len(part) <= 8 && alphanumeric(strings.ToUpper(part)):
		default:
			return "must be a language tag (BCP 47) like de-AT"
		}
	}
	if len(s) > maxLocale {
		return fmt.Sprintf("must have at most %d characters", maxLocale)
	}
	return ""
}

func trackingNumber(s string) string {
	n := shipment.NormalizeNumber(s)
	if len(n) < minNumber || len(n) > maxNumber || !alphanumeric(n) {
		return fmt.Sprintf("must have %d to %d letters and digits", minNumber, maxNumber)
	}
	if IsOwn(n) {
		return "is a name that Doorstep gives to a shipment without a tracking number; tell its ref instead"
	}
	if !strings.ContainsAny(n, "0123456789") || strings.Trim(n, "0") == "" {
		// All orders with the same word would share one number, and everything that is known of it.
		return "must be a tracking number and no placeholder: leave it out where there is none, and tell a ref"
	}
	return ""
}

// None is what cancelled_at says of a cancellation that was taken back.
const None = "none"

func cancelled(s string) string {
	if s != None && when(s) != "" {
		return "must be a time with offset like 2026-11-30T14:05:00+01:00, a date, or none to take the cancellation back"
	}
	return ""
}

func method(s string) string { return oneOf(Ship, Pickup, LocalDelivery)(s) }

func oneOf(words ...string) rule {
	return func(s string) string {
		if !slices.Contains(words, s) {
			return "must be one of " + strings.Join(words, ", ")
		}
		return ""
	}
}

// system names another system, as it stands in keys.
func system(s string) string {
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return "must hold small letters, digits, - and _ only"
		}
	}
	return plain(maxWord)(s)
}

func within(s string, low, high byte) bool {
	for i := range len(s) {
		if s[i] < low || s[i] > high {
			return false
		}
	}
	return true
}

func alphanumeric(s string) bool {
	for i := range len(s) {
		if (s[i] < 'A' || s[i] > 'Z') && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}

// CheckNumber says what is wrong with an order number, or nothing.
func CheckNumber(s string) string {
	if s == "" || s != strings.TrimSpace(s) || !utf8.ValidString(s) {
		return "must be a text without spaces around it"
	}
	return plain(maxName)(s)
}
