package expression

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"doorstep/shared/sim/dynamo/value"
)

// Update is an update expression.
type Update struct {
	Uses
	steps []step
}

// step changes one attribute.
type step interface {
	target() path
	// check refuses values of types that the step never takes.
	check(s Scope) error
	// value gives what the attribute becomes, for the item as it was; nil: it goes.
	value(old value.Item, s Scope) (types.AttributeValue, error)
}

// Check refuses steps that touch the same attribute and values of types that a step never takes. The scope must define all placeholders.
func (u *Update) Check(s Scope) error {
	paths := u.paths()
	for _, step := range u.steps {
		if err := step.check(s); err != nil {
			return err
		}
	}
	return overlap(paths, s)
}

func (u *Update) paths() []path {
	paths := make([]path, len(u.steps))
	for i, step := range u.steps {
		paths[i] = step.target()
	}
	return paths
}

// Touches reports whether the update changes an attribute, or a part of it.
func (u *Update) Touches(attribute string, s Scope) bool {
	return slices.ContainsFunc(u.steps, func(step step) bool { return s.Names[step.target()[0]] == attribute })
}

// Apply gives the item after the update. The item that was is not changed; every step sees it as it was.
func (u *Update) Apply(old value.Item, s Scope) (value.Item, error) {
	item := make(value.Item, len(old)+len(u.steps))
	maps.Copy(item, old)
	for _, step := range u.steps {
		v, err := step.value(old, s)
		if err != nil {
			return nil, err
		}
		if err := step.target().put(item, v, s); err != nil {
			return nil, err
		}
	}
	return item, nil
}

// Part gives of an item what the update touches; nil when that is nothing. It shares the item's values.
func (u *Update) Part(item value.Item, s Scope) value.Item {
	out := part(item, u.paths(), s)
	if len(out) == 0 {
		return nil
	}
	return out
}
