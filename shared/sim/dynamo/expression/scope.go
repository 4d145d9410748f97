// Package expression reads and evaluates the expressions of DynamoDB: conditions, key conditions, updates and projections
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html).
//
// It knows what the store uses and a little more. Anything else is refused and never passed over: bare attribute names (the store writes
// #names only, so there is no list of reserved words here), elements of lists, and the functions size, contains, attribute_type and
// list_append. Errors are value.Refusal, in DynamoDB's words where it would refuse the same.
//
// A read expression never changes, so that it can be kept and shared.
package expression

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// Scope is what the placeholders of a request stand for: ExpressionAttributeNames and ExpressionAttributeValues.
type Scope struct {
	Names  map[string]string
	Values map[string]types.AttributeValue
}

// Uses are the placeholders of an expression.
type Uses struct {
	names, values []string
}

func (u *Uses) name(placeholder string) {
	if !slices.Contains(u.names, placeholder) {
		u.names = append(u.names, placeholder)
	}
}

func (u *Uses) value(placeholder string) {
	if !slices.Contains(u.values, placeholder) {
		u.values = append(u.values, placeholder)
	}
}

// Names gives the attributes that an expression uses.
func (u *Uses) Names(s Scope) map[string]bool {
	names := map[string]bool{}
	for _, n := range u.names {
		names[s.Names[n]] = true
	}
	return names
}

// Check refuses placeholders that stand for nothing, those that no expression uses, and values that are none. Expressions that a request
// does not have are nil.
func (s Scope) Check(all ...*Uses) error {
	if s.Names != nil && len(s.Names) == 0 {
		return value.Refusal("ExpressionAttributeNames must not be empty")
	}
	if s.Values != nil && len(s.Values) == 0 {
		return value.Refusal("ExpressionAttributeValues must not be empty")
	}
	for _, uses := range all {
		if uses == nil {
			continue
		}
		if err := s.defines(uses); err != nil {
			return err
		}
	}
	return s.unused(all)
}

func (s Scope) defines(uses *Uses) error {
	for _, n := range uses.names {
		if attribute, ok := s.Names[n]; !ok {
			return value.Refusal("An expression attribute name used in the document path is not defined; attribute name: " + n)
		} else if attribute == "" {
			return value.Refusal("ExpressionAttributeNames contains invalid value: The expression attribute name " + n + " is empty")
		}
	}
	for _, v := range uses.values {
		held, ok := s.Values[v]
		if !ok {
			return value.Refusal("An expression attribute value used in expression is not defined; attribute value: " + v)
		}
		if err := value.Check(held); err != nil {
			return value.Refusal("ExpressionAttributeValues contains invalid value: " + err.Error() + " for key " + v)
		}
	}
	return nil
}

func (s Scope) unused(all []*Uses) error {
	used := func(placeholder string, of func(*Uses) []string) bool {
		return slices.ContainsFunc(all, func(u *Uses) bool { return u != nil && slices.Contains(of(u), placeholder) })
	}
	var names, values []string
	for n := range s.Names {
		if !used(n, func(u *Uses) []string { return u.names }) {
			names = append(names, n)
		}
	}
	for v := range s.Values {
		if !used(v, func(u *Uses) []string { return u.values }) {
			values = append(values, v)
		}
	}
	switch {
	case len(names) > 0:
		return value.Refusal("Value provided in ExpressionAttributeNames unused in expressions: keys: " + listed(names))
	case len(values) > 0:
		return value.Refusal("Value provided in ExpressionAttributeValues unused in expressions: keys: " + listed(values))
	}
	return nil
}
