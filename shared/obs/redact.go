package obs

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"unicode/utf8"
)

// maxText caps one value of a line, in bytes: a carrier's error page must not become a log bill.
const maxText = 1000

const hidden = "[redacted]"

// sensitive reports whether the values of a key never stand in a line, whatever they hold.
func sensitive(key string) bool {
	switch strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(key)) {
	case "secret", "secrets", "clientsecret", "password", "token", "accesstoken", "apikey", "key", "authorization", "signature",
		"credentials", "cookie", "headers", "body":
		return true
	case "name", "email", "phone", "recipient", "customer", "signedby", "address", "shipto", "street", "line1", "line2", "postal":
		return true
	default:
		return false
	}
}

// redact hides the value of a sensitive key and scrubs every other text.
func redact(a slog.Attr) slog.Attr {
	if sensitive(a.Key) {
		return slog.String(a.Key, hidden)
	}
	switch a.Value.Kind() {
	case slog.KindString:
		return slog.String(a.Key, Scrub(a.Value.String()))
	case slog.KindAny:
		return scrubAny(a)
	default:
		return a
	}
}

// scrubAny turns what slog would print by reflection into scrubbed text, except lists of texts and JSON-friendly values of
// our own, which keep their shape.
func scrubAny(a slog.Attr) slog.Attr {
	switch v := a.Value.Any().(type) {
	case error:
		return slog.String(a.Key, Scrub(v.Error()))
	case []string:
		scrubbed := make([]string, len(v))
		for i, s := range v {
			scrubbed[i] = Scrub(s)
		}
		return slog.Any(a.Key, scrubbed)
	case fmt.Stringer:
		return slog.String(a.Key, Scrub(v.String()))
	case nil:
		return a
	default:
		text, err := json.Marshal(v)
		if err != nil {
			return slog.String(a.Key, "[unprintable]")
		}
		return slog.String(a.Key, Scrub(string(text)))
	}
}

// Scrub hides e-mail addresses and the tokens of capability links in a text and caps its length.
func Scrub(s string) string {
	if len(s) > maxText {
		cut := maxText
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "..."
	}
	for _, path := range [...]string{"/t/", "/s/", "/u/"} {
		s = scrubAfter(s, path)
	}
	if !strings.ContainsRune(s, '@') {
		return s
	}
	return scrubMail(s)
}

// scrubAfter hides the path segment that follows prefix, when it is long enough for a token (128 bits are 22 characters).
func scrubAfter(s, prefix string) string {
	const shortest = 16
	var b strings.Builder
	for {
		i := strings.Index(s, prefix)
		if i < 0 {
			break
		}
		i += len(prefix)
		end := i
		for end < len(s) && isTokenByte(s[end]) {
			end++
		}
		b.WriteString(s[:i])
		if end-i >= shortest {
			b.WriteString(hidden)
		} else {
			b.WriteString(s[i:end])
		}
		s = s[end:]
	}
	b.WriteString(s)
	return b.String()
}

// scrubMail hides every run of address characters that holds an '@' between two others.
func scrubMail(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		end := 0
		for end < len(s) && isMailByte(s[end]) {
			end++
		}
		if end == 0 {
			b.WriteByte(s[0])
			s = s[1:]
			continue
		}
		word := s[:end]
		if at := strings.IndexByte(word, '@'); at > 0 && at < len(word)-1 {
			word = hidden
		}
		b.WriteString(word)
		s = s[end:]
	}
	return b.String()
}

func isTokenByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_'
}

func isMailByte(c byte) bool {
	return isTokenByte(c) || c == '@' || c == '.' || c == '+' || c == '%' || c == '\'' || c >= utf8.RuneSelf
}
