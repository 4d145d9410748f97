package expression

import "doorstep/shared/sim/dynamo/value"

// ParseCondition reads a condition or filter expression.
func ParseCondition(text string) (*Condition, error) {
	p, err := newParser(text)
	if err != nil {
		return nil, err
	}
	root, err := p.or()
	if err != nil {
		return nil, err
	}
	return &Condition{Uses: p.uses, root: root}, p.finish()
}

func (p *parser) or() (test, error) {
	left, err := p.and()
	for err == nil && p.acceptWord("OR") {
		var right test
		right, err = p.and()
		left = either{left, right}
	}
	return left, err
}

func (p *parser) and() (test, error) {
	left, err := p.not()
	for err == nil && p.acceptWord("AND") {
		var right test
		right, err = p.not()
		left = both{left, right}
	}
	return left, err
}

func (p *parser) not() (test, error) {
	if !p.acceptWord("NOT") {
		return p.single()
	}
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer p.higher()
	t, err := p.not()
	return not{t}, err
}

func (p *parser) deeper() error {
	p.depth++
	if p.depth > maxNesting {
		return value.Refusal("The expression has too many operators")
	}
	return nil
}

func (p *parser) higher() { p.depth-- }

// single reads what stands between AND and OR.
func (p *parser) single() (test, error) {
	if p.accept("(") {
		return p.bracket()
	}
	switch t := p.peek(); {
	case t.kind != word:
		return p.comparison()
	case t.text == "attribute_exists", t.text == "attribute_not_exists":
		return p.present()
	case t.text == "begins_with":
		p.at++
		of, prefix, err := p.pair()
		return beginsWith{of, prefix}, err
	default:
		return nil, p.unexpected()
	}
}

func (p *parser) bracket() (test, error) {
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer p.higher()
	start := p.at
	t, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.redundant(start) {
		return nil, value.Refusal("The expression has redundant parentheses;")
	}
	return t, p.expect(")")
}

// redundant reports whether all between start and here is in brackets already.
func (p *parser) redundant(start int) bool {
	depth := 0
	for i := start; i < p.at; i++ {
		switch p.tokens[i] {
		case token{sign, "("}:
			depth++
		case token{sign, ")"}:
			depth--
		}
		if depth == 0 {
			return i > start && i == p.at-1 && p.tokens[start] == token{sign, "("}
		}
	}
	return false
}

func (p *parser) present() (test, error) {
	t := present{want: p.take().text == "attribute_exists"}
	err := p.expect("(")
	if err != nil {
		return nil, err
	}
	t.path, err = p.path()
	if err != nil {
		return nil, err
	}
	return t, p.expect(")")
}

// comparison reads what begins with an operand.
func (p *parser) comparison() (test, error) {
	a, err := p.operand()
	if err != nil {
		return nil, err
	}
	switch {
	case p.acceptWord("BETWEEN"):
		return p.between(a)
	case p.acceptWord("IN"):
		return p.in(a)
	}
	for _, operator := range []string{"=", "<>", "<=", ">=", "<", ">"} {
		if p.accept(operator) {
			b, err := p.operand()
			return comparison{operator, a, b}, err
		}
	}
	return nil, p.unexpected()
}

func (p *parser) between(a operand) (test, error) {
	from, err := p.operand()
	if err != nil {
		return nil, err
	}
	if !p.acceptWord("AND") {
		return nil, p.unexpected()
	}
	to, err := p.operand()
	return between{a, from, to}, err
}

func (p *parser) in(a operand) (test, error) {
	t := in{a: a}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	for {
		o, err := p.operand()
		if err != nil {
			return nil, err
		}
		t.list = append(t.list, o)
		if !p.accept(",") {
			return t, p.expect(")")
		}
	}
}
