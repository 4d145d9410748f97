package expression

import (
	"fmt"
	"strings"

	"doorstep/shared/sim/dynamo/value"
)

// ParseUpdate reads an update expression.
func ParseUpdate(text string) (*Update, error) {
	p, err := newParser(text)
	if err != nil {
		return nil, err
	}
	u := &Update{}
	seen := map[string]bool{}
	for p.peek().kind != end {
		section := strings.ToUpper(p.peek().text)
		read, ok := sections[section]
		if !ok || p.peek().kind != word {
			return nil, p.unexpected()
		}
		if seen[section] {
			return nil, value.Refusal(fmt.Sprintf("The %q section can only be used once in an update expression;", section))
		}
		seen[section] = true
		p.at++
		for {
			step, err := read(p)
			if err != nil {
				return nil, err
			}
			u.steps = append(u.steps, step)
			if !p.accept(",") {
				break
			}
		}
	}
	u.Uses = p.uses
	return u, nil
}

// sections are the parts of an update expression, each with what reads one of its steps.
var sections = map[string]func(*parser) (step, error){
	"SET": (*parser).set, "REMOVE": (*parser).remove, "ADD": (*parser).add, "DELETE": (*parser).delete,
}

func (p *parser) set() (step, error) {
	t := set{}
	var err error
	if t.path, err = p.path(); err != nil {
		return nil, err
	}
	if err = p.expect("="); err != nil {
		return nil, err
	}
	if t.a, err = p.setOperand(); err != nil {
		return nil, err
	}
	t.subtract = p.accept("-")
	if t.subtract || p.accept("+") {
		t.b, err = p.setOperand()
	}
	return t, err
}

func (p *parser) setOperand() (operand, error) {
	if t := p.peek(); t.kind != word || t.text != "if_not_exists" {
		return p.operand()
	}
	p.at++
	of, or, err := p.pair()
	return ifNotExists{of, or}, err
}

func (p *parser) remove() (step, error) {
	of, err := p.path()
	return remove{of}, err
}

func (p *parser) add() (step, error) {
	of, v, err := p.counted()
	return add{of, v}, err
}

func (p *parser) delete() (step, error) {
	of, v, err := p.counted()
	return take{of, v}, err
}

// counted reads the path and value of ADD and DELETE, which are for attributes and not for what lies in them
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html).
func (p *parser) counted() (path, constant, error) {
	of, err := p.path()
	if err != nil {
		return nil, "", err
	}
	if len(of) > 1 {
		return nil, "", value.Refusal("ADD and DELETE can only be used on top-level attributes")
	}
	t := p.peek()
	if t.kind != holder {
		return nil, "", p.unexpected()
	}
	p.at++
	p.uses.value(t.text)
	return of, constant(t.text), nil
}
