package expression

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// Key is a key condition expression: one partition, and a range of its sort keys.
type Key struct {
	Uses
	partition comparison
	sort      test // nil: all
}

// ParseKey reads a key condition expression.
func ParseKey(text string) (*Key, error) {
	c, err := ParseCondition(text)
	if err != nil {
		return nil, err
	}
	tests := []test{c.root}
	if t, ok := c.root.(both); ok {
		tests = []test{t.a, t.b}
	}
	// Which of two equalities is the one of the partition is known with the names only: see Split.
	k := &Key{Uses: c.Uses}
	for _, t := range tests {
		if !keyTest(t) {
			return nil, value.Refusal("Invalid operator used in KeyConditionExpression: only =, and for the sort key <, <=, >, >=, BETWEEN and begins_with")
		}
	}
	if eq, ok := tests[0].(comparison); ok && eq.operator == "=" {
		k.partition = eq
		if len(tests) > 1 {
			k.sort = tests[1]
		}
		return k, nil
	}
	if len(tests) > 1 {
		if eq, ok := tests[1].(comparison); ok && eq.operator == "=" {
			k.partition, k.sort = eq, tests[0]
			return k, nil
		}
	}
	return nil, value.Refusal("Query key condition not supported")
}

// keyTest reports whether a part of a condition compares one attribute with values.
func keyTest(t test) bool {
	isConstant := func(o operand) bool { _, ok := o.(constant); return ok }
	isAttribute := func(o operand) bool { p, ok := o.(path); return ok && len(p) == 1 }
	switch t := t.(type) {
	case comparison:
		return t.operator != "<>" && isAttribute(t.a) && isConstant(t.b)
	case between:
		return isAttribute(t.a) && isConstant(t.from) && isConstant(t.to)
	case beginsWith:
		return len(t.path) == 1 && isConstant(t.prefix)
	default:
		return false
	}
}

// Range is what a key condition asks for.
type Range struct {
	Partition types.AttributeValue
	sort      test
	scope     Scope
}

// On gives what the condition asks of the keys of a table or index; sortName is empty where there is none.
func (k *Key) On(partitionName, sortName string, s Scope) (Range, error) {
	partition, sort := k.partition, k.sort
	if named(sort, s) == partitionName {
		eq, ok := sort.(comparison)
		if !ok || eq.operator != "=" {
			return Range{}, value.Refusal("Query key condition not supported")
		}
		partition, sort = eq, k.partition
	}
	switch {
	case named(partition, s) != partitionName:
		return Range{}, value.Refusal("Query condition missed key schema element: " + partitionName)
	case sort != nil && named(sort, s) == partitionName:
		return Range{}, value.Refusal("KeyConditionExpressions must only contain one condition per key")
	case sort != nil && named(sort, s) != sortName:
		return Range{}, value.Refusal("Query key condition not supported")
	}
	r := Range{Partition: partition.b.value(nil, s), sort: sort, scope: s}
	if sort == nil {
		return r, nil
	}
	return r, sort.check(s)
}

// named gives the attribute that a test of a key is about.
func named(t test, s Scope) string {
	switch t := t.(type) {
	case comparison:
		return s.Names[t.a.(path)[0]]
	case between:
		return s.Names[t.a.(path)[0]]
	case beginsWith:
		return s.Names[t.path[0]]
	default:
		return ""
	}
}

// Holds reports whether an item of the partition is asked for.
func (r Range) Holds(item value.Item) bool { return r.sort == nil || r.sort.holds(item, r.scope) }
