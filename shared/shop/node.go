package shop

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"

	"doorstep/shared/fault"
)

// Node is a value in a shop's JSON. Asking it for something that it is not gives nothing, never an error: shops write numbers as
// strings, null for everything, and PHP writes an empty list for an empty object.
type Node struct{ v any }

// Parse reads a body that is one JSON object. The error is of kind fault.Malformed.
func Parse(body []byte) (Node, error) {
	v, err := decode(body)
	if err != nil {
		return Node{}, err
	}
	if _, ok := v.(map[string]any); !ok {
		return Node{}, fault.New(fault.Malformed, "body is no JSON object")
	}
	return Node{v}, nil
}

// ParseList reads a body that is one JSON list. The error is of kind fault.Malformed.
func ParseList(body []byte) ([]Node, error) {
	v, err := decode(body)
	if err != nil {
		return nil, err
	}
	if _, ok := v.([]any); !ok {
		return nil, fault.New(fault.Malformed, "body is no JSON list")
	}
	return Node{v}.List(), nil
}

// decode reads exactly one JSON value. Numbers keep their digits: money and ids of 19 digits go through no float.
func decode(body []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil { // err would quote the body
		return nil, fault.New(fault.Malformed, "body is not JSON: see byte %d", d.InputOffset())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Malformed, "body holds more than one JSON value: see byte %d", d.InputOffset())
	}
	return v, nil
}

// Of makes a node of a value that encoding/json would give.
func Of(v any) Node { return Node{v} }

// Exists reports whether there is a value; null is none.
func (n Node) Exists() bool { return n.v != nil }

// Get gives a field of an object.
func (n Node) Get(name string) Node {
	fields, _ := n.v.(map[string]any)
	return Node{fields[name]}
}

// At goes down through several fields.
func (n Node) At(names ...string) Node {
	for _, name := range names {
		n = n.Get(name)
	}
	return n
}

// Text gives a string, or the digits of a number.
func (n Node) Text() string {
	switch v := n.v.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	default:
		return ""
	}
}

// Whole gives a whole number, also one that was written as a string.
func (n Node) Whole() (int64, bool) {
	i, err := strconv.ParseInt(n.Text(), 10, 64)
	return i, err == nil
}

// True reports whether the value is true.
func (n Node) True() bool {
	b, _ := n.v.(bool)
	return b
}

// False reports whether the value is false, and not merely missing.
func (n Node) False() bool {
	b, ok := n.v.(bool)
	return ok && !b
}

// IsList reports whether the value is a list.
func (n Node) IsList() bool {
	_, ok := n.v.([]any)
	return ok
}

// List gives the entries of a list. An object whose keys are all whole numbers is a list too, in the order of its keys: that is how
// PHP writes a list with a gap.
func (n Node) List() []Node {
	switch v := n.v.(type) {
	case []any:
		out := make([]Node, len(v))
		for i := range v {
			out[i] = Node{v[i]}
		}
		return out
	case map[string]any:
		return gapped(v)
	default:
		return nil
	}
}

// Values gives the values of an object by the order of their names: PHP keeps lists under whatever key is at hand.
func (n Node) Values() []Node {
	fields, _ := n.v.(map[string]any)
	var out []Node
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		out = append(out, Node{fields[name]})
	}
	return out
}

func gapped(fields map[string]any) []Node {
	keys := make([]int, 0, len(fields))
	for k := range fields {
		i, err := strconv.Atoi(k)
		if err != nil || strconv.Itoa(i) != k {
			return nil
		}
		keys = append(keys, i)
	}
	slices.Sort(keys)
	out := make([]Node, len(keys))
	for i, k := range keys {
		out[i] = Node{fields[strconv.Itoa(k)]}
	}
	return out
}
