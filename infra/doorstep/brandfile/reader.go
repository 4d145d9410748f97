package brandfile

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// reader puts YAML into values by the names of their json tags. Unlike the yaml package it reads every scalar that is meant to be
// text as it is written: an unquoted 2026-11-20 stays a date as text, and "no" stays a word.
type reader struct {
	problems Problems
	lines    map[string]int // by path
	values   int            // read so far, those of aliases each time
}

// maxValues is more than any record of 64 KiB holds. Aliases of aliases make millions of values from a small file.
const maxValues = 20_000

// problem notes what is wrong at a path, with the line of the nearest thing that the file has.
func (r *reader) problem(path, text string) {
	at := path
	for r.lines[at] == 0 {
		at = at[:max(strings.LastIndexAny(at, ".["), 0)]
	}
	r.problems = append(r.problems, strconv.Itoa(r.lines[at])+": "+text)
}

func (r *reader) read(node *yaml.Node, into any) { r.value(node, reflect.ValueOf(into).Elem(), "") }

func (r *reader) value(node *yaml.Node, v reflect.Value, path string) {
	if r.values++; r.values > maxValues {
		if r.values == maxValues+1 {
			r.problem(path, fmt.Sprintf("the file has more than %d values", maxValues))
		}
		return
	}
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	r.lines[path] = node.Line
	if node.Kind == yaml.ScalarNode && node.Tag == "!!null" {
		return // a field without a value is one that is left out
	}
	switch v.Kind() {
	case reflect.Struct:
		r.fields(node, v, path)
	case reflect.Map:
		r.entries(node, v, path)
	case reflect.Slice:
		r.items(node, v, path)
	case reflect.Pointer: // a value that may be left out: given is not the same as zero
		v.Set(reflect.New(v.Type().Elem()))
		r.value(node, v.Elem(), path)
	default:
		r.scalar(node, v, path)
	}
}

func (r *reader) fields(node *yaml.Node, v reflect.Value, path string) {
	known := map[string]reflect.Value{}
	collect(v, known)
	r.pairs(node, path, func(name string, key, value *yaml.Node) {
		field, ok := known[name]
		if !ok {
			r.lines[join(path, name)] = key.Line
			r.problem(join(path, name), fmt.Sprintf("%s is no field; there are: %s", join(path, name), strings.Join(names(known), ", ")))
			return
		}
		r.value(value, field, join(path, name))
		r.lines[join(path, name)] = key.Line
	})
}

// collect gives the fields of a struct by name; those of an embedded struct stand beside them.
func collect(v reflect.Value, known map[string]reflect.Value) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			collect(v.Field(i), known)
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		known[name] = v.Field(i)
	}
}

func (r *reader) entries(node *yaml.Node, v reflect.Value, path string) {
	v.Set(reflect.MakeMap(v.Type()))
	r.pairs(node, path, func(name string, key, value *yaml.Node) {
		entry := reflect.New(v.Type().Elem()).Elem()
		r.value(value, entry, join(path, name))
		r.lines[join(path, name)] = key.Line
		v.SetMapIndex(reflect.ValueOf(name), entry)
	})
}

// pairs calls each for every pair of a mapping.
func (r *reader) pairs(node *yaml.Node, path string, each func(name string, key, value *yaml.Node)) {
	if node.Kind != yaml.MappingNode {
		r.problem(path, what(path)+" must have fields with names")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		if seen[key.Value] {
			r.lines[join(path, key.Value)] = key.Line
			r.problem(join(path, key.Value), join(path, key.Value)+" must not be given twice")
			continue
		}
		seen[key.Value] = true
		each(key.Value, key, node.Content[i+1])
	}
}

func (r *reader) items(node *yaml.Node, v reflect.Value, path string) {
	if node.Kind != yaml.SequenceNode {
		r.problem(path, what(path)+" must be a list")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(node.Content), len(node.Content)))
	for i, item := range node.Content {
		r.value(item, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

func (r *reader) scalar(node *yaml.Node, v reflect.Value, path string) {
	if node.Kind != yaml.ScalarNode {
		r.problem(path, path+" must be a single value")
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(node.Value)
	case reflect.Bool:
		if node.Tag != "!!bool" {
			r.problem(path, path+" must be true or false")
		}
		v.SetBool(strings.EqualFold(node.Value, "true"))
	case reflect.Int:
		n, err := strconv.Atoi(node.Value)
		if err != nil {
			r.problem(path, path+" must be a whole number")
		}
		v.SetInt(int64(n))
	default:
		r.problem(path, path+" cannot be given in a file")
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func what(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

func names(known map[string]reflect.Value) []string {
	var out []string
	for name := range known {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
