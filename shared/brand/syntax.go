package brand

import (
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// maxLogo keeps a page with its logo far below 15 kB.
const maxLogo = 6 << 10

func isImage(s string) bool {
	for _, kind := range []string{"png", "webp", "svg+xml"} {
		if data, ok := strings.CutPrefix(s, "data:image/"+kind+";base64,"); ok {
			return len(s) <= maxLogo && data != "" && only(data, "+/=", true)
		}
	}
	return false
}

func isEmail(s string) bool {
	user, domain, ok := strings.Cut(s, "@")
	return ok && user != "" && strings.Contains(domain, ".") && only(user, ".+-_", true) && only(domain, ".-", true)
}

func isPhone(s string) bool { return only(s, " +-()", false) }

// isAddress wants https, a host, and none of the characters that end an attribute or a header.
func isAddress(s string) bool {
	if len(s) > maxAddress || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"'<>\\`", r) }) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil
}

// isHost reports whether s names a host as DNS and certificates do: lower case, at least two labels, no address.
// https://www.rfc-editor.org/rfc/rfc1123#section-2.1
func isHost(s string) bool {
	labels := strings.Split(s, ".")
	if len(s) > 253 || len(labels) < 2 {
		return false
	}
	if _, err := netip.ParseAddr(s); err == nil {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || label != strings.ToLower(label) || !only(label, "-", true) ||
			strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
	}
	return true
}

// isTag reports whether s has the form of a language tag: a language of two or three letters, and parts of at most eight letters
// and digits. https://www.rfc-editor.org/rfc/rfc5646#section-2.1
func isTag(s string) bool {
	language, rest, more := strings.Cut(s, "-")
	if len(language) < 2 || len(language) > 3 || !only(language, "", true) || strings.ContainsAny(language, "0123456789") {
		return false
	}
	for more {
		var part string
		part, rest, more = strings.Cut(rest, "-")
		if part == "" || len(part) > 8 || !only(part, "", true) {
			return false
		}
	}
	return true
}

// isDay reports whether s is a date of the calendar: "2026-11-20".
func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// isMeasurement reports whether s is an id of Google Analytics 4: "G-" and letters or digits.
// https://support.google.com/analytics/answer/12270356
func isMeasurement(s string) bool {
	id, ok := strings.CutPrefix(s, "G-")
	return ok && len(id) >= 4 && len(id) <= 16 && id == strings.ToUpper(id) && only(id, "", true)
}

// only reports whether s consists of digits, of letters where they are allowed, and of the marks.
func only(s, marks string, letters bool) bool {
	for _, c := range s {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !(c >= '0' && c <= '9' || letter && letters || strings.ContainsRune(marks, c)) {
			return false
		}
	}
	return true
}
