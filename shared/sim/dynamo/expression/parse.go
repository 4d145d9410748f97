package expression

import (
	"fmt"

	"doorstep/shared/sim/dynamo/value"
)

// parser reads tokens; the first that does not fit ends it with an error.
type parser struct {
	tokens []token
	at     int
	depth  int // of brackets and NOT
	uses   Uses
}

// maxNesting bounds the brackets of an expression, so that a reader of any text ends.
const maxNesting = 300

func newParser(text string) (*parser, error) {
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	return &parser{tokens: tokens}, nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) take() token {
	t := p.tokens[p.at]
	if t.kind != end {
		p.at++
	}
	return t
}

// accept takes a sign if it is the next token.
func (p *parser) accept(text string) bool {
	if t := p.peek(); t.kind != sign || t.text != text {
		return false
	}
	p.at++
	return true
}

// acceptWord takes a keyword if it is the next token.
func (p *parser) acceptWord(keyword string) bool {
	if !p.peek().is(keyword) {
		return false
	}
	p.at++
	return true
}

func (p *parser) expect(text string) error {
	if p.accept(text) {
		return nil
	}
	return p.unexpected()
}

// unexpected says that the next token does not fit.
func (p *parser) unexpected() error {
	t := p.peek()
	if t.kind == end {
		return value.Refusal("Syntax error; token: \"<EOF>\"")
	}
	near := t.text
	if p.at > 0 {
		near = p.tokens[p.at-1].text + " " + near
	}
	if t.kind == word {
		return value.Refusal(fmt.Sprintf("Syntax error, or a bare name or function that is not simulated; token: %q, near: %q", t.text, near))
	}
	return value.Refusal(fmt.Sprintf("Syntax error; token: %q, near: %q", t.text, near))
}

// finish refuses what is left over.
func (p *parser) finish() error {
	if p.peek().kind != end {
		return p.unexpected()
	}
	return nil
}

func (p *parser) path() (path, error) {
	var steps path
	for {
		t := p.peek()
		if t.kind != name {
			return nil, p.unexpected()
		}
		p.at++
		p.uses.name(t.text)
		steps = append(steps, t.text)
		if !p.accept(".") {
			return steps, nil
		}
	}
}

// operand reads a path or a value.
func (p *parser) operand() (operand, error) {
	if t := p.peek(); t.kind == holder {
		p.at++
		p.uses.value(t.text)
		return constant(t.text), nil
	}
	return p.path()
}

// pair reads (path, operand), the arguments of a function.
func (p *parser) pair() (path, operand, error) {
	if err := p.expect("("); err != nil {
		return nil, nil, err
	}
	first, err := p.path()
	if err != nil {
		return nil, nil, err
	}
	if err := p.expect(","); err != nil {
		return nil, nil, err
	}
	second, err := p.operand()
	if err != nil {
		return nil, nil, err
	}
	return first, second, p.expect(")")
}
