package markup

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// attributes calls each for every attribute of a tag, as written. Values without quotes end at white space.
func attributes(in []byte, each func(name, value []byte)) {
	for {
		in = bytes.TrimLeft(in, " \t\r\n")
		equals := bytes.IndexByte(in, '=')
		if equals < 0 {
			return
		}
		name := bytes.TrimRight(in[:equals], " \t\r\n")
		in = bytes.TrimLeft(in[equals+1:], " \t\r\n")
		if len(in) == 0 {
			return
		}
		end, next := space(in), 0
		if in[0] == '"' || in[0] == '\'' {
			quote := in[0]
			in, next = in[1:], 1
			end = bytes.IndexByte(in, quote)
		}
		if end < 0 {
			end, next = len(in), 0
		}
		if len(name) > 0 {
			each(name, in[:end])
		}
		in = in[end+next:]
	}
}

// told reports whether an attribute says something: namespaces and the types and nils of a schema do not.
func told(name []byte) bool {
	prefix, last, ok := bytes.Cut(name, []byte(":"))
	if !ok {
		return string(name) != "xmlns"
	}
	return string(prefix) != "xmlns" && string(last) != "nil" && (string(prefix) != "xsi" || string(last) != "type")
}

// local is a name without its prefix.
func local(name []byte) []byte {
	if colon := bytes.IndexByte(name, ':'); colon >= 0 && colon+1 < len(name) {
		return name[colon+1:]
	}
	return name
}

// member writes the name of a member: mark and name, or name "@" attribute.
func (s *scanner) member(mark string, name, attribute []byte) {
	if s.out[len(s.out)-1] != '{' {
		s.out = append(s.out, ',')
	}
	s.out = append(s.out, '"')
	s.out = append(s.out, mark...)
	s.escape(local(name))
	if attribute != nil {
		s.out = append(s.out, '@')
		s.escape(local(attribute))
	}
	s.out = append(s.out, '"', ':')
}

func (s *scanner) quote(text []byte) {
	s.out = append(s.out, '"')
	s.escape(text)
	s.out = append(s.out, '"')
}

// escape writes text inside a JSON string. Bytes that are no UTF-8 pass: payload cleans them.
func (s *scanner) escape(text []byte) {
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			s.out = append(s.out, '\\', c)
		case c < ' ':
			const digits = "0123456789abcdef"
			s.out = append(s.out, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			s.out = append(s.out, c)
		}
	}
}

// resolve replaces the five entities of XML and numeric ones. Others stay: they are a document's own, or HTML's, which payload
// resolves. A lone "&" stays as well.
func resolve(text []byte) []byte {
	if bytes.IndexByte(text, '&') < 0 {
		return text
	}
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		start := bytes.IndexByte(text, '&')
		if start < 0 {
			break
		}
		out = append(out, text[:start]...)
		text = text[start:]
		end := bytes.IndexByte(text[:min(len(text), 12)], ';')
		r, ok := rune(0), false
		if end > 1 {
			r, ok = entity(string(text[1:end]))
		}
		if !ok {
			out = append(out, '&')
			text = text[1:]
			continue
		}
		out = utf8.AppendRune(out, r)
		text = text[end+1:]
	}
	return append(out, text...)
}

func entity(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if len(digits) > 1 && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n == 0 || n > utf8.MaxRune {
		return 0, false
	}
	return rune(n), true
}

func clip(name []byte) string { return string(name[:min(len(name), 40)]) }
