package expression

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

const (
	errMissing = value.Refusal("The provided expression refers to an attribute that does not exist in the item")
	errType    = value.Refusal("An operand in the update expression has an incorrect data type")
)

// set is SET path = a, or a + b, or a - b.
type set struct {
	path     path
	a, b     operand // b may be nil
	subtract bool
}

func (t set) target() path { return t.path }

func (t set) check(s Scope) error {
	if t.b == nil {
		return nil
	}
	operator := "+"
	if t.subtract {
		operator = "-"
	}
	return first(allowed(operator, t.a, s, "N"), allowed(operator, t.b, s, "N"))
}

func (t set) value(old value.Item, s Scope) (types.AttributeValue, error) {
	a := t.a.value(old, s)
	if a == nil {
		return nil, errMissing
	}
	if t.b == nil {
		return value.Clone(a), nil
	}
	b := t.b.value(old, s)
	if b == nil {
		return nil, errMissing
	}
	sum, err := value.Add(a, b, t.subtract)
	if err == nil && sum == nil {
		err = errType
	}
	return sum, err
}

// ifNotExists is what stands at a path, or something else when that is nothing.
type ifNotExists struct {
	path path
	or   operand
}

func (o ifNotExists) value(item value.Item, s Scope) types.AttributeValue {
	if v := o.path.value(item, s); v != nil {
		return v
	}
	return o.or.value(item, s)
}

// remove is REMOVE path.
type remove struct{ path path }

func (t remove) target() path { return t.path }

func (t remove) check(Scope) error { return nil }

func (t remove) value(value.Item, Scope) (types.AttributeValue, error) { return nil, nil }

// add is ADD path :value, which counts a number up and adds elements to a set.
type add struct {
	path path
	v    constant
}

func (t add) target() path { return t.path }

func (t add) check(s Scope) error { return allowed("ADD", t.v, s, "N", "SS", "NS", "BS") }

func (t add) value(old value.Item, s Scope) (types.AttributeValue, error) {
	v, more := t.path.value(old, s), t.v.value(old, s)
	if v == nil {
		return value.Clone(more), nil
	}
	if value.Type(v) != value.Type(more) {
		return nil, errType
	}
	if value.Type(v) == "N" {
		return value.Add(v, more, false)
	}
	return value.Union(v, more), nil
}

// take is DELETE path :value, which takes elements from a set; a set without elements goes.
type take struct {
	path path
	v    constant
}

func (t take) target() path { return t.path }

func (t take) check(s Scope) error { return allowed("DELETE", t.v, s, "SS", "NS", "BS") }

func (t take) value(old value.Item, s Scope) (types.AttributeValue, error) {
	v, less := t.path.value(old, s), t.v.value(old, s)
	if v == nil {
		return nil, nil
	}
	if !slices.Contains([]string{"SS", "NS", "BS"}, value.Type(v)) || value.Type(v) != value.Type(less) {
		return nil, errType
	}
	return value.Without(v, less), nil
}
