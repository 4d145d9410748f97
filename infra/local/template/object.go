package template

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// object reads a map of properties and remembers which were read, so that done
// can report the rest: what the code does not ask for, it does not understand.
type object struct {
	loader  *loader
	subject string // such as "Function Ingest"
	path    string // such as "Events.Queue.Properties"; empty at the top
	value   *Value // never nil
	read    map[string]bool
	broken  bool // not a map at all, which has been said
}

func (l *loader) object(subject, path string, v *Value) *object {
	o := &object{loader: l, subject: subject, path: path, value: v, read: map[string]bool{}}
	if v == nil {
		o.value = &Value{Kind: Map}
	}
	if o.value.Kind != Map && o.value.Kind != Null {
		o.fail(o.value.Line, "%smust be a map", o.named(""))
		o.value, o.broken = &Value{Kind: Map, Line: o.value.Line}, true
	}
	return o
}

func (o *object) fail(line int, format string, args ...any) {
	o.loader.report.add(o.subject, line, format, args...)
}

// named gives `property "A.B" ` for messages, or nothing at the top.
func (o *object) named(name string) string {
	path := o.path
	if name != "" {
		path = join(path, name)
	}
	if path == "" {
		return ""
	}
	return fmt.Sprintf("property %q ", path)
}

// raw gives a property as it stands, or nil when it is absent.
func (o *object) raw(name string) *Value {
	o.read[name] = true
	if v := o.value.Get(name); v != nil && v.Kind != Null {
		return v
	}
	return nil
}

// ignore names properties that change nothing in a local run.
func (o *object) ignore(names ...string) {
	for _, name := range names {
		o.read[name] = true
	}
}

// done reports every property that nothing asked for.
func (o *object) done() {
	for _, f := range o.value.Fields {
		if !o.read[f.Name] {
			o.fail(f.Line, "%sis not understood by the local runner", o.named(f.Name))
		}
	}
}

// scalar gives a text, number or bool as written.
func (o *object) scalar(name string) (string, bool) {
	v := o.raw(name)
	switch {
	case v == nil:
		return "", false
	case v.Kind == Call:
		o.fail(v.Line, "%sdepends on another resource (%s); a local run needs it before anything is created", o.named(name), v.Func)
		return "", false
	case !isScalar(v):
		o.fail(v.Line, "%smust be a single value", o.named(name))
		return "", false
	}
	return v.Scalar, true
}

func (o *object) text(name, standard string) string {
	if s, ok := o.scalar(name); ok {
		return s
	}
	return standard
}

// required is text that must be there. A value that could not be evaluated is
// there: its own problem is enough.
func (o *object) required(name string) string {
	s, ok := o.scalar(name)
	if !ok && !o.broken && o.value.Get(name) == nil {
		o.fail(o.value.Line, "%sis missing", o.named(name))
	}
	return s
}

// choice is text that must be one of the given values; required when standard
// is empty.
func (o *object) choice(name, standard string, allowed ...string) string {
	if standard == "" && o.raw(name) == nil {
		return o.required(name)
	}
	s, ok := o.scalar(name)
	if !ok {
		return standard
	}
	if !slices.Contains(allowed, s) {
		o.fail(o.raw(name).Line, "%sis %q; the local runner understands %s", o.named(name), s, strings.Join(allowed, ", "))
	}
	return s
}

// number is a whole number within [least, most].
func (o *object) number(name string, standard, least, most int) int {
	s, ok := o.scalar(name)
	if !ok {
		return standard
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		o.fail(o.raw(name).Line, "%smust be a whole number from %d to %d", o.named(name), least, most)
		return standard
	}
	return n
}

func (o *object) seconds(name string, standard, least, most int) time.Duration {
	return time.Duration(o.number(name, standard, least, most)) * time.Second
}

func (o *object) decimal(name string) (float64, bool) {
	s, ok := o.scalar(name)
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		o.fail(o.raw(name).Line, "%smust be a number", o.named(name))
		return 0, false
	}
	return f, true
}

func (o *object) flag(name string, standard bool) bool {
	s, ok := o.scalar(name)
	if !ok {
		return standard
	}
	switch strings.ToLower(s) {
	case "true":
		return true
	case "false":
		return false
	}
	o.fail(o.raw(name).Line, "%smust be true or false", o.named(name))
	return standard
}

// texts is a list of single values.
func (o *object) texts(name string) []string {
	v := o.raw(name)
	if v == nil {
		return nil
	}
	var out []string
	for _, item := range o.items(name, v) {
		if !isScalar(item) {
			o.fail(item.Line, "%smust be a list of single values", o.named(name))
			continue
		}
		out = append(out, item.Scalar)
	}
	return out
}

// child is a property that is itself a map of properties; ok is false when it
// is absent.
func (o *object) child(name string) (c *object, ok bool) {
	v := o.raw(name)
	if v == nil {
		return nil, false
	}
	return o.loader.object(o.subject, join(o.path, name), v), true
}

// children is a property that is a list of maps.
func (o *object) children(name string) []*object {
	v := o.raw(name)
	if v == nil {
		return nil
	}
	var out []*object
	for i, item := range o.items(name, v) {
		out = append(out, o.loader.object(o.subject, fmt.Sprintf("%s[%d]", join(o.path, name), i), item))
	}
	return out
}

func (o *object) items(name string, v *Value) []*Value {
	if v.Kind != List {
		o.fail(v.Line, "%smust be a list", o.named(name))
		return nil
	}
	return v.Items
}

// target is the logical id of a resource of this template, named by a plain
// reference such as !GetAtt Queue.Arn. A local run connects resources by
// logical id, so a written-out ARN would lead nowhere.
func (o *object) target(name, attr, resourceType string) string {
	v := o.raw(name)
	if v == nil {
		o.required(name)
		return ""
	}
	id, got, ok := v.Reference()
	if !ok || got != attr || o.loader.declared[id].resourceType != resourceType {
		o.fail(v.Line, "%smust be the %s of an %s of this template", o.named(name), attr, resourceType)
		return ""
	}
	return id
}
