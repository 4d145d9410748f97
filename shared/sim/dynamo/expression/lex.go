package expression

import (
	"strings"

	"doorstep/shared/sim/dynamo/value"
)

// kind is what a token is.
type kind int

const (
	end    kind = iota
	word        // a keyword or the name of a function
	name        // #name
	holder      // :value
	sign        // an operator, a bracket, a comma, a dot
)

// token is a part of an expression, as it is written.
type token struct {
	kind kind
	text string
}

// is reports whether a token is a keyword, in any case.
func (t token) is(keyword string) bool { return t.kind == word && strings.EqualFold(t.text, keyword) }

// maxLength is how long an expression may be, in bytes
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
const maxLength = 4096

// lex splits an expression into its tokens; the last one is end.
func lex(text string) ([]token, error) {
	if strings.TrimSpace(text) == "" {
		return nil, value.Refusal("The expression can not be empty;")
	}
	if len(text) > maxLength {
		return nil, value.Refusal("Expression size has exceeded the maximum allowed size;")
	}
	var tokens []token
	for rest := text; ; {
		rest = strings.TrimLeft(rest, " \t\r\n")
		if rest == "" {
			return append(tokens, token{}), nil
		}
		t := next(rest)
		if t.text == "" {
			return nil, syntaxError(rest)
		}
		tokens = append(tokens, t)
		rest = rest[len(t.text):]
	}
}

// next gives the token at the start of a text; none when nothing known is there.
func next(text string) token {
	switch first := text[0]; {
	case first == '#':
		return token{name, placeholder(text)}
	case first == ':':
		return token{holder, placeholder(text)}
	case isWord(first):
		return token{word, text[:span(text)]}
	}
	for _, known := range []string{"<>", "<=", ">=", "=", "<", ">", "(", ")", ",", ".", "+", "-"} {
		if strings.HasPrefix(text, known) {
			return token{sign, known}
		}
	}
	return token{}
}

// placeholder gives the # or : and the letters, digits and underscores behind it; empty when there are none.
func placeholder(text string) string {
	n := span(text[1:])
	if n == 0 {
		return ""
	}
	return text[:1+n]
}

// span counts the letters, digits and underscores at the start of a text.
func span(text string) int {
	for i := range len(text) {
		if !isWord(text[i]) {
			return i
		}
	}
	return len(text)
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func syntaxError(near string) error {
	if len(near) > 40 {
		near = near[:40]
	}
	return value.Refusal("Syntax error; near: \"" + near + "\"")
}
