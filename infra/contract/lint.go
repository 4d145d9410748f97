package contract

import (
	"fmt"
	"slices"
	"strings"
)

// Wrong gives everything that is wrong with the document itself: references that lead nowhere, schemas that are none, examples that do
// not follow their schemas, components that nothing uses. It is empty for a good document.
func (d *Document) Wrong() []string {
	var out []string
	for n := range d.walk {
		if ref := n.reference(); ref != "" && !n.follow().Exists() {
			out = append(out, fmt.Sprintf("#%s: reference %s leads nowhere", n.pointer, ref))
		}
	}
	if len(out) > 0 { // whatever else there is follows from it
		return out
	}
	for n := range d.walk {
		out = append(out, d.wrongExamples(n)...)
	}
	return append(out, d.unused()...)
}

// walk visits every object of the document that is not data: not what stands in examples, defaults and lists of values.
func (d *Document) walk(yield func(Node) bool) {
	d.descend(d.Root(), yield)
}

func (d *Document) descend(n Node, yield func(Node) bool) bool {
	if !yield(n) {
		return false
	}
	named := isMap(n.pointer)
	for name := range n.Fields() {
		if !named && slices.Contains([]string{"example", "examples", "default", "enum", "const"}, name) {
			continue
		}
		if !d.descend(n.raw(name), yield) {
			return false
		}
	}
	if n.yaml != nil && len(n.List()) > 0 {
		for i := range n.List() {
			if !d.descend(n.entry(i), yield) {
				return false
			}
		}
	}
	return true
}

// isMap reports whether the names in an object are free: a property may well be called "example".
func isMap(pointer string) bool {
	parts := strings.Split(pointer, "/")
	last := parts[len(parts)-1]
	return slices.Contains([]string{"properties", "schemas", "paths", "responses", "headers", "content", "$defs"}, last)
}

// wrongExamples checks the examples of a schema, or of what has a schema.
func (d *Document) wrongExamples(n Node) []string {
	if isMap(n.pointer) {
		return nil
	}
	schema := n.Field("schema")
	if !schema.Exists() {
		schema = n
	}
	var out []string
	for _, e := range n.Examples() {
		if err := d.Validate(schema, e.Value()); err != nil {
			out = append(out, fmt.Sprintf("#%s: %v", e.pointer, err))
		}
	}
	return out
}

// Examples gives the examples that stand at a schema, or at what has a schema.
func (n Node) Examples() []Node {
	out := n.Field("examples").List()
	if e := n.Field("example"); e.Exists() {
		out = append(out, e)
	}
	for _, e := range n.Field("examples").Fields() {
		out = append(out, e.Field("value"))
	}
	return out
}

// unused finds components that no path leads to.
func (d *Document) unused() []string {
	used := map[string]bool{}
	d.reach(d.Root().Field("paths"), used)
	var out []string
	for group, components := range d.Root().Field("components").Fields() {
		if group == "securitySchemes" { // these are named, not referred to
			continue
		}
		for name := range components.Fields() {
			if ref := "#/components/" + group + "/" + escape(name); !used[ref] {
				out = append(out, ref+" is used by nothing")
			}
		}
	}
	return out
}

func (d *Document) reach(from Node, used map[string]bool) {
	d.descend(from, func(n Node) bool {
		if ref := n.reference(); ref != "" && !used[ref] {
			used[ref] = true
			d.reach(d.at(ref), used)
		}
		return true
	})
}
