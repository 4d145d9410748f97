package system

import (
	"cmp"
	"slices"
	"strings"

	"doorstep/infra/contract"
)

// apiRow is one line of a table: a field, a parameter, a header.
type apiRow struct {
	Name, Where string
	Type        apiType
	Required    bool
	About       string
}

// apiType says what a value looks like: "list of ", a schema that has a name, and the rest in words.
type apiType struct{ Before, Link, Words string }

// rowsOf lists the fields of an object. Objects inside that have no name of their own are listed with it, as pickup.name.
func rowsOf(schema contract.Node, before string) []apiRow {
	var required []string
	for _, name := range schema.Field("required").List() {
		required = append(required, name.Text())
	}
	var out []apiRow
	for name, field := range schema.Field("properties").Fields() {
		out = append(out, apiRow{Name: before + name, Type: typeOf(field), Required: slices.Contains(required, name), About: field.Description()})
		inner, suffix := field, "."
		if items := field.Field("items"); items.Exists() {
			inner, suffix = items, "[]."
		}
		for _, choice := range append(field.Field("anyOf").List(), inner) {
			if choice.Component() == "" {
				out = append(out, rowsOf(choice, before+name+suffix)...)
			}
		}
	}
	return out
}

// typeOf says what follows a schema.
func typeOf(schema contract.Node) apiType {
	if name := schema.Component(); name != "" {
		return apiType{Link: name}
	}
	if base := schema.Base(); base != "" {
		return apiType{Before: "all of ", Link: base, Words: also(schema)}
	}
	if items := schema.Field("items"); items.Exists() {
		of := typeOf(items)
		of.Before = "list of " + of.Before
		of.Words += nullable(schema)
		return of
	}
	if choices := schema.Field("anyOf").List(); len(choices) > 0 && !schema.Field("properties").Exists() {
		return choice(choices)
	}
	return apiType{Words: words(schema)}
}

func also(schema contract.Node) string {
	if schema.Field("properties").Exists() {
		return " and more"
	}
	return ""
}

// choice joins what a value may be; one that has a name is linked.
func choice(choices []contract.Node) apiType {
	var out apiType
	var said []string
	for _, c := range choices {
		t := typeOf(c)
		if t.Link != "" && out.Link == "" {
			out.Link = t.Link
			continue
		}
		if w := cmp.Or(t.String(), "object"); !slices.Contains(said, w) {
			said = append(said, w)
		}
	}
	if out.Link != "" && len(said) > 0 {
		out.Words = " or "
	}
	out.Words += strings.Join(said, " or ")
	return out
}

func nullable(schema contract.Node) string {
	for _, t := range schema.Field("type").List() {
		if t.Text() == "null" {
			return " or null"
		}
	}
	return ""
}

// words describes a schema without a name.
func words(schema contract.Node) string {
	if fixed := schema.Field("const"); fixed.Exists() {
		return `"` + fixed.Text() + `"`
	}
	if list := schema.Field("enum").List(); len(list) > 0 {
		var out []string
		for _, v := range list {
			out = append(out, literal(v))
		}
		return strings.Join(out, ", ")
	}
	var out []string
	for _, t := range schema.Field("type").List() {
		out = append(out, t.Text())
	}
	said := []string{cmp.Or(schema.Field("type").Text(), strings.Join(out, " or "))}
	for _, rule := range []struct{ field, before, after string }{
		{"format", "", ""}, {"minimum", "from ", ""}, {"maximum", "to ", ""},
		{"maxLength", "at most ", " characters"}, {"maxItems", "at most ", " entries"}, {"pattern", "", ""},
	} {
		if v := schema.Field(rule.field).Text(); v != "" {
			said = append(said, rule.before+v+rule.after)
		}
	}
	return strings.TrimPrefix(strings.Join(said, ", "), ", ")
}

func literal(v contract.Node) string {
	switch value := v.Value().(type) {
	case nil:
		return "null"
	case string:
		if value == "" {
			return `""`
		}
	}
	return v.Text()
}
