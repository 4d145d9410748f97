package contract

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Wrong gives everything that is wrong with the document itself: references that lead nowhere, schemas that are none, examples that do
// not follow their schemas, paths without their parameters, security schemes without a name, components that nothing uses. It is empty
// for a good document.
func (d *Document) Wrong() []string {
	var out []string
	for n := range d.walk {
		if ref := n.reference(); ref != "" && (!d.at(ref).Exists() || !n.follow().Exists()) {
			out = append(out, fmt.Sprintf("#%s: reference %s leads nowhere", n.pointer, ref))
		}
	}
	if len(out) > 0 { // whatever else there is follows from it
		return out
	}
	for n := range d.walk {
		out = append(out, d.wrongExamples(n)...)
	}
	for pointer := range d.schemaPlaces() {
		if _, err := d.schemas.compile(pointer); err != nil {
			out = append(out, err.Error())
		}
	}
	for _, op := range d.operations {
		out = append(out, op.wrongParameters()...)
	}
	return append(append(out, d.wrongSecurity()...), d.unused()...)
}

// schemaPlaces gives where schemas stand: every named one, and every one at something that has a schema.
func (d *Document) schemaPlaces() iter.Seq[string] {
	return func(yield func(string) bool) {
		for name := range d.Root().Field("components").Field("schemas").Fields() {
			if !yield("/components/schemas/" + escape(name)) {
				return
			}
		}
		d.walk(func(n Node) bool {
			schema := n.raw("schema")
			return isMap(n.pointer) || !schema.Exists() || yield(schema.pointer)
		})
	}
}

// wrongParameters compares what stands in braces in a path with the parameters that are described.
func (o Operation) wrongParameters() []string {
	var want, got []string
	for part := range strings.SplitSeq(o.Path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			want = append(want, strings.TrimSuffix(name, "}"))
		}
	}
	for _, p := range o.Parameters() {
		if p.Field("in").Text() == "path" {
			got = append(got, p.Field("name").Text())
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if slices.Equal(want, got) {
		return nil
	}
	return []string{fmt.Sprintf("%s: parameters of the path are %s, and %s stand in it", o.Route(), strings.Join(got, ", "), strings.Join(want, ", "))}
}

// wrongSecurity finds names that no security scheme has, and schemes that nothing names.
func (d *Document) wrongSecurity() []string {
	var out []string
	schemes := d.Root().Field("components").Field("securitySchemes")
	named := map[string]bool{}
	name := func(where string, at Node) {
		for _, choice := range at.Field("security").List() {
			for scheme := range choice.Fields() {
				if named[scheme] = true; !schemes.Field(scheme).Exists() {
					out = append(out, where+": there is no security scheme "+scheme)
				}
			}
		}
	}
	name("the document", d.Root())
	for _, op := range d.operations {
		name(op.Route(), op.Node)
	}
	for scheme := range schemes.Fields() {
		if !named[scheme] {
			out = append(out, "#/components/securitySchemes/"+scheme+" is used by nothing")
		}
	}
	return out
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
		if group == "securitySchemes" { // named, not referred to: see wrongSecurity
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
