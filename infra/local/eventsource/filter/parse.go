package filter

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"
)

// parser reads one pattern; index is for its errors.
type parser struct{ index int }

func (p parser) fail(path, format string, args ...any) error {
	return &PatternError{Index: p.index, Path: path, Reason: fmt.Sprintf(format, args...)}
}

func (p parser) parse(text string) (object, error) {
	if n := utf8.RuneCountInString(text); n > maxPatternLength {
		return object{}, p.fail("", "%d characters, the limit is %d", n, maxPatternLength)
	}
	value, err := Decode([]byte(text))
	if err != nil {
		return object{}, p.fail("", "not JSON: %v", err)
	}
	root, isObject := value.(map[string]any)
	if !isObject {
		return object{}, p.fail("", "not a JSON object")
	}
	return p.object("", root)
}

func (p parser) object(path string, fields map[string]any) (object, error) {
	if len(fields) == 0 {
		return object{}, p.fail(path, "an empty object matches nothing in particular")
	}
	o := object{fields: map[string]node{}}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		here := join(path, name)
		var err error
		switch value := fields[name].(type) {
		case map[string]any:
			o.fields[name], err = p.object(here, value)
		case []any:
			if name == "$or" {
				o.either, err = p.either(here, value)
				break
			}
			o.fields[name], err = p.leaf(here, value)
		default:
			err = p.fail(here, "must be a list of values or an object")
		}
		if err != nil {
			return object{}, err
		}
	}
	return o, nil
}

func (p parser) either(path string, branches []any) ([]object, error) {
	if len(branches) < 2 {
		return nil, p.fail(path, "$or needs at least two objects")
	}
	var either []object
	for _, branch := range branches {
		fields, isObject := branch.(map[string]any)
		if !isObject {
			return nil, p.fail(path, "$or holds objects only")
		}
		o, err := p.object(path, fields)
		if err != nil {
			return nil, err
		}
		either = append(either, o)
	}
	return either, nil
}

func (p parser) leaf(path string, values []any) (leaf, error) {
	if len(values) == 0 {
		return nil, p.fail(path, "an empty list never matches")
	}
	var l leaf
	for _, value := range values {
		c, err := p.condition(path, value)
		if err != nil {
			return nil, err
		}
		l = append(l, c)
	}
	return l, nil
}

func (p parser) condition(path string, value any) (condition, error) {
	operator, isOperator := value.(map[string]any)
	if !isOperator {
		if _, isList := value.([]any); isList {
			return nil, p.fail(path, "a list inside a list")
		}
		return equals{value}, nil
	}
	if len(operator) != 1 {
		return nil, p.fail(path, "an operator is an object with one key, this one has %d", len(operator))
	}
	for name, argument := range operator {
		return p.operator(path, name, argument)
	}
	return nil, nil // not reached: the map has one key
}

func (p parser) operator(path, name string, argument any) (condition, error) {
	switch name {
	case "exists":
		want, isBool := argument.(bool)
		if !isBool {
			return nil, p.fail(path, "exists takes true or false")
		}
		return exists(want), nil
	case "numeric":
		return p.bounds(path, argument)
	case "anything-but":
		return p.anythingBut(path, argument)
	case "prefix", "suffix", "equals-ignore-case":
		text, isString := argument.(string)
		if !isString {
			return nil, p.fail(path, "%s takes a string; nested operators are not supported", name)
		}
		return affix{name, text}, nil
	}
	return nil, p.fail(path, "operator %q is not supported by event source mappings", name)
}

func (p parser) anythingBut(path string, argument any) (condition, error) {
	values, isList := argument.([]any)
	if !isList {
		values = []any{argument}
	}
	if len(values) == 0 {
		return nil, p.fail(path, "anything-but takes at least one value")
	}
	strings, numbers := 0, 0
	for _, value := range values {
		switch value.(type) {
		case string:
			strings++
		case json.Number:
			numbers++
		default:
			return nil, p.fail(path, "anything-but takes strings or numbers; nested operators are not supported")
		}
	}
	if strings > 0 && numbers > 0 {
		return nil, p.fail(path, "anything-but takes strings or numbers, not both")
	}
	return anythingBut(values), nil
}

// bounds reads ["=", 5], [">", 0] or [">", 0, "<=", 5].
func (p parser) bounds(path string, argument any) (condition, error) {
	parts, isList := argument.([]any)
	if !isList || len(parts) != 2 && len(parts) != 4 {
		return nil, p.fail(path, `numeric takes a list such as [">", 0, "<=", 5]`)
	}
	var n numeric
	for pair := range slices.Chunk(parts, 2) {
		operator, _ := pair[0].(string)
		number, isNumber := pair[1].(json.Number)
		if !slices.Contains([]string{"=", "<", "<=", ">", ">="}, operator) || !isNumber {
			return nil, p.fail(path, "numeric compares with =, <, <=, > or >= and a number")
		}
		value, err := number.Float64()
		if err != nil || value < -5e9 || value > 5e9 {
			return nil, p.fail(path, "numeric takes numbers from -5.0e9 to 5.0e9")
		}
		n = append(n, bound{operator, value})
	}
	if len(n) == 2 && (n[0].operator[0] != '>' || n[1].operator[0] != '<') {
		return nil, p.fail(path, "a numeric range is a lower bound and then an upper bound")
	}
	return n, nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
