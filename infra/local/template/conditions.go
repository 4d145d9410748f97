package template

// conditionState remembers what a condition came to, and catches a condition
// that asks for itself.
type conditionState int

const (
	conditionUnknown conditionState = iota
	conditionAsked
	conditionFalse
	conditionTrue
)

// condition evaluates a named condition once. Conditions see parameters and
// mappings only, never resources, so they are known while the template loads.
func (e *evaluator) condition(name string, line int) bool {
	expression, ok := e.template.conditions[name]
	if !ok {
		e.fail(line, "%q is no condition of this template", name)
		return false
	}
	switch e.template.outcomes[name] {
	case conditionTrue:
		return true
	case conditionFalse:
		return false
	case conditionAsked:
		e.fail(line, "condition %q depends on itself", name)
		return false
	}
	e.template.outcomes[name] = conditionAsked
	holds := e.test(expression)
	e.template.outcomes[name] = conditionFalse
	if holds {
		e.template.outcomes[name] = conditionTrue
	}
	return holds
}

// test evaluates the expression of a condition.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
func (e *evaluator) test(v *Value) bool {
	if name := v.Get("Condition"); name != nil && len(v.Fields) == 1 && name.Kind == Text {
		return e.condition(name.Scalar, v.Line)
	}
	if v.Kind != Call {
		e.fail(v.Line, "a condition wants Equals, And, Or, Not or Condition")
		return false
	}
	switch v.Func {
	case "Condition":
		return e.condition(v.Args.Scalar, v.Line)
	case "Equals":
		return e.equals(v)
	case "Not":
		return !e.operands(v, 1, 1)[0]
	case "And":
		return all(e.operands(v, 2, 10), true)
	case "Or":
		return !all(e.operands(v, 2, 10), false)
	}
	e.fail(v.Line, "intrinsic function %q is not understood in a condition", v.Func)
	return false
}

func (e *evaluator) equals(v *Value) bool {
	args := e.arguments(v, 2)
	if args == nil || !isScalar(args[0]) || !isScalar(args[1]) {
		e.fail(v.Line, "Equals wants two texts that do not depend on a resource")
		return false
	}
	return args[0].Scalar == args[1].Scalar
}

// operands tests each operand; all of them, so that every problem is reported.
func (e *evaluator) operands(v *Value, least, most int) []bool {
	if v.Args.Kind != List || len(v.Args.Items) < least || len(v.Args.Items) > most {
		e.fail(v.Line, "%s wants a list of %d to %d conditions", v.Func, least, most)
		return []bool{false}
	}
	out := make([]bool, len(v.Args.Items))
	for i, item := range v.Args.Items {
		out[i] = e.test(item)
	}
	return out
}

func all(values []bool, want bool) bool {
	for _, v := range values {
		if v != want {
			return false
		}
	}
	return true
}
