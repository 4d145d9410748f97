package locale

import (
	"slices"
	"strings"
)

// missing stands where a value was not given. Three dots tell a reader that something is left out; "{day}" tells nothing.
const missing = "…"

// Marks around a value whose direction must not touch the text about it (https://www.unicode.org/reports/tr9/, FSI and PDI).
const (
	isolate = "\u2068"
	release = "\u2069"
)

// fill replaces each {name} of a text. With rtl, every value but a bare number is isolated: without that, "1001-22" within Arabic
// is shown as "22-1001".
func fill(text string, rtl bool, args []string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for text != "" {
		before, name, after, ok := nextHole(text)
		b.WriteString(before)
		if !ok {
			break
		}
		value := valueOf(name, args)
		if rtl && !isNumber(value) {
			b.WriteString(isolate + value + release)
		} else {
			b.WriteString(value)
		}
		if strings.HasSuffix(value, ".") && strings.HasPrefix(after, ".") { // "bis 22. Nov." ends its sentence with the abbreviation's dot
			after = after[1:]
		}
		text = after
	}
	return b.String()
}

// nextHole cuts a text at its first {name}. Braces around anything but small letters, digits and "_" are text.
func nextHole(text string) (before, name, after string, ok bool) {
	for from := 0; ; {
		start := strings.IndexByte(text[from:], '{')
		if start < 0 {
			return text, "", "", false
		}
		start += from
		end := start + 1
		for end < len(text) && isNameByte(text[end]) {
			end++
		}
		if end > start+1 && end < len(text) && text[end] == '}' {
			return text[:start], text[start+1 : end], text[end+1:], true
		}
		from = start + 1
	}
}

func isNameByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' }

func valueOf(name string, args []string) string {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return missing
}

func isNumber(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < '٠' || r > '٩')
	})
}

// Holes lists the names of a text's {names}, sorted, each once.
func Holes(text string) []string {
	var names []string
	for {
		_, name, after, ok := nextHole(text)
		if !ok {
			slices.Sort(names)
			return slices.Compact(names)
		}
		names, text = append(names, name), after
	}
}
