package template

import (
	"fmt"
	"strconv"
	"strings"
)

// evaluator resolves intrinsic functions. While a template loads, lookup is
// nil: functions over parameters, mappings and conditions are resolved then, and
// a Call that needs a resource stays. Later every Call must be resolved.
type evaluator struct {
	template *Template
	report   *report
	lookup   Lookup
	subject  string
	path     string // property being evaluated, such as Environment.Variables.TABLE
}

// value gives v resolved, or nil when v is AWS::NoValue. It never changes v.
func (e *evaluator) value(v *Value) *Value {
	switch v.Kind {
	case List:
		out := &Value{Kind: List, Line: v.Line}
		for _, item := range v.Items {
			if resolved := e.value(item); resolved != nil {
				out.Items = append(out.Items, resolved)
			}
		}
		return out
	case Map:
		out := &Value{Kind: Map, Line: v.Line}
		outer := e.path
		for _, f := range v.Fields {
			e.path = join(outer, f.Name)
			if resolved := e.value(f.Value); resolved != nil {
				out.Fields = append(out.Fields, Field{Name: f.Name, Line: f.Line, Value: resolved})
			}
		}
		e.path = outer
		return out
	case Call:
		return e.call(v)
	case Text:
		if strings.Contains(v.Scalar, "{{resolve:") {
			e.fail(v.Line, "dynamic references ({{resolve:...}}) are not understood by the local runner")
		}
	}
	return v
}

func (e *evaluator) call(v *Value) *Value {
	switch v.Func {
	case "Ref":
		return e.reference(v, v.Args.Scalar, RefAttr)
	case "GetAtt":
		return e.reference(v, v.Args.Items[0].Scalar, v.Args.Items[1].Scalar)
	case "Sub":
		return e.sub(v)
	case "Join":
		return e.join(v)
	case "Select":
		return e.selectItem(v)
	case "Split":
		return e.split(v)
	case "FindInMap":
		return e.findInMap(v)
	case "If":
		return e.choose(v)
	case "ImportValue":
		return e.fail(v.Line, "ImportValue needs another stack, which a local run does not have")
	case "Equals", "And", "Or", "Not", "Condition":
		return e.fail(v.Line, "%s is understood in Conditions only", v.Func)
	}
	return e.fail(v.Line, "intrinsic function %q is not understood by the local runner", v.Func)
}

// fail reports a problem and stands in for the value that could not be had.
func (e *evaluator) fail(line int, format string, args ...any) *Value {
	message := fmt.Sprintf(format, args...)
	if e.path != "" {
		message = fmt.Sprintf("property %q: %s", e.path, message)
	}
	e.report.add(e.subject, line, "%s", message)
	return &Value{Kind: Null, Line: line}
}

// join is Fn::Join: [delimiter, [values]].
func (e *evaluator) join(v *Value) *Value {
	args := e.arguments(v, 2)
	if args == nil {
		return e.fail(v.Line, "Join wants a delimiter and a list")
	}
	if pending(args...) {
		return e.keep(v, args)
	}
	if !isScalar(args[0]) || args[1].Kind != List {
		return e.fail(v.Line, "Join wants a delimiter and a list")
	}
	parts := make([]string, len(args[1].Items))
	for i, item := range args[1].Items {
		if !isScalar(item) {
			return e.fail(item.Line, "Join can only join texts")
		}
		parts[i] = item.Scalar
	}
	return text(v.Line, strings.Join(parts, args[0].Scalar))
}

// selectItem is Fn::Select: [index, list].
func (e *evaluator) selectItem(v *Value) *Value {
	args := e.arguments(v, 2)
	if args == nil {
		return e.fail(v.Line, "Select wants an index and a list")
	}
	if args[0].Kind == Call || args[1].Kind == Call {
		return e.keep(v, args)
	}
	index, err := strconv.Atoi(args[0].Scalar)
	if err != nil || args[1].Kind != List {
		return e.fail(v.Line, "Select wants an index and a list")
	}
	if index < 0 || index >= len(args[1].Items) {
		return e.fail(v.Line, "Select index %d is outside a list of %d", index, len(args[1].Items))
	}
	return args[1].Items[index]
}

// split is Fn::Split: [delimiter, text].
func (e *evaluator) split(v *Value) *Value {
	args := e.arguments(v, 2)
	if args == nil {
		return e.fail(v.Line, "Split wants a delimiter and a text")
	}
	if pending(args...) {
		return e.keep(v, args)
	}
	if !isScalar(args[0]) || args[0].Scalar == "" || !isScalar(args[1]) {
		return e.fail(v.Line, "Split wants a delimiter and a text")
	}
	out := &Value{Kind: List, Line: v.Line}
	for part := range strings.SplitSeq(args[1].Scalar, args[0].Scalar) {
		out.Items = append(out.Items, text(v.Line, part))
	}
	return out
}

// findInMap is Fn::FindInMap: [map, first key, second key].
func (e *evaluator) findInMap(v *Value) *Value {
	args := e.arguments(v, 3)
	if args == nil || !isScalar(args[0]) || !isScalar(args[1]) || !isScalar(args[2]) {
		return e.fail(v.Line, "FindInMap wants the name of a mapping and two keys, none of which may depend on a resource")
	}
	found := e.template.mappings.Get(args[0].Scalar).Get(args[1].Scalar).Get(args[2].Scalar)
	if found == nil {
		return e.fail(v.Line, "FindInMap finds nothing at %s.%s.%s", args[0].Scalar, args[1].Scalar, args[2].Scalar)
	}
	return found
}

// choose is Fn::If: [condition, value when true, value when false].
func (e *evaluator) choose(v *Value) *Value {
	if v.Args.Kind != List || len(v.Args.Items) != 3 || v.Args.Items[0].Kind != Text {
		return e.fail(v.Line, "If wants the name of a condition and two values")
	}
	if e.condition(v.Args.Items[0].Scalar, v.Line) {
		return e.value(v.Args.Items[1])
	}
	return e.value(v.Args.Items[2])
}

// arguments gives the n resolved arguments of v, or nil when there are not n.
func (e *evaluator) arguments(v *Value, n int) []*Value {
	if v.Args.Kind != List || len(v.Args.Items) != n {
		return nil
	}
	out := make([]*Value, n)
	for i, arg := range v.Args.Items {
		if out[i] = e.value(arg); out[i] == nil {
			return nil
		}
	}
	return out
}

// keep is v with the arguments resolved as far as they can be.
func (e *evaluator) keep(v *Value, args []*Value) *Value {
	return &Value{Kind: Call, Line: v.Line, Func: v.Func, Args: &Value{Kind: List, Line: v.Args.Line, Items: args}}
}

// pending says whether any of the values still holds a Call.
func pending(values ...*Value) bool {
	for _, v := range values {
		if v.Kind == Call || pending(v.Items...) {
			return true
		}
		for _, f := range v.Fields {
			if pending(f.Value) {
				return true
			}
		}
	}
	return false
}

func isScalar(v *Value) bool { return v.Kind == Text || v.Kind == Number || v.Kind == Bool }

func text(line int, s string) *Value { return &Value{Kind: Text, Line: line, Scalar: s} }

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
