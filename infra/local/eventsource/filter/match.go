package filter

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// node is what a field of a pattern holds: an object or a leaf.
type node interface {
	match(value any) bool
	numeric(path string) string
}

// condition is one element of a leaf's list, tried against the scalars of a field.
type condition interface {
	holds(scalars []any) bool
}

// object matches when every field does and, with $or, one of its branches.
type object struct {
	fields map[string]node
	either []object
}

// match tries an array's elements one by one: all conditions of an object must hold in the same element. What is no object counts as one
// without fields, so that {"exists": false} holds below a parent that is missing.
func (o object) match(value any) bool {
	switch value := value.(type) {
	case map[string]any:
		return o.matchFields(value)
	case []any:
		if len(value) > 0 {
			return slices.ContainsFunc(value, o.match)
		}
	}
	return o.matchFields(nil)
}

func (o object) matchFields(fields map[string]any) bool {
	for name, want := range o.fields {
		value, present := fields[name]
		if !present {
			value = absent{}
		}
		if !want.match(value) {
			return false
		}
	}
	return len(o.either) == 0 || slices.ContainsFunc(o.either, func(branch object) bool { return branch.matchFields(fields) })
}

// absent stands for a field that is not there, which is not the same as a JSON null.
type absent struct{}

func (o object) numeric(path string) string {
	for _, name := range slices.Sorted(maps.Keys(o.fields)) {
		if found := o.fields[name].numeric(join(path, name)); found != "" {
			return found
		}
	}
	for _, branch := range o.either {
		if found := branch.numeric(path); found != "" {
			return found
		}
	}
	return ""
}

// leaf matches when one of its conditions holds.
type leaf []condition

func (l leaf) match(value any) bool {
	values := scalars(value)
	return slices.ContainsFunc(l, func(c condition) bool { return c.holds(values) })
}

func (l leaf) numeric(path string) string {
	for _, c := range l {
		if _, isNumeric := c.(numeric); isNumeric {
			return path
		}
	}
	return ""
}

// scalars flattens arrays. Objects yield nothing: the operators see leaf nodes only.
func scalars(value any) []any {
	switch value := value.(type) {
	case map[string]any, absent:
		return nil
	case []any:
		var all []any
		for _, element := range value {
			all = append(all, scalars(element)...)
		}
		return all
	}
	return []any{value}
}

// equals compares strings, booleans, null and the digits of numbers (300 is not 300.0).
type equals struct{ want any }

func (e equals) holds(values []any) bool { return slices.Contains(values, e.want) }

type exists bool

func (e exists) holds(values []any) bool { return len(values) > 0 == bool(e) }

// affix is prefix, suffix or equals-ignore-case.
type affix struct{ operator, text string }

func (a affix) holds(values []any) bool {
	return slices.ContainsFunc(values, func(value any) bool {
		text, isString := value.(string)
		if !isString {
			return false
		}
		switch a.operator {
		case "prefix":
			return strings.HasPrefix(text, a.text)
		case "suffix":
			return strings.HasSuffix(text, a.text)
		}
		return strings.EqualFold(text, a.text)
	})
}

// anythingBut holds when the field is there with a value that is not listed.
type anythingBut []any

func (a anythingBut) holds(values []any) bool {
	return slices.ContainsFunc(values, func(value any) bool { return !slices.Contains(a, value) })
}

type bound struct {
	operator string
	value    float64
}

func (b bound) holds(x float64) bool {
	switch b.operator {
	case "=":
		return x == b.value
	case "<":
		return x < b.value
	case "<=":
		return x <= b.value
	case ">":
		return x > b.value
	}
	return x >= b.value
}

// numeric holds for a JSON number within all its bounds; a string of digits is no number.
type numeric []bound

func (n numeric) holds(values []any) bool {
	return slices.ContainsFunc(values, func(value any) bool {
		number, isNumber := value.(json.Number)
		if !isNumber {
			return false
		}
		x, err := number.Float64()
		return err == nil && !slices.ContainsFunc(n, func(b bound) bool { return !b.holds(x) })
	})
}
