package payload

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// quoted reads a string and gives what stands between its quotes; plain says that it holds no escape and no broken UTF-8.
func (r *Reader) quoted() (raw []byte, plain bool) {
	from := r.at + 1
	plain = true
	for i := from; i < len(r.body); i++ {
		switch c := r.body[i]; {
		case c == '"':
			r.at = i + 1
			return r.body[from:i], plain
		case c == '\\':
			plain = false
			i++
		}
	}
	r.fail("string without an end")
	return nil, true
}

// scalar reads a number, true, false or null.
func (r *Reader) scalar() {
	if r.err != nil {
		return
	}
	from := r.at
	for r.at < len(r.body) && isScalar(r.body[r.at]) {
		r.at++
	}
	word := r.body[from:r.at]
	switch string(word) {
	case "true", "false", "null":
		return
	}
	if !isNumber(word) {
		r.at = from
		r.fail("unexpected text")
	}
}

func isScalar(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '+' || c == '.'
}

// isNumber is generous ("007" passes): a payload that prints such a number means it.
func isNumber(word []byte) bool {
	digits := 0
	for i, c := range word {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '-' && i == 0, c == '+', c == '-', c == '.', c == 'e', c == 'E':
		default:
			return false
		}
	}
	return digits > 0
}

// unescape resolves the escapes of a JSON string. A broken escape stays as it stands.
func unescape(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 == len(raw) {
			out = append(out, raw[i])
			continue
		}
		i++
		switch c := raw[i]; c {
		case 'n':
			out = append(out, '\n')
		case 't':
			out = append(out, '\t')
		case 'r':
			out = append(out, '\r')
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'u':
			r, used := unicodeEscape(raw[i-1:])
			out = utf8.AppendRune(out, r)
			i += used - 2
		default: // \" \\ \/ and what is not JSON
			out = append(out, c)
		}
	}
	return out
}

// unicodeEscape reads "\uXXXX", with its second half where it is a surrogate, and says how many bytes it took.
func unicodeEscape(s []byte) (rune, int) {
	high, ok := hex4(s)
	if !ok {
		return utf8.RuneError, 2
	}
	if !utf16.IsSurrogate(high) {
		return high, 6
	}
	if low, ok := hex4(s[6:]); ok {
		if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
			return r, 12
		}
	}
	return utf8.RuneError, 6
}

func hex4(s []byte) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(s[2:6]), 16, 16)
	return rune(n), err == nil
}
