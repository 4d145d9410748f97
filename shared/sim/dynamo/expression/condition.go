package expression

import "doorstep/shared/sim/dynamo/value"

// Condition is a condition or filter expression.
type Condition struct {
	Uses
	root test
}

// test is a part of a condition that holds or not.
type test interface {
	// check refuses what can never be evaluated, whatever the item.
	check(s Scope) error
	holds(item value.Item, s Scope) bool
}

// Holds reports whether an item fits. No item is one without attributes.
func (c *Condition) Holds(item value.Item, s Scope) bool { return c.root.holds(item, s) }

// Check refuses values of types that the condition can never take. The scope must define all placeholders.
func (c *Condition) Check(s Scope) error { return c.root.check(s) }

type both struct{ a, b test }

func (t both) check(s Scope) error { return first(t.a.check(s), t.b.check(s)) }

func (t both) holds(item value.Item, s Scope) bool { return t.a.holds(item, s) && t.b.holds(item, s) }

type either struct{ a, b test }

func (t either) check(s Scope) error { return first(t.a.check(s), t.b.check(s)) }

func (t either) holds(item value.Item, s Scope) bool {
	return t.a.holds(item, s) || t.b.holds(item, s)
}

type not struct{ a test }

func (t not) check(s Scope) error { return t.a.check(s) }

func (t not) holds(item value.Item, s Scope) bool { return !t.a.holds(item, s) }

// present is attribute_exists, or attribute_not_exists.
type present struct {
	path path
	want bool
}

func (t present) check(Scope) error { return nil }

func (t present) holds(item value.Item, s Scope) bool {
	return (t.path.value(item, s) != nil) == t.want
}

type beginsWith struct {
	path   path
	prefix operand
}

func (t beginsWith) check(s Scope) error { return allowed("begins_with", t.prefix, s, "S", "B") }

func (t beginsWith) holds(item value.Item, s Scope) bool {
	return value.HasPrefix(t.path.value(item, s), t.prefix.value(item, s))
}

// comparison is = <> < <= > or >=.
type comparison struct {
	operator string
	a, b     operand
}

func (t comparison) check(s Scope) error {
	if p, ok := t.a.(path); ok {
		if q, ok := t.b.(path); ok && samePath(p, q, s) && len(p) == len(q) {
			return value.Refusal("The first operand must be distinct from the remaining operands for this operator or function; operator: " +
				t.operator + ", first operand: " + shown(p, s))
		}
	}
	if t.operator == "=" || t.operator == "<>" {
		return nil
	}
	return first(allowed(t.operator, t.a, s, "S", "N", "B"), allowed(t.operator, t.b, s, "S", "N", "B"))
}

// holds takes a value that is not there for one that equals nothing and has no order.
func (t comparison) holds(item value.Item, s Scope) bool {
	a, b := t.a.value(item, s), t.b.value(item, s)
	switch t.operator {
	case "=":
		return value.Equal(a, b)
	case "<>":
		return !value.Equal(a, b)
	}
	order, ok := value.Compare(a, b)
	return ok && holds(order, t.operator)
}

// holds reports whether an order, as value.Compare gives it, is what an operator asks for.
func holds(order int, operator string) bool {
	switch operator {
	case "=":
		return order == 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	default:
		return order >= 0
	}
}

type between struct{ a, from, to operand }

func (t between) check(s Scope) error {
	for _, o := range []operand{t.a, t.from, t.to} {
		if err := allowed("BETWEEN", o, s, "S", "N", "B"); err != nil {
			return err
		}
	}
	from, to := constantType(t.from, s), constantType(t.to, s)
	if from == "" || to == "" {
		return nil
	}
	order, ok := value.Compare(t.from.value(nil, s), t.to.value(nil, s))
	if !ok {
		return value.Refusal("The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: " +
			from + ", upper bound operand: " + to)
	}
	if order > 0 {
		return value.Refusal("The BETWEEN operator requires upper bound to be greater than or equal to lower bound")
	}
	return nil
}

func (t between) holds(item value.Item, s Scope) bool {
	a := t.a.value(item, s)
	low, ok := value.Compare(a, t.from.value(item, s))
	high, both := value.Compare(a, t.to.value(item, s))
	return ok && both && low >= 0 && high <= 0
}

type in struct {
	a    operand
	list []operand
}

func (t in) check(Scope) error { return nil }

func (t in) holds(item value.Item, s Scope) bool {
	a := t.a.value(item, s)
	for _, o := range t.list {
		if value.Equal(a, o.value(item, s)) {
			return true
		}
	}
	return false
}

// first gives the first error, if any.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
