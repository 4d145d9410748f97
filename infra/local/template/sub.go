package template

import (
	"errors"
	"regexp"
	"strings"
)

// subPart is a piece of a Sub text: literal text or the name of a variable.
type subPart struct {
	literal  string
	variable string // empty for literal text
}

var subName = regexp.MustCompile(`^[A-Za-z0-9_:.]+$`)

// splitSub cuts the text of Fn::Sub at its variables. ${!Name} is the literal
// text ${Name}.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html
func splitSub(s string) ([]subPart, error) {
	var parts []subPart
	for {
		before, rest, found := strings.Cut(s, "${")
		if before != "" {
			parts = append(parts, subPart{literal: before})
		}
		if !found {
			return parts, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return nil, errors.New("a ${ has no }")
		}
		literal, isLiteral := strings.CutPrefix(name, "!")
		switch {
		case isLiteral:
			parts = append(parts, subPart{literal: "${" + literal + "}"})
		case !subName.MatchString(name):
			return nil, errors.New("a variable name has other than letters, digits, _, : and dots")
		default:
			parts = append(parts, subPart{variable: name})
		}
		s = after
	}
}

// sub is Fn::Sub, as a text or as [text, {variable: value}].
func (e *evaluator) sub(v *Value) *Value {
	source, own := v.Args, &Value{Kind: Map, Line: v.Args.Line}
	if v.Args.Kind == List && len(v.Args.Items) == 2 {
		source, own = v.Args.Items[0], v.Args.Items[1]
	}
	if source.Kind != Text || own.Kind != Map {
		return e.fail(v.Line, "Sub wants a text, or a text and a map of variables")
	}
	parts, err := splitSub(source.Scalar)
	if err != nil {
		return e.fail(v.Line, "Sub: %s", err)
	}
	own = e.value(own)
	var b strings.Builder
	wait := false
	for _, part := range parts {
		if part.variable == "" {
			b.WriteString(part.literal)
			continue
		}
		value := e.subVariable(v, part.variable, own)
		switch {
		case value == nil || !isScalar(value) && value.Kind != Call && value.Kind != Null:
			return e.fail(v.Line, "Sub variable %q is not a text", part.variable)
		case value.Kind == Call:
			wait = true
		}
		b.WriteString(value.Scalar)
	}
	if wait {
		return e.keep(v, []*Value{source, own})
	}
	return text(v.Line, b.String())
}

func (e *evaluator) subVariable(v *Value, name string, own *Value) *Value {
	if value := own.Get(name); value != nil {
		return value
	}
	id, attr, hasAttr := strings.Cut(name, ".")
	if !hasAttr {
		attr = RefAttr
	}
	standIn := &Value{Kind: Call, Line: v.Line, Func: "GetAtt", Args: v.Args}
	return e.reference(standIn, id, attr)
}
