package contract

import (
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strings"
)

// Variant is a body in which one field is another than in a good one.
type Variant struct {
	Field string // as in items[0].quantity
	Body  any
	Fits  bool // the body still follows the schema
}

// odd is what a field may hold that should hold something else.
func odd() []any {
	return []any{
		nil, true, json.Number("7"), json.Number("-1"), json.Number("1.5"), json.Number("1e30"), "", " ", "\u0000\u202e", "none", "\U0001f4e6",
		strings.Repeat("a", 3000), []any{}, []any{json.Number("1")}, []any{nil}, map[string]any{}, map[string]any{"a": "b"},
	}
}

// Variants gives every field that a schema describes every odd value in turn, and takes every field away, the rest being as in good:
// for trying whether a system refuses what its document does not allow. Lists are tried at their first entry. Objects and lists that
// good lacks are made.
func (d *Document) Variants(schema Node, good any) iter.Seq[Variant] {
	return func(yield func(Variant) bool) {
		d.vary(schema, nil, func(path []string) bool {
			for _, value := range odd() {
				body := put(good, path, value)
				if !yield(Variant{spell(path), body, d.Validate(schema, body) == nil}) {
					return false
				}
			}
			body := without(good, path)
			return yield(Variant{spell(path) + " taken away", body, d.Validate(schema, body) == nil})
		})
	}
}

// first stands in a path for the first entry of a list.
const first = "[0]"

// vary visits the paths of all fields below a schema.
func (d *Document) vary(schema Node, path []string, visit func(path []string) bool) bool {
	for name, field := range schema.Field("properties").Fields() {
		at := append(slices.Clone(path), name)
		if !visit(at) || !d.vary(field, at, visit) {
			return false
		}
		if entry := field.Field("items"); entry.Exists() {
			at = append(at, first)
			if !visit(at) || !d.vary(entry, at, visit) {
				return false
			}
		}
	}
	return true
}

// put gives a copy of what is there with a value at a path.
func put(there any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	if path[0] == first {
		list, _ := there.([]any)
		list = slices.Clone(list)
		if len(list) == 0 {
			list = []any{nil}
		}
		list[0] = put(list[0], path[1:], value)
		return list
	}
	object, _ := there.(map[string]any)
	if object = maps.Clone(object); object == nil {
		object = map[string]any{}
	}
	object[path[0]] = put(object[path[0]], path[1:], value)
	return object
}

// without gives a copy of what is there without what stands at a path.
func without(there any, path []string) any {
	switch t := there.(type) {
	case map[string]any:
		t = maps.Clone(t)
		if len(path) == 1 {
			delete(t, path[0])
		} else if inner, ok := t[path[0]]; ok {
			t[path[0]] = without(inner, path[1:])
		}
		return t
	case []any:
		if len(t) == 0 || len(path) == 1 {
			return []any{}
		}
		t = slices.Clone(t)
		t[0] = without(t[0], path[1:])
		return t
	default:
		return there
	}
}

func spell(path []string) string {
	return strings.ReplaceAll(strings.Join(path, "."), "."+first, first)
}
