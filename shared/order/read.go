package order

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"doorstep/shared/fault"
)

// reader walks a JSON body and collects everything that is wrong with it, instead of stopping at the first.
type reader struct {
	bad     []Field
	unknown []string // paths that nobody asked for
}

// decode reads exactly one JSON value. Numbers keep their digits, so that 1.5 and 10000000000000001 are told apart from
// whole numbers.
func decode(body []byte) (any, error) {
	if !utf8.Valid(body) { // encoding/json would put question marks in place of names
		return nil, fault.New(fault.Malformed, "body is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, notJSON(err, d.InputOffset())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Malformed, "body holds more than one JSON value: see byte %d", d.InputOffset())
	}
	return v, nil
}

// deepest is how deep a path leads; no field of an order is deeper than shipments[0].items[0].id.
const deepest = 6

// twice lists the paths of fields that one object of a body names twice. encoding/json would take the last one without a word, and the
// first may be the one that was meant. body is one valid JSON value.
func twice(body []byte) []string {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var out []string
	var value func(path string, depth int)
	value = func(path string, depth int) {
		open, _ := d.Token()
		seen := map[string]bool{}
		for i := 0; open == json.Delim('[') && d.More(); i++ {
			at := path
			if depth < deepest {
				at += "[" + strconv.Itoa(i) + "]"
			}
			value(at, depth+1)
		}
		for open == json.Delim('{') && d.More() {
			token, _ := d.Token()
			name, _ := token.(string)
			at := path
			if depth < deepest {
				at = object{path: path}.at(cut(name, maxUnknownName))
			}
			if seen[name] && len(out) < maxUnknown {
				out = append(out, at)
			}
			seen[name] = true
			value(at, depth+1)
		}
		if _, isDelim := open.(json.Delim); isDelim {
			_, _ = d.Token() // the other end
		}
	}
	value("", 0)
	return out
}

func notJSON(err error, offset int64) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF):
		return fault.New(fault.Malformed, "body is empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Malformed, "body ends in the middle of the JSON")
	case errors.As(err, &syntax):
		return fault.New(fault.Malformed, "body is not JSON: see byte %d", syntax.Offset)
	default:
		return fault.New(fault.Malformed, "body is not JSON: see byte %d", offset)
	}
}

func (r *reader) reject(path, format string, args ...any) {
	r.bad = append(r.bad, Field{Path: path, Detail: fmt.Sprintf(format, args...)})
}

// object is one JSON object on the way through a body.
type object struct {
	r      *reader
	path   string
	fields map[string]any // what nobody has asked for yet
}

// object takes v as an object. Anything else is rejected and reads as an object without fields.
func (r *reader) object(path string, v any) object {
	fields, ok := v.(map[string]any)
	if !ok && v != nil {
		r.reject(path, "must be an object")
	}
	return object{r: r, path: path, fields: fields}
}

// at gives the path of a field.
func (o object) at(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}

// take gives a field once. null and a missing field are the same: not told.
func (o object) take(name string) (any, bool) {
	v := o.fields[name]
	delete(o.fields, name)
	return v, v != nil
}

// text reads a string. The empty string is the same as a missing field; check is asked about any other and says what is
// wrong with it.
func (o object) text(name string, check func(string) string) string {
	v, ok := o.take(name)
	if !ok {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		o.r.reject(o.at(name), "must be a string")
		return ""
	}
	if s == "" {
		return ""
	}
	if wrong := check(s); wrong != "" {
		o.r.reject(o.at(name), "%s", wrong)
		return ""
	}
	return s
}

// require rejects an empty text, unless the field was rejected already.
func (o object) require(name, value string) {
	if value == "" && !o.rejected(name) {
		o.r.reject(o.at(name), "is required")
	}
}

// rejected reports whether a field was told and refused.
func (o object) rejected(name string) bool {
	return slices.ContainsFunc(o.r.bad, func(f Field) bool { return f.Path == o.at(name) })
}

// whole reads a whole number from low to high; ok says whether one was told.
func (o object) whole(name string, low, high int64) (n int64, ok bool) {
	v, told := o.take(name)
	if !told {
		return 0, false
	}
	digits, isNumber := v.(json.Number)
	n, err := strconv.ParseInt(string(digits), 10, 64)
	if !isNumber || err != nil || n < low || n > high {
		o.r.reject(o.at(name), "must be a whole number from %d to %d", low, high)
		return 0, true
	}
	return n, true
}

// inner reads an object; a missing one has no fields.
func (o object) inner(name string) object {
	v, _ := o.take(name)
	return o.r.object(o.at(name), v)
}

// list reads a list of at most limit objects.
func (o object) list(name string, limit int) []object {
	v, ok := o.take(name)
	if !ok {
		return nil
	}
	values, ok := v.([]any)
	if !ok {
		o.r.reject(o.at(name), "must be a list")
		return nil
	}
	if len(values) > limit {
		o.r.reject(o.at(name), "must hold at most %d entries", limit)
		values = values[:limit]
	}
	out := make([]object, len(values))
	for i, v := range values {
		path := o.at(name) + "[" + strconv.Itoa(i) + "]"
		if v == nil {
			o.r.reject(path, "must be an object")
		}
		out[i] = o.r.object(path, v)
	}
	return out
}

// Limits of what is said about fields that nobody asked for.
const (
	maxUnknown     = 20
	maxUnknownName = 64
)

// done notes the fields that nobody asked for, once.
func (o object) done() {
	names := make([]string, 0, len(o.fields))
	for name := range o.fields {
		names = append(names, name)
	}
	clear(o.fields)
	slices.Sort(names)
	for _, name := range names {
		if len(o.r.unknown) == maxUnknown {
			return
		}
		o.r.unknown = append(o.r.unknown, o.at(cut(name, maxUnknownName)))
	}
}

// cut shortens s to at most n characters.
func cut(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i] + "…"
		}
		n--
	}
	return s
}
