package expression

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// operand gives a value for an item; nil when it has none.
type operand interface {
	value(item value.Item, s Scope) types.AttributeValue
}

// constant is a :value of the request.
type constant string

func (c constant) value(_ value.Item, s Scope) types.AttributeValue { return s.Values[string(c)] }

// constantType is the type of an operand that the request gives; empty for a path, which may lead to anything.
func constantType(o operand, s Scope) string {
	c, ok := o.(constant)
	if !ok {
		return ""
	}
	return value.Type(s.Values[string(c)])
}

// allowed refuses a constant of a type that an operator or function never takes.
func allowed(operator string, o operand, s Scope, kinds ...string) error {
	kind := constantType(o, s)
	if kind == "" || slices.Contains(kinds, kind) {
		return nil
	}
	return value.Refusal("Incorrect operand type for operator or function; operator or function: " + operator + ", operand type: " + kind)
}
